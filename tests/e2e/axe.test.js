// What axe-core looks for, on every type of page in every mode.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { PAGES } from './pages.js';
import { DESK, PHONE, read } from './reader.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Themes change colours and nothing else. */
const COLOURS = { runOnly: ['cat.color'] };
/** A mode is what the server writes into <html>: one visit serves them all. */
const MODES = [
  ['light', PHONE, { theme: 'light' }],
  ['dark', PHONE, { theme: 'dark' }, COLOURS],
  ['high contrast', PHONE, { theme: 'contrast' }, COLOURS],
  ['长辈模式', PHONE, { theme: 'light', size: 'large' }],
  ['light, wide', DESK, { theme: 'light' }],
];

async function faults(page, rules = {}) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate((options) => globalThis.axe.run(options), { resultTypes: ['violations'], ...rules });
  return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 5).map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`));
}

for (const [name, path, status] of PAGES) {
  test(`axe finds nothing: ${name}`, () =>
    read({ width: PHONE }, async (reader) => {
      const { page } = reader;
      await reader.go(path, status);
      await reader.live();
      for (const [mode, width, { theme, size = 'normal' }, rules] of MODES) {
        await page.setViewportSize({ width, height: 844 });
        await page.evaluate((chosen) => Object.assign(document.documentElement.dataset, chosen), { theme, size });
        assert.deepEqual(await faults(page, rules), [], mode);
      }
    }));
}

for (const theme of ['light', 'dark', 'contrast']) {
  test(`axe finds nothing with suggestions and settings open · ${theme}`, () =>
    read({ width: PHONE, cookies: { theme } }, async (reader) => {
      const { page } = reader;
      await reader.go('/policies');
      await reader.live();
      await page.locator('input[name=q]').pressSequentially('高龄');
      await page.getByRole('option').first().waitFor();
      await page.locator('input[name=q]').press('ArrowDown');
      assert.deepEqual(await faults(page), []);
      await page.locator('input[name=q]').press('Escape');
      await page.locator('summary', { hasText: '阅读设置' }).click();
      assert.deepEqual(await faults(page), []);
    }));
}

test('axe finds nothing without JavaScript’s work: settings as a link', () =>
  read({ width: PHONE }, async (reader) => {
    await reader.page.route('**/*.wasm', () => {});
    await reader.go('/');
    assert.deepEqual(await faults(reader.page), []);
  }));
