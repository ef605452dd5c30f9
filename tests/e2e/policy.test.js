// Reading one policy.

import assert from 'node:assert/strict';

import { DESK, PHONE, PORTAL, eventually, story } from './reader.js';

const BIRTH = '/policies/birth-support-2026';
const ELDERLY = '/policies/elderly-allowance-2024';

story('a reader jumps from the contents to a chapter', {}, async (reader) => {
  await reader.go(BIRTH);
  const { page } = reader;
  await reader.live();
  if (reader.isNarrow) await page.locator('details.contents > summary').click();
  await page.getByRole('navigation', { name: /目录/ }).getByRole('link', { name: /第三章/ }).click();
  const chapter = page.locator('.clause:target');
  assert.match(await chapter.innerText(), /^第三章/);
  await eventually(() => chapter.evaluate((element) => Math.round(element.getBoundingClientRect().top) < innerHeight / 2), true);
});

story('a reader sees the official text as it was issued', { js: [false] }, async (reader) => {
  await reader.go(BIRTH);
  const { page } = reader;
  const { body } = await fetch(`${PORTAL}${BIRTH}.json`).then((response) => response.json());
  const squeeze = (text) => text.replace(/\s/g, '');
  const read = await page.locator('.official').evaluate((official) => {
    const copy = official.cloneNode(true);
    for (const added of copy.querySelectorAll('.tools, .clause-facts, .explains, #official')) added.remove();
    return copy.textContent;
  });
  assert.equal(squeeze(read), squeeze(body), 'nothing is lost, nothing is added');
  assert.equal(await page.locator('.official-title').innerText(), '明乐市生育支持补贴办法');
  const face = await page.locator('.official p').first().evaluate((element) => getComputedStyle(element).fontFamily);
  assert.match(face, /Song|SimSun|Serif/, 'official text is set in a serif face');
});

story('a reader downloads a policy in four formats', {}, async (reader) => {
  await reader.go(BIRTH);
  const { page } = reader;
  const links = page.locator('.downloads a');
  const expected = { html: 'text/html', docx: 'application/vnd.openxmlformats', txt: 'text/plain', json: 'application/json' };
  assert.equal(await links.count(), 4);
  for (const href of await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))) {
    const response = await fetch(PORTAL + href);
    assert.equal(response.status, 200, href);
    const type = expected[href.split('.').at(-1)];
    assert.ok(response.headers.get('content-type').startsWith(type), `${href}: ${response.headers.get('content-type')}`);
    assert.ok((await response.arrayBuffer()).byteLength > 1000, href);
  }
  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Word' }).click();
  assert.match((await saving).suggestedFilename(), /\.docx$/);
});

story('the downloaded page stands alone', { widths: [PHONE], js: [false] }, async (reader) => {
  const html = await fetch(`${PORTAL}${BIRTH}.html`).then((response) => response.text());
  await reader.page.setContent(html);
  await reader.page.getByText('第四条').first().waitFor();
  assert.doesNotMatch(html, /<(script|link rel="stylesheet"|img)\b/);
});

story('a reader of a repealed policy learns why, since when, by what, and what replaces it', {}, async (reader) => {
  await reader.go('/policies/birth-support-2022');
  const { page } = reader;
  const notice = page.getByRole('region', { name: '有效性提示' });
  const words = await notice.innerText();
  assert.match(words, /已经废止/);
  assert.match(words, /自 2026-03-01 起/);
  assert.match(words, /依据/);
  assert.match(words, /现在适用/);
  await reader.follow(notice.getByRole('link').last());
  await reader.heading('明乐市生育支持补贴办法').waitFor();
  assert.match(await page.locator('.policy .validity').first().innerText(), /现行有效/);
  assert.equal(await page.getByRole('region', { name: '有效性提示' }).count(), 0);
});

story('a reader of a policy that is not yet in force learns from when it applies', { widths: [PHONE], js: [false] }, async (reader) => {
  await reader.go('/policies/ebike-parking-2026');
  await reader.page.getByText('本文件还没有生效，自 2027-01-01 起施行。').waitFor();
});

story('a reader of an expired policy is warned', { widths: [PHONE], js: [false] }, async (reader) => {
  await reader.go('/policies/clean-heating-2024');
  assert.match(await reader.page.getByRole('region', { name: '有效性提示' }).innerText(), /有效期已满.*不能再作为办事依据/s);
});

story('a reader of an amended policy sees by what, goes to the old version and compares', {}, async (reader) => {
  await reader.go(ELDERLY);
  const { page } = reader;
  const notice = page.getByRole('region', { name: '有效性提示' });
  assert.match(await notice.innerText(), /已经修改.*关于修改《明乐市高龄津贴发放办法》的决定/s);

  const versions = page.getByRole('region', { name: '历次版本' });
  await reader.follow(versions.getByRole('link', { name: '第 1 版' }));
  assert.equal(reader.address(), `${ELDERLY}/versions/1`);
  await page.getByText('这是第 1 版，不是最新版。').waitFor();

  await reader.follow(page.getByRole('link', { name: '看改了什么' }));
  assert.equal(reader.address(), `${ELDERLY}/compare/1..2`);
  const tally = await page.getByText(/有修改 \d+ 处/).innerText();
  assert.equal(await page.locator('.compared.changed').count(), Number(/有修改 (\d+) 处/.exec(tally)[1]));
  assert.ok((await page.locator('.compared ins').count()) > 0);
  assert.ok((await page.locator('.compared del').count()) > 0);
});

story('a reader opens the clauses that did not change', { widths: [PHONE] }, async (reader) => {
  await reader.go(`${ELDERLY}/compare/1..2`);
  const { page } = reader;
  const same = page.locator('.compared.same').first();
  assert.ok(!(await same.locator('p').first().isVisible()));
  await same.locator('summary').click();
  await same.locator('p').first().waitFor();
});

story('a reader sees who must do it by when', {}, async (reader) => {
  await reader.go('/policies/openness-points-2026');
  const first = reader.page.locator('.clause-facts').first();
  const words = await first.innerText();
  assert.match(words, /时限/);
  assert.match(words, /牵头单位/);
  assert.match(words, /2026-\d\d-\d\d/);
});

story('a reader follows a cited policy that is held', { widths: [DESK], js: [false] }, async (reader) => {
  await reader.go(BIRTH);
  const { page } = reader;
  await reader.follow(page.locator('.official').getByRole('link', { name: /安江省人民政府办公厅关于完善生育支持政策体系的实施意见/ }).first());
  await reader.heading('安江省人民政府办公厅关于完善生育支持政策体系的实施意见').waitFor();
});

story('only clauses that stand by themselves offer a link', { widths: [PHONE], js: [false] }, async (reader) => {
  await reader.go(BIRTH);
  const offered = await reader.page.locator('.clause:has(.tools)').evaluateAll((all) => all.map((clause) => clause.id));
  assert.ok(offered.includes('c-art5'));
  assert.deepEqual(offered.filter((id) => !/^c-art\d+$/.test(id)), []);
});

const clipboard = (reader) => reader.page.evaluate(() => navigator.clipboard.readText());

story('a reader copies the link of a clause', { js: [true] }, async (reader) => {
  await reader.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: PORTAL });
  await reader.go(BIRTH);
  await reader.live();
  const { page } = reader;
  const link = page.locator('#c-art5 .tools a[data-copy]');
  await link.scrollIntoViewIfNeeded();
  await page.locator('#c-art5').hover();
  await link.click();
  await eventually(() => link.innerText(), '已复制');
  assert.equal(await clipboard(reader), `${PORTAL}${BIRTH}#c-art5`);
  assert.equal(await page.locator('.copy-status').innerText(), '链接已复制');
  await eventually(() => link.innerText(), '复制链接');
});

story('a reader copies a link where the browser refuses its clipboard', { js: [true], widths: [PHONE] }, async (reader) => {
  await refuseClipboard(reader);
  await reader.go(BIRTH);
  await reader.live();
  const link = reader.page.locator('#c-art5 .tools a[data-copy]');
  await link.click();
  await eventually(() => link.innerText(), '已复制');
});

story('where nothing can be copied the link leads to its clause', { js: [true], widths: [PHONE] }, async (reader) => {
  await refuseClipboard(reader);
  await reader.page.addInitScript(() => (document.execCommand = () => false));
  await reader.go(BIRTH);
  await reader.live();
  await reader.page.locator('#c-art5 .tools a[data-copy]').click();
  await eventually(() => reader.address(), `${BIRTH}#c-art5`);
});

story('without JavaScript the link leads to its clause', { js: [false] }, async (reader) => {
  await reader.go(BIRTH);
  await reader.page.locator('#c-art5').hover();
  await reader.page.locator('#c-art5 .tools a[data-copy]').click();
  assert.equal(reader.address(), `${BIRTH}#c-art5`);
});

async function refuseClipboard(reader) {
  await reader.page.addInitScript(() => (Clipboard.prototype.writeText = () => Promise.reject(new DOMException('', 'NotAllowedError'))));
}

story('a policy prints without header, footer and tools', {}, async (reader) => {
  await reader.go(BIRTH);
  await reader.live();
  const { page } = reader;
  await page.emulateMedia({ media: 'print' });
  for (const tool of ['.masthead', '.foot', '.skip', '.tools', '.contents', '.downloads', '.crumbs']) {
    for (const element of await page.locator(tool).all()) assert.ok(!(await element.isVisible()), `${tool} is not printed`);
  }
  for (const kept of ['h1', '.official', '#c-art5', 'dl.facts', '.demo', '.gist']) assert.ok(await page.locator(kept).first().isVisible(), kept);
  const [ink, paper] = await page.locator('#c-art5 p').first().evaluate((element) => [getComputedStyle(element).color, getComputedStyle(document.body).backgroundColor]);
  assert.equal(ink, 'rgb(0, 0, 0)');
  assert.match(paper, /rgba\(0, 0, 0, 0\)|rgb\(255, 255, 255\)/);
});

story('a policy read in the dark prints black on white', { widths: [DESK], js: [false], cookies: { theme: 'dark' } }, async (reader) => {
  await reader.go('/policies/birth-support-2022');
  await reader.page.emulateMedia({ media: 'print' });
  const colours = await reader.page.locator('.official p, .notice, .notice strong, dd, .sheet').evaluateAll((all) =>
    all.flatMap((element) => {
      const luma = (colour) => {
        const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
        return a === 0 ? undefined : (0.3 * r + 0.59 * g + 0.11 * b) / 255;
      };
      const { color, backgroundColor } = getComputedStyle(element);
      const [ink, paper] = [luma(color), luma(backgroundColor)];
      return ink > 0.5 || paper < 0.8 ? [`${element.className || element.localName}: ${color} on ${backgroundColor}`] : [];
    }),
  );
  assert.deepEqual(colours, []);
});
