// 阅读设置 and 长辈模式.

import assert from 'node:assert/strict';

import { DESK, PHONE, eventually, read, story } from './reader.js';
import { PAGES } from './pages.js';
import { test } from 'node:test';

const shown = (page) => page.locator('html').evaluate((root) => [root.dataset.theme, root.dataset.size]);
const background = (page) => page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);

story('reading settings apply at once and are rendered by the server ever after', { js: [true] }, async (reader) => {
  await reader.go('/policies');
  await reader.live();
  const { page } = reader;
  const light = await background(page);
  await page.locator('summary', { hasText: '阅读设置' }).click();
  await page.getByRole('radio', { name: '深色' }).check();
  await eventually(() => shown(page), ['dark', 'normal']);
  assert.notEqual(await background(page), light);
  await page.getByRole('radio', { name: '长辈模式' }).check();
  await eventually(() => shown(page), ['dark', 'large']);

  for (const path of ['/policies', '/', '/policies/birth-support-2026']) {
    const html = await (await reader.go(path)).text();
    assert.match(html, /<html[^>]* data-theme="dark" data-size="large"/, `${path} comes as chosen: nothing flashes`);
  }
  await reader.live();
  await page.locator('summary', { hasText: '阅读设置' }).click();
  assert.ok(await page.getByRole('radio', { name: '深色' }).isChecked());
  await page.getByRole('radio', { name: '跟随系统' }).check();
  await page.getByRole('radio', { name: '标准' }).check();
  await page.reload();
  assert.deepEqual(await shown(page), ['auto', 'normal']);
});

story('the settings panel opens by keyboard and Escape leads back', { js: [true], widths: [DESK] }, async (reader) => {
  await reader.go('/policies');
  await reader.live();
  const { page } = reader;
  const summary = page.locator('summary', { hasText: '阅读设置' });
  await summary.focus();
  await page.keyboard.press('Enter');
  await page.locator('.settings-panel').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await eventually(() => shown(page), ['auto', 'large']);
  await page.keyboard.press('Escape');
  await page.locator('.settings-panel').waitFor({ state: 'hidden' });
  assert.ok(await summary.evaluate((element) => element === document.activeElement));
});

story('a choice made in one tab is not undone by going back', { js: [true], widths: [PHONE] }, async (reader) => {
  await reader.go('/policies');
  await reader.go('/about');
  await reader.live();
  const { page } = reader;
  await page.locator('summary', { hasText: '阅读设置' }).click();
  await page.getByRole('radio', { name: '高对比' }).check();
  await page.goBack();
  await eventually(() => shown(page), ['contrast', 'normal']);
});

story('without JavaScript a form saves the settings and leads back', { js: [false] }, async (reader) => {
  const { page } = reader;
  await reader.go('/policies?year=2026');
  await reader.follow(page.getByRole('link', { name: '阅读设置' }));
  await page.getByRole('radio', { name: /长辈模式/ }).check();
  await page.getByRole('radio', { name: '高对比' }).check();
  await reader.follow(page.getByRole('button', { name: '保存' }));
  assert.equal(reader.address(), '/policies?year=2026');
  assert.deepEqual(await shown(page), ['contrast', 'large']);
  await reader.go('/settings');
  assert.ok(await page.getByRole('radio', { name: '高对比' }).isChecked());
});

story('a cookie that makes no sense counts as the default', { js: [false], widths: [DESK], cookies: { theme: 'pink', size: 'huge' } }, async (reader) => {
  await reader.go('/');
  assert.deepEqual(await shown(reader.page), ['auto', 'normal']);
});

story('the colours follow the system until a reader chooses', { js: [false], widths: [DESK] }, async (reader) => {
  const { page } = reader;
  await reader.go('/');
  const light = await background(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.notEqual(await background(page), light);
  await reader.choose({ theme: 'light' });
  await page.reload();
  assert.equal(await background(page), light);
});

for (const width of [PHONE, DESK]) {
  for (const [name, path, status] of PAGES) {
    test(`an older reader can read and hit everything: ${name} · ${width} px`, () =>
      read({ width, js: false, cookies: { size: 'large' } }, async (reader) => {
        await reader.go(path, status);
        const faults = await reader.page.evaluate(tooSmall, { fontPx: 22, targetPx: 48 });
        assert.deepEqual(faults, []);
      }));
  }
}

for (const [name, path, status] of PAGES) {
  test(`a thumb can hit everything: ${name}`, () =>
    read({ width: PHONE, js: false }, async (reader) => {
      await reader.go(path, status);
      const faults = await reader.page.evaluate(tooSmall, { fontPx: 15, targetPx: 48 });
      assert.deepEqual(faults, []);
    }));
}

/** Texts and targets below the given sizes. Links within a sentence are as high as their line. */
function tooSmall({ fontPx, targetPx }) {
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const isOffScreen = (element) => element.closest('.skip, .visually-hidden') !== null;
  const say = (element) => `${element.localName}.${element.className} “${element.textContent.trim().slice(0, 20)}”`;
  const faults = [];

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !isShown(element) || isOffScreen(element)) continue;
    // What is drawn has units of its own.
    const scale = element.getScreenCTM?.().a ?? 1;
    const size = parseFloat(getComputedStyle(element).fontSize) * scale;
    if (size < fontPx - 0.05) faults.push(`${say(element)}: ${size} px`);
  }

  const isInSentence = (link) => {
    if (getComputedStyle(link).display !== 'inline') return false;
    const block = link.closest('p, li, dd, td, h1, h2, h3, h4');
    return block !== null && block.textContent.trim() !== link.textContent.trim();
  };
  for (const element of document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden])')) {
    if (!isShown(element) || isOffScreen(element) || isInSentence(element)) continue;
    const boxes = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
    const [height, width] = [Math.max(...boxes.map((box) => box.height)), Math.max(...boxes.map((box) => box.width))];
    if (Math.min(height, width) < targetPx - 0.5) faults.push(`${say(element)}: ${Math.round(width)} × ${Math.round(height)}`);
  }
  return [...new Set(faults)];
}
