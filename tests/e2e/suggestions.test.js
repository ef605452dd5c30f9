// Type-ahead: by keyboard, by tap, in pinyin, with an input method, on a slow network.

import assert from 'node:assert/strict';

import { DESK, PHONE, eventually, story } from './reader.js';

const live = { js: [true] };
const WORD = '高龄';

async function typing(reader, path = '/') {
  await reader.go(path);
  await reader.live();
  const { page } = reader;
  const box = page.locator('input[name=q]').first();
  return { page, box, list: page.getByRole('listbox'), options: page.getByRole('option') };
}

const isExpanded = (box) => box.getAttribute('aria-expanded');

story('a reader chooses a suggestion with the arrow keys and Enter', live, async (reader) => {
  const { page, box, options } = await typing(reader);
  await box.pressSequentially(WORD);
  await options.first().waitFor();
  assert.equal(await isExpanded(box), 'true');
  const count = await options.count();
  assert.ok(count >= 2);
  await page.getByText(`有 ${count} 条建议`).waitFor({ state: 'attached' });

  const chosen = () => box.getAttribute('aria-activedescendant');
  const id = (position) => options.nth(position).getAttribute('id');
  await box.press('ArrowDown');
  await eventually(chosen, await id(0));
  assert.equal(await options.first().getAttribute('aria-selected'), 'true');
  await box.press('ArrowDown');
  await eventually(chosen, await id(1));
  await box.press('ArrowUp');
  await eventually(chosen, await id(0));
  await box.press('ArrowUp');
  await eventually(chosen, null);
  await box.press('ArrowUp');
  await eventually(chosen, await id(count - 1));
  await box.press('Home');
  await eventually(chosen, await id(0));

  const arrival = page.waitForURL(/\/(policies|questions)\//);
  await box.press('Enter');
  await arrival;
  assert.match(await page.locator('h1').innerText(), /高龄津贴/);
});

story('Enter without a choice searches for what was typed', live, async (reader) => {
  const { page, box, options } = await typing(reader);
  await box.pressSequentially(WORD);
  await options.first().waitFor();
  const arrival = page.waitForURL(/\/search/);
  await box.press('Enter');
  await arrival;
  assert.equal(reader.address(), `/search?q=${WORD}`);
});

story('Escape closes the list and keeps the text', live, async (reader) => {
  const { box, list } = await typing(reader);
  await box.pressSequentially(WORD);
  await list.waitFor();
  await box.press('Escape');
  await list.waitFor({ state: 'detached' });
  assert.equal(await box.inputValue(), WORD);
  assert.equal(await isExpanded(box), 'false');
});

story('leaving the field closes the list', { ...live, widths: [DESK] }, async (reader) => {
  const { box, list } = await typing(reader);
  await box.pressSequentially(WORD);
  await list.waitFor();
  await box.press('Tab');
  await list.waitFor({ state: 'detached' });
});

story('a reader taps a suggestion', { ...live, widths: [PHONE] }, async (reader) => {
  const { page, box, options } = await typing(reader, '/policies');
  await box.tap();
  await box.pressSequentially(WORD);
  await options.first().waitFor();
  const arrival = page.waitForURL(/\/(policies\/elderly|questions\/q-elderly)/);
  await options.first().tap();
  await arrival;
});

story('a reader clicks a suggestion', { ...live, widths: [DESK] }, async (reader) => {
  const { page, box, options } = await typing(reader, '/policies');
  await box.pressSequentially(WORD);
  await options.first().waitFor();
  const arrival = page.waitForURL(/\/(policies\/elderly|questions\/q-elderly)/);
  await options.first().click();
  await arrival;
});

story('pinyin finds what it sounds like', { ...live, widths: [PHONE] }, async (reader) => {
  const { box, options } = await typing(reader);
  await box.pressSequentially('gaoling');
  await options.first().waitFor();
  assert.match(await options.first().innerText(), /高龄/);
});

story('an input method is not disturbed while it composes', { ...live, widths: [DESK] }, async (reader) => {
  const { page, box, list, options } = await typing(reader);
  const asked = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname.endsWith('/suggest')) asked.push(url.searchParams.get('q'));
  });
  await page.clock.install();
  const ime = await reader.context.newCDPSession(page);
  await box.focus();
  for (const text of ['g', 'gao', 'gaoling']) {
    await ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await page.clock.runFor(1000);
    assert.equal(await box.inputValue(), text, 'the composition stays as it is');
  }
  assert.deepEqual(asked, [], 'nothing is asked for before the word is there');
  assert.equal(await list.count(), 0);
  await ime.send('Input.insertText', { text: WORD });
  await page.clock.runFor(1000);
  await options.first().waitFor();
  assert.deepEqual(asked, [WORD]);
  assert.equal(await box.inputValue(), WORD);
});

story('text typed before the page is live is kept and gets suggestions', live, async (reader) => {
  const { page } = reader;
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await reader.go('/');
  const box = page.locator('input[name=q]');
  await box.pressSequentially(WORD);
  assert.equal(await box.getAttribute('role'), null, 'not live yet');
  release();
  await page.getByRole('option').first().waitFor();
  assert.equal(await box.inputValue(), WORD);
  assert.ok(await box.evaluate((element) => element === document.activeElement));
});

story('the page that was sent works before it is live', { ...live, widths: [PHONE] }, async (reader) => {
  const { page } = reader;
  await page.route('**/*.wasm', () => {});
  await reader.go('/');
  await page.locator('input[name=q]').fill('低保');
  await reader.follow(page.getByRole('button', { name: '找答案' }));
  assert.equal(reader.address(), '/search?q=低保');
});

story('what the islands need is fetched once', { ...live, widths: [PHONE] }, async (reader) => {
  const fetched = [];
  reader.page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  await typing(reader);
  const assets = fetched.filter((path) => path.startsWith('/assets/'));
  assert.equal(assets.filter((path) => path.endsWith('.wasm')).length, 1);
  assert.equal(new Set(assets).size, assets.length, assets.join(' '));
});

story('a slow answer to an old question is dropped', { ...live, widths: [DESK] }, async (reader) => {
  const { page, box, options } = await typing(reader);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const late = page.waitForResponse((response) => response.url().includes('/suggest?q=%E6%95%99%E8%82%B2'));
  await page.route('**/suggest?q=%E6%95%99%E8%82%B2', async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest('**/suggest?q=%E6%95%99%E8%82%B2');
  await box.fill('教育');
  await asked;
  await box.fill(WORD);
  await options.filter({ hasText: '高龄' }).first().waitFor();
  release();
  await (await late).finished();
  // One more turn of the page's own loop: an answer that is not dropped would be shown by now.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  for (const text of await options.allInnerTexts()) assert.match(text, /高龄/);
});

story('when suggestions fail the box still searches', { ...live, widths: [PHONE] }, async (reader) => {
  const { page, box, list } = await typing(reader);
  await page.route('**/suggest?*', (route) => route.fulfill({ status: 200, contentType: 'application/json', body: 'not json' }));
  const answered = page.waitForResponse('**/suggest?*');
  await box.pressSequentially(WORD);
  await answered;
  assert.equal(await list.count(), 0);
  await reader.follow(page.getByRole('button', { name: '找答案' }));
  assert.equal(reader.address(), `/search?q=${WORD}`);
});
