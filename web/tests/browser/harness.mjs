// What every browser test stands on: a server and a browser of its own, people with a browser
// profile each, and watchers that fail a test for what nobody would see on a screenshot.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { call, openBrowser, signUp, startServer } from '../server.mjs';

export { call };

/** How long anything may take to appear. Generous, for a busy machine: a test that passes never waits for it. */
const PATIENCE = 20_000;

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

/**
 * A server and a browser (with `flags`) for the tests of one file; both end with it. `env`
 * answers variables for the server.
 */
export function world({ flags = [], env = async () => ({}) } = {}) {
  const here = { server: undefined, browser: undefined, origin: '' };
  let people = 0;
  const contexts = [];
  before(async () => {
    here.server = await startServer({ limits: false, env: await env() });
    here.origin = here.server.origin;
    here.browser = await openBrowser(flags);
  });
  after(async () => {
    await here.browser?.close();
    await here.server?.stop();
  });

  /**
   * A browser of somebody's own. With `name` an account is open and signed in; without, it is a
   * visitor's. `address(name)` is the mail address that goes with a name.
   */
  here.visitor = async (options = {}) => {
    const context = await here.browser.newContext({
      viewport: PHONE,
      timezoneId: 'Asia/Colombo',
      locale: 'en-GB',
      // What moves is looked at by people; here it only makes things late.
      reducedMotion: 'reduce',
      ...options
    });
    context.setDefaultTimeout(PATIENCE);
    contexts.push(context);
    const seen = watch(context);
    return {
      context,
      seen,
      page: await context.newPage(),
      api: (method, path, data) => call(context, here.origin, method, path, data)
    };
  };
  here.member = async (name, options) => {
    const visitor = await here.visitor(options);
    people += 1;
    const email = `${name.toLowerCase()}.${people}@example.com`;
    const account = await signUp(here.server, visitor.context, { name, email });
    return { ...visitor, ...account };
  };
  return here;
}

/**
 * Collects what goes wrong in every page of a context: errors and warnings of the console, thrown
 * errors, and what the content security policy refused. `allow(pattern)` lets pass what a test provokes.
 */
export function watch(context) {
  const found = [];
  const allowed = [];
  const note = (text) => found.push(text);
  context.on('console', (message) => {
    // What the browser says of a page that was left while its socket was being opened.
    if (/^WebSocket connection to .* WebSocket is closed before the connection is established\.$/u.test(message.text()))
      return;
    if (['error', 'warning'].includes(message.type()))
      note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => note(`thrown: ${error.error().stack ?? error.error()}`));
  // The policy's own event says which rule and what was refused; it comes through the console.
  const ready = context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`CSP ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`)
    );
  });
  return {
    allow: (pattern) => allowed.push(pattern),
    async nothing() {
      await ready;
      const unexplained = found.filter((text) => !allowed.some((pattern) => pattern.test(text)));
      assert.deepEqual(unexplained, [], 'the page reported errors');
    }
  };
}

/** Waits until a page is there: its heading, no skeleton, nothing that still moves. */
export async function settled(page) {
  await page.locator('h1:visible').first().waitFor();
  // Two frames: what changed is drawn, and what it sets in motion has begun.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
  await page.waitForFunction(
    () =>
      !document.querySelector('[aria-busy="true"]') &&
      document.getAnimations().every((each) => {
        const { iterations } = each.effect?.getComputedTiming() ?? {};
        return each.playState !== 'running' || iterations === Infinity;
      })
  );
}

/** Waits until the app itself and the values of these keys are on the device: it can go offline. */
export async function isKept(page, keys) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await page.waitForFunction(
    (wanted) =>
      new Promise((answer) => {
        const asked = indexedDB.open('habitro');
        asked.onerror = () => answer(false);
        asked.onsuccess = () => {
          const store = asked.result;
          if (!store.objectStoreNames.contains('kept')) return (store.close(), answer(false));
          const keys = store.transaction('kept').objectStore('kept').getAllKeys();
          keys.onsuccess = () => {
            store.close();
            answer(wanted.every((key) => keys.result.includes(key)));
          };
        };
      }),
    keys
  );
}

/** The coins of the purse on the screen, as soon as they are `coins`. */
export async function purseSays(page, coins) {
  await page
    .getByRole('link', { name: new RegExp(`\\b${coins} coins\\b`, 'u') })
    .first()
    .waitFor();
}

/** The boxes of the tasks on the screen. */
export const tasks = (page) => page.locator('main').getByRole('checkbox');

/** Ticks or unticks as somebody with a keyboard does. */
export async function toggle(box) {
  await box.focus();
  await box.page().keyboard.press('Space');
}

/** A habit by hand, three tasks a day. */
export const oneHabit = (person, name = 'Read before bed') =>
  person.api('POST', '/habits', {
    name,
    type: 'good',
    duration_days: 21,
    daily_tasks: ['Put the book on your pillow', 'Charge the phone in the kitchen', 'Read 8 pages, then lights out']
  });

/** Waits for what the server says, asked over and over, to satisfy `good`: for what has no screen. */
export async function until(ask, good, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    assert.ok(Date.now() < end, `${what}: ${JSON.stringify(answer)}`);
    // What is waited for may come through this very process: it has to get its turn.
    await new Promise((turn) => setTimeout(turn, 20));
  }
}
