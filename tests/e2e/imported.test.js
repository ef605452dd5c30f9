// Recordings and pictures that the demonstration does not have, in a portal of their own.

import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { start } from './program.js';

const DEMO = new URL('../../demo/media/', import.meta.url);
const LINES = 600;
const LINE_MS = 120;
const WORDS = '三步办好：先准备身份证，再到窗口交表，最后等短信。';

const cites = [{ policy: 'birth-support-2026', clause: 'art4' }];
const long = {
  kind: 'media',
  id: 'm-long',
  title: '很长的录音',
  type: 'audio',
  file: 'long.mp3',
  captions: 'long.vtt',
  chapters: [
    { at_s: 0, title: '开头' },
    { at_s: 40.1, title: '中间' },
    { at_s: 60, title: '结尾' },
  ],
  cites,
};
const picture = { kind: 'media', id: 'm-steps', title: '怎么办', type: 'image', file: 'steps.jpg', alt: WORDS, cites };

const clock = (ms) => new Date(ms).toISOString().slice(11, 23);
const cue = (_, place) => `${clock(place * LINE_MS)} --> ${clock((place + 1) * LINE_MS)}\n第${place + 1}句`;

const folder = await mkdtemp(join(tmpdir(), 'mingbai-e2e-import-'));
await copyFile(new URL('m-birth-audio.mp3', DEMO), join(folder, 'long.mp3'));
await copyFile(new URL('m-shop-rent-video.jpg', DEMO), join(folder, 'steps.jpg'));
await writeFile(join(folder, 'long.vtt'), `WEBVTT\n\n${Array.from({ length: LINES }, cue).join('\n\n')}\n`);
await writeFile(join(folder, 'media.jsonl'), [long, picture].map((line) => `${JSON.stringify(line)}\n`).join(''));
const program = await start();
after(async () => {
  await rm(folder, { recursive: true });
  assert.deepEqual((await program.stop()).faults, []);
});
await program.add(folder);
process.env.MINGBAI_URL = program.url;
// The reader reads the address of the portal when it is loaded.
const { PHONE, read, story } = await import('./reader.js');

story('a long transcript stands in parts, and on paper it stands whole', { widths: [PHONE] }, async (reader) => {
  const { page } = reader;
  await reader.go('/media/m-long');
  await reader.live();
  const parts = page.locator('.transcript-words > details');
  assert.deepEqual(await parts.locator('summary').allTextContents(), ['0:00 开头', '0:40 中间', '1:00 结尾']);
  assert.equal(await page.locator('.transcript [data-at]').count(), LINES);
  const last = page.getByText(`第${LINES}句`);
  assert.ok(!(await last.isVisible()));
  await parts.last().locator('summary').click();
  assert.ok(await last.isVisible());
  await parts.last().locator('summary').click();
  await page.emulateMedia({ media: 'print' });
  const heights = await parts.evaluateAll((all) => all.map((part) => part.getBoundingClientRect().height));
  assert.ok(heights.every((height) => height > 2000), heights.join(' '));
});

test('the part of a long transcript that is being said opens, and its line is in sight', () =>
  read({ width: PHONE }, async (reader) => {
    const { page } = reader;
    await reader.go('/media/m-long');
    await reader.live();
    await page.locator('.chapters a').nth(1).click();
    const line = page.locator('.transcript [aria-current]');
    await line.waitFor();
    assert.ok(await page.locator('.transcript-words > details').nth(1).evaluate((part) => part.open));
    await page.waitForFunction(() => {
      const [said, words] = ['.transcript [aria-current]', '.transcript-words'].map((name) => document.querySelector(name).getBoundingClientRect());
      return said.top >= words.top && said.bottom <= words.bottom;
    });
  }));

story('what a picture shows is said once in words', { widths: [PHONE] }, async (reader) => {
  const { page } = reader;
  await reader.go('/media/m-steps');
  assert.equal(await page.locator('.player img').getAttribute('alt'), '图片：怎么办');
  assert.ok(await page.locator('.player').getByText(WORDS).isVisible());
  assert.equal((await page.locator('.player').evaluate((player) => player.outerHTML)).split(WORDS).length, 2);
});
