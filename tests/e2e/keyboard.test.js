// Without a mouse.

import assert from 'node:assert/strict';

import { DESK, PHONE, eventually, story } from './reader.js';

const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    // The field of a question box leaves its outline to the box.
    const frame = element.closest('.ask') ? getComputedStyle(element.closest('.ask')) : style;
    const isOutlined = [style, frame].some((each) => each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) >= 2);
    const isOnScreen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { name: element.textContent.trim() || element.getAttribute('aria-label'), id: element.id, isBody: element === document.body, isOutlined, isOnScreen };
  });

story('the keyboard meets the skip link first, and it leads to the text', {}, async (reader) => {
  await reader.go('/policies/birth-support-2026');
  await reader.live();
  const { page } = reader;
  await page.keyboard.press('Tab');
  const first = await focused(page);
  assert.equal(first.name, '跳到正文');
  assert.ok(first.isOnScreen && first.isOutlined);
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement.closest('main') !== null));
});

story('after the skip link comes the question box', { widths: [PHONE], js: [false] }, async (reader) => {
  await reader.go('/');
  const { page } = reader;
  const visited = [];
  for (let step = 0; step < 12 && !visited.includes('想办什么事？想问什么政策？'); step += 1) {
    await page.keyboard.press('Tab');
    visited.push((await focused(page)).name);
  }
  assert.ok(visited.includes('想办什么事？想问什么政策？'), visited.join(' › '));
});

for (const path of ['/', '/policies', '/policies/elderly-allowance-2024', '/search?q=%E7%94%9F%E8%82%B2', '/settings', '/agencies/mingle-gov']) {
  story(`every stop of the keyboard is visible: ${decodeURIComponent(path)}`, { widths: [PHONE, DESK], js: [true] }, async (reader) => {
    await reader.go(path);
    await reader.live();
    const { page } = reader;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const faults = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      const stop = await focused(page);
      if (stop.isBody) break;
      if (!stop.isOutlined || !stop.isOnScreen) faults.push(stop);
    }
    assert.deepEqual(faults, []);
  });
}

story('a reader searches, filters and opens a policy with the keyboard alone', { widths: [DESK] }, async (reader) => {
  await reader.go('/policies');
  await reader.live();
  const { page } = reader;
  const press = async (key, name) => {
    for (let step = 0; step < 120; step += 1) {
      await page.keyboard.press('Tab');
      const stop = await focused(page);
      if (stop.name?.startsWith(name)) {
        await page.keyboard.press(key);
        return;
      }
    }
    assert.fail(`Tab never reaches ${name}`);
  };
  await press('Enter', '有效性');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  const filtered = page.waitForURL(/validity=/);
  await press('Enter', '按条件查看');
  await filtered;
  const opened = page.waitForURL(/\/policies\/./);
  await press('Enter', '明乐市');
  await opened;
  await eventually(() => page.locator('h1').count(), 1);
});
