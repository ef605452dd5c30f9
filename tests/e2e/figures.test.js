// Figures that answer: by finger, by keyboard, as a table, on paper, and without JavaScript.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { DESK, PHONE, eventually, story } from './reader.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** One figure of each type that is drawn. */
const DRAWN = {
  stacked_bar: 'f-shop-rent-split',
  line: 'f-shop-rent-total',
  share: 'f-shop-test-fee',
  bar: 'f-eatery-days',
  ladder: 'f-loan-partners',
  grouped_bar: 'f-job-skill',
  flow: 'f-wage-flow',
  timeline: 'f-birth-timeline',
  before_after: 'f-elderly-before-after',
};
const HINT = /^点图里任意一项/;
const live = { js: [true] };

async function open(reader, id) {
  await reader.go(`/figures/${id}`);
  const { page } = reader;
  if (reader.js) await page.locator('.figure[data-view]').waitFor();
  const status = page.locator('.figure-status');
  const button = (name) => page.locator('.legend-item', { hasText: name });
  const mark = (label) => page.locator(`.mark[data-label="${label}"]`);
  const focused = () => page.evaluate(() => document.activeElement.dataset.label);
  return { page, status, button, mark, focused, says: (text) => eventually(() => status.innerText(), text) };
}

story('a reader taps a mark and reads its value', live, async (reader) => {
  const { page, status, mark, says } = await open(reader, 'f-job-skill');
  assert.match(await status.innerText(), HINT);
  await mark('参加培训拿证 中级').click();
  await says('参加培训拿证 中级：1200元');
  const ring = await page.locator('.ring').boundingBox();
  const bar = await mark('参加培训拿证 中级').locator('.hit').first().boundingBox();
  assert.ok(Math.abs(ring.y - bar.y) < 4 && Math.abs(ring.height - bar.height) < 6, 'the ring lies around it');
  assert.ok(await status.evaluate((line) => line.getBoundingClientRect().bottom <= innerHeight + 1), 'the value is in sight');
});

story('in a tall figure value and mark are in sight together', { ...live, widths: [PHONE] }, async (reader) => {
  const { page, status, mark } = await open(reader, 'f-wage-flow');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const station = mark('4 调解');
  // At the lower edge of the screen, where the line comes to stand.
  await station.evaluate((group) => scrollBy(0, group.getBoundingClientRect().bottom - innerHeight));
  await station.click({ position: { x: 60, y: 20 } });
  await eventually(() => status.innerText(), '4 调解：承办单位，核实完5个工作日内');
  const edges = async () => [(await station.boundingBox()).y + (await station.boundingBox()).height, (await status.boundingBox()).y];
  await eventually(async () => { const [bottom, line] = await edges(); return bottom <= line + 1; }, true);
  assert.ok(await status.evaluate((line) => line.getBoundingClientRect().bottom <= innerHeight + 1));
});

story('a finger that comes down beside a point means the nearest one', { ...live, widths: [PHONE] }, async (reader) => {
  const { page, mark, says } = await open(reader, 'f-shop-rent-total');
  await mark('月租2000元 第5个月').scrollIntoViewIfNeeded();
  const point = await mark('月租2000元 第5个月').locator('.hit').boundingBox();
  await page.touchscreen.tap(point.x + point.width / 2, point.y + point.height + 12);
  await says('月租2000元 第5个月：5000元');
});

story('a reader switches series off and on, but not the last', live, async (reader) => {
  const { page, button, mark, says } = await open(reader, 'f-job-skill');
  const [first, second] = [button('参加培训拿证'), button('企业职工拿证')];
  await first.click();
  assert.equal(await first.getAttribute('aria-pressed'), 'false');
  assert.equal(await mark('参加培训拿证 中级').isVisible(), false);
  assert.ok(await mark('企业职工拿证 中级').isVisible());
  await second.click();
  assert.equal(await second.getAttribute('aria-pressed'), 'true');
  await says('至少要留一项。');
  assert.ok(await mark('企业职工拿证 中级').isVisible());
  await first.click();
  assert.ok(await mark('参加培训拿证 中级').isVisible());
  const small = await page.locator('.legend-item .hit').evaluateAll((all) => all.map((hit) => hit.getBoundingClientRect()).filter(({ width, height }) => Math.min(width, height) < 43.5).length);
  assert.equal(small, 0, 'a finger hits every name');
});

story('where lines end together the number stays until the last of them is off', { ...live, widths: [DESK] }, async (reader) => {
  const { page, button } = await open(reader, 'f-shop-rent-total');
  const end = page.locator('.end', { hasText: '6000' });
  assert.ok(await end.isVisible());
  await button('月租2000元').click();
  assert.equal(await end.isVisible(), false);
  assert.ok(await page.locator('.end', { hasText: '9000' }).isVisible());
});

story('a reader looks at the table instead, and back', live, async (reader) => {
  const { page } = await open(reader, 'f-shop-rent-split');
  const [drawing, table] = [page.locator('.figure-drawing'), page.locator('.figure-data')];
  const shown = async () => [await drawing.isVisible(), await table.isVisible()];
  assert.deepEqual(await shown(), [true, false]);
  await page.getByRole('button', { name: '看表格' }).click();
  assert.deepEqual(await shown(), [false, true]);
  assert.equal(await page.getByRole('button', { name: '看表格' }).getAttribute('aria-pressed'), 'true');
  await page.getByRole('button', { name: '看图' }).click();
  assert.deepEqual(await shown(), [true, false]);
});

story('a figure under a clause answers too', { ...live, widths: [PHONE] }, async (reader) => {
  await reader.go('/policies/small-business-2026');
  const { page } = reader;
  await page.locator('.figure[data-view]').first().waitFor({ state: 'attached' });
  const explained = page.locator('#c-2\\.1 .explains');
  await explained.locator('summary').first().click();
  const figure = explained.locator('.figure').first();
  await figure.locator('.mark').first().click({ force: true });
  await eventually(async () => HINT.test(await figure.locator('.figure-status').innerText()), false);
  await figure.getByRole('button', { name: '看表格' }).click();
  assert.ok(await figure.locator('.figure-data').isVisible());
  const others = page.locator('.figure[data-view=table]');
  assert.equal(await others.count(), 1, 'the others stay');
});

story('a reader goes through a figure with the keyboard alone', { ...live, widths: [DESK] }, async (reader) => {
  const { page, button, mark, status, focused, says } = await open(reader, 'f-job-skill');
  const { keyboard } = page;
  await page.getByRole('button', { name: '看表格' }).focus();
  await keyboard.press('Tab');
  assert.ok(await button('参加培训拿证').evaluate((name) => name === document.activeElement));
  await keyboard.press('Space');
  assert.equal(await button('参加培训拿证').getAttribute('aria-pressed'), 'false');
  await keyboard.press('Enter');
  assert.equal(await button('参加培训拿证').getAttribute('aria-pressed'), 'true');
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  assert.equal(await focused(), '企业职工拿证 初级', 'the first that was drawn is still the stop');
  await keyboard.press('Home');
  assert.ok(await page.locator('.ring').isVisible());
  await says('参加培训拿证 初级：600元');
  for (const [key, label] of [['ArrowDown', '企业职工拿证 初级'], ['ArrowRight', '参加培训拿证 中级'], ['ArrowUp', '企业职工拿证 初级'], ['End', '企业职工拿证 高级'], ['ArrowDown', '企业职工拿证 高级'], ['Home', '参加培训拿证 初级']]) {
    await keyboard.press(key);
    assert.equal(await focused(), label, key);
  }
  await keyboard.press('ArrowRight');
  await keyboard.press('Escape');
  assert.match(await status.innerText(), HINT);
  assert.equal(await page.locator('.mark[tabindex="0"]').count(), 1, 'one stop');
  await keyboard.press('Tab');
  assert.equal(await focused(), undefined, 'the next stop is outside');
  await keyboard.press('Shift+Tab');
  assert.equal(await focused(), '企业职工拿证 初级', 'back to where one was');
  await button('企业职工拿证').click();
  assert.equal(await mark('企业职工拿证 初级').getAttribute('tabindex'), '-1');
  assert.equal(await page.locator('.mark[tabindex="0"]:not([data-off])').count(), 1, 'the stop is never on a mark that is not drawn');
});

story('without JavaScript the drawing and its table stand as they are', { js: [false] }, async (reader) => {
  const { page } = await open(reader, 'f-job-skill');
  assert.ok(await page.locator('.figure-drawing').isVisible());
  assert.ok(await page.locator('.figure-data').isVisible());
  assert.equal(await page.locator('.figure-views, .figure-status, .figure [aria-pressed]').count(), 0);
  assert.equal(await page.locator('svg.figure-svg').getAttribute('role'), 'img');
});

story('paper shows everything, whatever is switched', { ...live, widths: [DESK] }, async (reader) => {
  const { page, button, mark } = await open(reader, 'f-job-skill');
  await button('参加培训拿证').click();
  await page.getByRole('button', { name: '看表格' }).click();
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.figure-drawing').isVisible());
  assert.ok(await mark('参加培训拿证 中级').isVisible());
  assert.equal(await page.locator('.figure-views').isVisible(), false);
});

for (const path of [...Object.values(DRAWN).map((id) => `/figures/${id}`), '/policies/small-business-2026', '/interpretations/i-small-business']) {
  story(`in 长辈模式 no drawing is moved sideways and no letter is small: ${path}`, { widths: [PHONE], cookies: { size: 'large' } }, async (reader) => {
    await reader.go(path);
    const { page } = reader;
    if (reader.js) await page.locator('.figure[data-view]').first().waitFor({ state: 'attached' });
    const drawings = await page.evaluate(() => {
      document.querySelectorAll('main details').forEach((details) => (details.open = true));
      return [...document.querySelectorAll('.figure-drawing')].map((box) => {
        const scale = box.querySelector('svg').getScreenCTM().a;
        const sizes = [...box.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale);
        return { isMoved: box.scrollWidth > box.clientWidth, smallest: Math.min(...sizes) };
      });
    });
    assert.ok(drawings.length > 0);
    for (const { isMoved, smallest } of drawings) {
      assert.equal(isMoved, false);
      assert.ok(smallest >= 21.95, `${smallest} px`);
    }
  });
}

story('who chooses 长辈模式 on the page may move the wide drawing, and gets the narrow one next time', { ...live, widths: [PHONE] }, async (reader) => {
  const { page } = await open(reader, 'f-job-skill');
  await page.locator('summary', { hasText: '阅读设置' }).click();
  await page.getByRole('radio', { name: '长辈模式' }).check();
  const isMoved = () => page.locator('.figure-drawing').evaluate((box) => box.scrollWidth > box.clientWidth);
  await eventually(isMoved, true);
  await page.reload();
  await eventually(isMoved, false);
});

for (const [type, id] of Object.entries(DRAWN)) {
  story(`every mark of a figure can be reached and read: ${type}`, { ...live, widths: [PHONE] }, async (reader) => {
    const { page, status } = await open(reader, id);
    const labels = await page.locator('.mark title').allTextContents();
    assert.ok(labels.length > 1);
    await page.locator('.mark[tabindex="0"]').focus();
    const read = [await status.innerText()];
    for (let step = 1; step < labels.length; step += 1) {
      await page.keyboard.press('ArrowRight');
      read.push(await status.innerText());
    }
    assert.deepEqual(read, labels);
  });
}

for (const theme of ['light', 'dark', 'contrast']) {
  for (const id of ['f-job-skill', 'f-shop-rent-total', 'f-shop-rent-split']) {
    story(`axe finds nothing in a figure in use: ${id} · ${theme}`, { ...live, widths: [PHONE], cookies: { theme } }, async (reader) => {
      const { page } = await open(reader, id);
      await page.locator('.legend-item').first().click();
      await page.locator('.mark:not([data-off])').last().click({ force: true });
      await page.evaluate(axe);
      const faults = async () => {
        const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
        return violations.flatMap(({ id: rule, nodes }) => nodes.map((node) => `${rule}: ${node.html.slice(0, 120)} ${node.failureSummary}`));
      };
      assert.deepEqual(await faults(), [], 'drawing');
      await page.getByRole('button', { name: '看表格' }).click();
      assert.deepEqual(await faults(), [], 'table');
    });
  }
}
