// Nothing sticks out of a narrow screen, and no link of ours is dead.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PAGES } from './pages.js';
import { DESK, PHONE, PORTAL, read } from './reader.js';

const NARROWEST = 320;
const THEMES = ['light', 'dark', 'contrast'];

/** Elements wider than the screen, but for those in a box that scrolls by itself. */
function stickingOut() {
  const limit = document.documentElement.clientWidth + 0.5;
  const scrollsItself = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(box).overflowX)) return true;
    }
    return false;
  };
  const out = [...document.body.querySelectorAll('*')].filter((element) => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && box.width > 0 && (box.right > limit || box.left < -0.5) && !element.closest('.skip, .visually-hidden') && !scrollsItself(element);
  });
  const faults = out.map((element) => `${element.localName}.${element.className} “${element.textContent.trim().slice(0, 20)}” ${Math.round(element.getBoundingClientRect().right)}`);
  if (document.documentElement.scrollWidth > limit) faults.push(`the page scrolls to ${document.documentElement.scrollWidth}`);
  return faults;
}

for (const size of ['normal', 'large']) {
  for (const [name, path, status] of PAGES) {
    test(`nothing sticks out of a narrow screen: ${name} · ${size}`, () =>
      read({ width: PHONE, cookies: { size } }, async (reader) => {
        const { page } = reader;
        await reader.go(path, status);
        await reader.live();
        const unfold = () => page.evaluate(() => document.querySelectorAll('main details').forEach((details) => (details.open = true)));
        await unfold();
        for (const width of [PHONE, NARROWEST]) {
          await page.setViewportSize({ width, height: 800 });
          for (const theme of THEMES) {
            await page.evaluate((value) => (document.documentElement.dataset.theme = value), theme);
            assert.deepEqual(await page.evaluate(stickingOut), [], `${width} px, ${theme}`);
          }
          await page.evaluate(() => (document.querySelector('details.reading-settings').open = true));
          assert.deepEqual(await page.evaluate(stickingOut), [], `${width} px, settings open`);
          await page.evaluate(() => (document.querySelector('details.reading-settings').open = false));
        }
      }));
  }
}

test('nothing sticks out of a narrow screen without JavaScript', () =>
  read({ width: NARROWEST, js: false, cookies: { size: 'large' } }, async (reader) => {
    for (const [, path, status] of PAGES) {
      await reader.go(path, status);
      assert.deepEqual(await reader.page.evaluate(stickingOut), [], path);
    }
  }));

test('suggestions fit a narrow screen', () =>
  read({ width: NARROWEST, cookies: { size: 'large' } }, async (reader) => {
    await reader.go('/policies');
    await reader.live();
    await reader.page.locator('input[name=q]').pressSequentially('gl');
    await reader.page.getByRole('option').first().waitFor();
    assert.deepEqual(await reader.page.evaluate(stickingOut), []);
  }));

test('no line of official text is longer than 38 characters', () =>
  read({ width: DESK, js: false }, async (reader) => {
    await reader.go('/policies/birth-support-2026');
    const perLine = await reader.page.locator('.official p').first().evaluate((paragraph) => paragraph.clientWidth / parseFloat(getComputedStyle(paragraph).fontSize));
    assert.ok(perLine <= 38, `${perLine}`);
  }));

test('every link of the main pages leads somewhere', { timeout: 120_000 }, () =>
  read({ js: false }, async (reader) => {
    const { page } = reader;
    const found = new Map();
    for (const [, path, status] of PAGES) {
      await reader.go(path, status);
      const links = await page.locator('a[href], link[href]').evaluateAll((all) => all.map((link) => link.href));
      for (const link of links) {
        const url = new URL(link);
        if (!['http:', 'https:'].includes(url.protocol)) continue;
        // Where the sources of policies live.
        if (url.origin !== PORTAL) continue;
        const same = url.pathname + url.search === new URL(page.url()).pathname + new URL(page.url()).search;
        if (same && url.hash) {
          const id = decodeURIComponent(url.hash.slice(1));
          assert.equal(await page.locator(`[id="${id}"]`).count(), 1, `${path}#${id}`);
        }
        url.hash = '';
        if (!same) found.set(url.href, path);
      }
    }
    assert.ok(found.size > 50, `${found.size} links`);
    const queue = [...found];
    const dead = [];
    const walk = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const response = await fetch(next[0], { redirect: 'manual' });
        await response.arrayBuffer();
        if (response.status !== 200) dead.push(`${response.status} ${decodeURIComponent(next[0])} on ${next[1]}`);
      }
    };
    await Promise.all(Array.from({ length: 6 }, walk));
    assert.deepEqual(dead, []);
  }));
