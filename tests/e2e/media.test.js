// Sound and film: heard, watched, read word by word; and read aloud by the device where nobody has recorded anything.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PHONE, PORTAL, read, story } from './reader.js';

const playing = (page) => page.locator('audio, video').first().evaluate((media) => ({ at: media.currentTime, paused: media.paused, speed: media.playbackRate }));

/** A browser that plays what a reader asks for reports the time a few times a second. */
const until = (page, say, condition) => page.waitForFunction(condition, undefined, { timeout: 20_000 }).catch(() => assert.fail(say));

story('a recording says how long and how large it is before anything is loaded', {}, async (reader) => {
  const { page } = reader;
  const loaded = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await reader.go('/media/m-birth-audio');
  assert.match(await page.locator('.player-facts').innerText(), /录音，1 分 \d+ 秒，0\.\d MB.*合成语音/s);
  assert.equal(await page.locator('audio').getAttribute('preload'), 'none');
  assert.ok(!loaded.some((path) => path.endsWith('.mp3')), 'nothing of the recording is loaded');
  const words = await page.locator('.transcript').innerText();
  assert.match(words, /第一个孩子领2000元/);
  assert.match(words, /第二个孩子领5000元/);
  assert.match(await page.locator('.clause-quote').first().innerText(), /依据：《明乐市生育支持补贴办法》/);
});

test('a tap on words goes to them, the words follow, and the speed is chosen', () =>
  read({ width: PHONE }, async (reader) => {
    const { page } = reader;
    await reader.go('/media/m-birth-audio');
    await reader.live();
    const line = page.locator('.transcript [data-at]').nth(2);
    const at = Number(await line.getAttribute('data-at'));
    assert.ok(at > 1);
    await line.click();
    await until(page, 'it plays', () => document.querySelector('audio').currentTime > Number(document.querySelectorAll('.transcript [data-at]')[2].dataset.at));
    assert.equal(page.url(), `${PORTAL}/media/m-birth-audio`, 'the reader stays on the page');
    await until(page, 'the words are marked', () => document.querySelector('.transcript [aria-current]') !== null);
    const marked = page.locator('.transcript [aria-current="true"]');
    assert.equal(await marked.count(), 1);
    assert.ok(Number(await marked.getAttribute('data-at')) >= at);

    await page.getByRole('button', { name: '稍快' }).click();
    assert.equal((await playing(page)).speed, 1.25);
    assert.equal(await page.getByRole('button', { name: '稍快' }).getAttribute('aria-pressed'), 'true');

    const chapter = page.locator('.chapters [data-at]').last();
    await chapter.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((from) => document.querySelector('audio').currentTime >= from, Number(await chapter.getAttribute('data-at')));
    await page.waitForFunction(
      (from) => Number(document.querySelector('.transcript [aria-current]')?.dataset.at) >= from - 0.1,
      Number(await chapter.getAttribute('data-at')),
    );
    const box = await page.locator('.transcript [aria-current="true"]').boundingBox();
    const list = await page.locator('.transcript-words').boundingBox();
    assert.ok(box.y >= list.y - 1 && box.y + box.height <= list.y + list.height + 1, 'the words that are said are in sight');
  }));

/** Plays from a chapter, as a reader does who is not at the transcript. */
async function playFrom(page, place) {
  await page.locator('.chapters [data-at]').nth(place).focus();
  await page.keyboard.press('Enter');
  await page.locator('.transcript [aria-current]').waitFor();
}

/** The voice goes on to another line, which is marked. */
async function goOn(page, seconds) {
  await page.locator('audio').evaluate((audio, at) => void (audio.currentTime = at), seconds);
  await page.waitForFunction((at) => {
    const lines = [...document.querySelectorAll('.transcript [data-at]')].filter((line) => Number(line.dataset.at) <= at);
    return lines.at(-1).hasAttribute('aria-current');
  }, seconds);
}

const places = (page) => page.locator('.transcript-words').evaluate((words) => [words.scrollTop, scrollY]);
const isInSight = () => {
  const [line, words] = ['.transcript [aria-current]', '.transcript-words'].map((name) => document.querySelector(name).getBoundingClientRect());
  return line.top >= words.top - 1 && line.bottom <= words.bottom + 1;
};

test('a transcript that follows leaves a reader alone who scrolls in it, and comes back', () =>
  read({}, async (reader) => {
    const { page } = reader;
    await reader.go('/media/m-birth-audio');
    await reader.live();
    await playFrom(page, 0);
    const words = page.locator('.transcript-words');
    await words.hover();
    await words.evaluate((box) => {
      globalThis.atRest = new Promise((done) => box.addEventListener('scrollend', () => done(), { once: true }));
    });
    await page.mouse.wheel(0, 300);
    await page.evaluate(() => globalThis.atRest);
    const before = await places(page);
    assert.ok(before[0] > 200);
    await goOn(page, 60);
    assert.deepEqual(await places(page), before, 'nothing moves under the reader');
    await until(page, 'after a while the words follow again', isInSight);
    assert.equal((await places(page))[1], before[1], 'the page does not move');
  }));

test('a transcript that follows leaves a reader alone whose keyboard is in it', () =>
  read({}, async (reader) => {
    const { page } = reader;
    await reader.go('/media/m-birth-audio');
    await reader.live();
    await playFrom(page, 0);
    const last = page.locator('.chapters [data-at]').last();
    await last.focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement.matches('.transcript-words [data-at]')));
    const before = await places(page);
    await goOn(page, 60);
    assert.deepEqual(await places(page), before);
    await page.keyboard.press('Shift+Tab');
    await goOn(page, 64);
    assert.ok(await page.evaluate(isInSight), 'the keyboard has left');
    assert.equal((await places(page))[1], before[1], 'the page does not move');
  }));

test('of the transcript only what changes is written', () =>
  read({}, async (reader) => {
    const { page } = reader;
    await reader.go('/media/m-birth-audio');
    await reader.live();
    await playFrom(page, 1);
    const from = await page.evaluate(() => {
      globalThis.written = [];
      const note = (records) => globalThis.written.push(...records.map((record) => `${record.attributeName} ${record.target.dataset.at ?? record.target.className}`));
      new MutationObserver(note).observe(document.querySelector('.transcript'), { attributes: true, childList: true, characterData: true, subtree: true });
      return document.querySelector('.transcript [aria-current]').dataset.at;
    });
    await page.waitForFunction((at) => document.querySelector('.transcript [aria-current]').dataset.at !== at, from);
    const to = await page.locator('.transcript [aria-current]').getAttribute('data-at');
    assert.deepEqual(await page.evaluate(() => globalThis.written), [`aria-current ${from}`, `aria-current ${to}`]);
  }));

test('a recording that cannot be played says so, and where its words are', () =>
  read({ width: PHONE }, async (reader) => {
    const { page } = reader;
    await page.route('**/m-birth-audio.mp3*', (route) => route.fulfill({ contentType: 'audio/mpeg', body: 'no sound' }));
    await reader.go('/media/m-birth-audio');
    await reader.live();
    const status = page.locator('.player [role=status]');
    assert.equal(await status.textContent(), '');
    await page.locator('.chapters a').nth(1).click();
    await status.getByText('暂时不能播放，请看下面的文字稿，或点“下载”。').waitFor();
    await page.locator('.chapters a').nth(2).click();
    assert.equal(page.url(), `${PORTAL}/media/m-birth-audio`);
  }));

test('a film has a poster, captions in Chinese and its size, so that nothing jumps', () =>
  read({ width: PHONE }, async (reader) => {
    const { page } = reader;
    await reader.go('/media/m-shop-rent-video');
    await reader.live();
    const film = page.locator('video');
    const before = await film.boundingBox();
    assert.ok(before.width <= PHONE && before.height > 100);
    await film.evaluate((video) => video.play());
    await until(page, 'the film runs', () => document.querySelector('video').currentTime > 0.5);
    assert.deepEqual(await film.evaluate((video) => [video.textTracks.length, video.textTracks[0].mode, video.textTracks[0].language]), [1, 'showing', 'zh']);
    await until(page, 'captions are shown', () => document.querySelector('video').textTracks[0].activeCues?.length === 1);
    const after = await film.boundingBox();
    assert.deepEqual([after.width, after.height], [before.width, before.height]);
  }));

story('a recording is heard right under the clause that it explains', {}, async (reader) => {
  const { page } = reader;
  await reader.go('/policies/birth-support-2026');
  const explained = page.locator('#c-art4 > .explains');
  await explained.locator('summary').first().click();
  const later = page.locator('#c-art5 > .explains');
  await later.locator('summary').first().click();
  assert.match(await later.innerText(), /（录音）\s*录音，1 分 \d+ 秒/, 'from a further clause a line leads to it');
  const player = explained.locator('.player');
  assert.ok(await player.locator('audio').isVisible());
  assert.equal(await page.locator('.transcript, .player [data-at]').count(), 0, 'its words are on a page of their own');
  await reader.follow(player.getByRole('link', { name: '看文字稿' }));
  await page.locator('.transcript').waitFor();
});

story('without JavaScript a chapter opens the recording at its place', { widths: [PHONE], js: [false] }, async (reader) => {
  const { page } = reader;
  await reader.go('/media/m-birth-audio');
  const href = await page.locator('.chapters a').nth(1).getAttribute('href');
  assert.match(href, /^\/media\/m-birth-audio\.mp3\?v=[0-9a-f]{12}#t=\d/);
  const answer = await fetch(`${PORTAL}${href}`, { headers: { range: 'bytes=0-9' } });
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [206, 'audio/mpeg']);
});

/** Gives the browser voices that this machine has not: what is looked at is which of them is taken, and what it is told. */
function withVoices(page, voices) {
  return page.addInitScript((offered) => {
    globalThis.said = [];
    globalThis.utterances = [];
    const synthesis = new EventTarget();
    synthesis.getVoices = () => offered;
    synthesis.speak = (utterance) => {
      globalThis.said.push(utterance.text);
      globalThis.utterances.push(utterance);
    };
    synthesis.cancel = () => globalThis.said.push('（停）');
    Object.defineProperty(globalThis, 'speechSynthesis', { value: synthesis });
    globalThis.SpeechSynthesisUtterance = class extends EventTarget {
      constructor(text) {
        super();
        this.text = text;
      }
    };
  }, voices);
}

const QUESTION = '/questions/q-shop-rent-amount';

for (const [name, voices, isShown] of [
  ['a Chinese voice of the device', [{ lang: 'zh-CN', localService: true }], true],
  ['a Chinese voice far away', [{ lang: 'zh-CN', localService: false }], false],
  ['a voice for another language', [{ lang: 'en-US', localService: true }], false],
  ['no voice', [], false],
]) {
  test(`reading aloud is ${isShown ? '' : 'not '}offered with ${name}`, () =>
    read({ width: PHONE }, async (reader) => {
      const { page } = reader;
      await withVoices(page, voices);
      await reader.go(QUESTION);
      await reader.live();
      const button = page.locator('.read-aloud');
      assert.equal(await button.isVisible(), isShown);
      if (!isShown) return;
      await button.click();
      const said = await page.evaluate(() => globalThis.said);
      assert.match(said.join('\n'), /租店面的房租能补多少？\n.*\d+元/s, 'question and answer');
      assert.equal(await button.innerText(), '停止');
      assert.equal(await button.getAttribute('aria-pressed'), null, 'the words of the button say it');
      await button.click();
      assert.equal((await page.evaluate(() => globalThis.said)).at(-1), '（停）');
      assert.equal(await button.innerText(), '读给我听');
    }));
}

test('reading aloud ends when the voice fails or has read everything, and late news of an earlier run changes nothing', () =>
  read({ width: PHONE }, async (reader) => {
    const { page } = reader;
    await withVoices(page, [{ lang: 'zh-CN', localService: true }]);
    await reader.go(QUESTION);
    await reader.live();
    const button = page.locator('.read-aloud');
    /** What the voice tells of an utterance, by its place among all that were ever spoken. */
    const tell = (place, type, error) =>
      page.evaluate(([at, name, why]) => void globalThis.utterances.at(at).dispatchEvent(Object.assign(new Event(name), { error: why })), [place, type, error]);
    const isReading = async () => (await button.innerText()) === '停止';

    await button.click();
    await tell(0, 'error', 'interrupted');
    assert.ok(await isReading(), 'what was interrupted has not failed');
    await tell(0, 'error', 'synthesis-failed');
    assert.ok(!(await isReading()));
    assert.equal((await page.evaluate(() => globalThis.said)).at(-1), '（停）', 'nor is the rest read');

    const first = (await page.evaluate(() => globalThis.utterances.length)) * 2 - 1;
    await button.click();
    await button.click();
    await button.click();
    await tell(first, 'error', 'canceled');
    await tell(first, 'end');
    assert.ok(await isReading());
    await tell(-1, 'end');
    assert.ok(!(await isReading()));

    await button.click();
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')));
    assert.ok(!(await isReading()), 'nothing is read after the page is left');
  }));

test('an answer that no longer stands is not read aloud', () =>
  read({ width: PHONE }, async (reader) => {
    await withVoices(reader.page, [{ lang: 'zh-CN', localService: true }]);
    await reader.go('/questions/q-heating-amount');
    assert.equal(await reader.page.locator('.read-aloud').count(), 0);
  }));
