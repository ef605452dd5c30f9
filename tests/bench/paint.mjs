// First paint on a slow phone, beside a static file of the same content; and when the type-ahead is ready.

import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const ROUNDS = 7;
// 400 ms round trip, 1.6 Mbit/s, a quarter of this machine's CPU.
const NETWORK = { offline: false, latency: 400, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };
const CPU_SLOWDOWN = 4;

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function measure(browser, url, waitForIslands) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', NETWORK);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await page.addInitScript(() => new MutationObserver((_, observer) => {
    if (document.querySelector('input[role="combobox"]') === null) return;
    globalThis.typeAheadReady = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, attributes: true }));
  await page.goto(url, { waitUntil: 'load' });
  const first = await page.evaluate(() => new Promise((done) => {
    const known = performance.getEntriesByName('first-contentful-paint')[0];
    if (known) { done(known.startTime); return; }
    new PerformanceObserver((list) => { const found = list.getEntriesByName('first-contentful-paint')[0]; if (found) done(found.startTime); }).observe({ type: 'paint', buffered: true });
  }));
  let ready = 0;
  if (waitForIslands) {
    await page.waitForFunction(() => globalThis.typeAheadReady, null, { timeout: 30_000 });
    ready = await page.evaluate(() => globalThis.typeAheadReady);
  }
  await context.close();
  return { first, ready };
}

/** The page's own bytes, as a file: what any server could do at best. */
async function asFile(url, path) {
  const { gzipSync } = await import('node:zlib');
  const html = await (await fetch(url + path)).text();
  const bare = html.replace(/<link rel="(?:module)?preload"[^>]*>/g, '').replace(/<script[^>]*><\/script>/g, '');
  const files = { [path]: ['text/html; charset=utf-8', gzipSync(bare)] };
  const server = createServer((request, response) => {
    const [kind, bytes] = files[request.url] ?? ['text/plain', gzipSync('')];
    response.writeHead(200, { 'content-type': kind, 'content-encoding': 'gzip', 'content-length': bytes.length }).end(bytes);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

export async function paint(url, path) {
  const browser = await chromium.launch({
    executablePath: process.env.MINGBAI_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const files = await asFile(url, path);
  const ours = [];
  const theirs = [];
  const ready = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const portal = await measure(browser, url + path, true);
    ours.push(portal.first);
    ready.push(portal.ready);
    theirs.push((await measure(browser, files.url + path, false)).first);
  }
  files.stop();
  await browser.close();
  return {
    'first paint on a slow phone': `${median(ours).toFixed(0)} ms, a static file ${median(theirs).toFixed(0)} ms`,
    'first paint ÷ static file (goal 1.05)': (median(ours) / median(theirs)).toFixed(3),
    'type-ahead ready after (goal 1.4 s)': `${(median(ready) / 1000).toFixed(2)} s`,
  };
}
