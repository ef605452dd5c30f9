// A reader at a screen. Whatever the story, the browser must have nothing to complain of and no request may leave the portal.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { chromium } from 'playwright-core';

import { PORTAL } from './pages.js';

export { PORTAL };

export const PHONE = 390;
export const DESK = 1280;
const HEIGHT = { [PHONE]: 844, [DESK]: 800 };
/** Longer than anything takes on a busy machine. */
const PATIENCE_MS = 20_000;

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.MINGBAI_CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
after(() => browser?.close());

/**
 * One test for each width, with and without JavaScript, each with a reader of its own.
 * @param {string} name what the reader can do
 * @param {{widths?: number[], js?: boolean[], cookies?: Record<string, string>}} options
 * @param {(reader: Reader) => Promise<void>} tell
 */
export function story(name, options, tell) {
  const { widths = [PHONE, DESK], js = [true, false], cookies = {} } = options;
  for (const width of widths) {
    for (const withJs of js) {
      test(`${name} · ${width} px · ${withJs ? 'JavaScript on' : 'JavaScript off'}`, () => read({ width, js: withJs, cookies }, tell));
    }
  }
}

/** Lets one reader read, and looks afterwards at what the browser had to say. */
export async function read({ width = DESK, height = HEIGHT[width] ?? 800, js = true, cookies = {} }, tell) {
  const context = await browser.newContext({
    viewport: { width, height },
    javaScriptEnabled: js,
    hasTouch: width < 600,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  try {
    context.setDefaultTimeout(PATIENCE_MS);
    const reader = new Reader(context, { width, js });
    await reader.choose(cookies);
    await reader.open();
    await tell(reader);
    assert.deepEqual(reader.complaints, [], 'the browser complains');
  } finally {
    await context.close();
  }
}

export class Reader {
  complaints = [];

  constructor(context, { width, js }) {
    this.context = context;
    this.width = width;
    this.js = js;
    this.isNarrow = width < 960;
    context.on('request', (request) => {
      if (new URL(request.url()).origin !== PORTAL) this.complaints.push(`request to ${request.url()}`);
    });
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      // Leaving a page, and downloads; and a browser without JavaScript refuses scripts by itself.
      const isRefusedScript = !js && why === 'csp' && request.url().endsWith('.js');
      if (why !== 'net::ERR_ABORTED' && !isRefusedScript) this.complaints.push(`${request.url()}: ${why}`);
    });
    context.on('console', (message) => {
      const isRefusedPage = message.location().url === message.page()?.url() && message.text().startsWith('Failed to load resource');
      // A matter of how busy the machine is; without JavaScript nobody ever comes for it.
      const isWaitingForUse = message.text().includes('was preloaded using link preload but not used');
      if (['error', 'warning'].includes(message.type()) && !isRefusedPage && !isWaitingForUse) this.complaints.push(`console: ${message.text()}`);
    });
    context.on('weberror', (error) => this.complaints.push(`uncaught: ${error.error()}`));
  }

  async open() {
    this.page = await this.context.newPage();
  }

  /** Reading settings, as their cookies. */
  async choose(cookies) {
    const entries = Object.entries(cookies);
    if (entries.length > 0) await this.context.addCookies(entries.map(([name, value]) => ({ name, value, url: PORTAL })));
  }

  /** Opens an address of the portal and returns the answer. */
  async go(path, status = 200) {
    const response = await this.page.goto(PORTAL + path);
    assert.equal(response.status(), status, path);
    return response;
  }

  /** The islands have taken over. Without JavaScript there is nothing to wait for. */
  async live() {
    if (!this.js) return;
    await this.page.locator('details.reading-settings').waitFor();
    await this.page.locator('input[name=q][role=combobox]').first().waitFor();
  }

  /** Follows a link or sends a form, and waits for the page that comes. */
  async follow(locator) {
    const arrival = this.page.waitForResponse((response) => response.request().isNavigationRequest());
    await locator.click();
    const response = await arrival;
    await this.page.waitForLoadState();
    return response;
  }

  heading(name) {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /** Where the reader is, without the portal's own part. */
  address() {
    return decodeURIComponent(this.page.url().slice(PORTAL.length));
  }
}

/** Waits until `look` gives what is wanted, and says both when it never does. */
export async function eventually(look, wanted, message) {
  const until = Date.now() + PATIENCE_MS;
  let seen;
  do {
    seen = await look();
    try {
      assert.deepEqual(seen, wanted, message);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } while (Date.now() < until);
  assert.deepEqual(seen, wanted, message);
}
