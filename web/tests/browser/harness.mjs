// Fixtures for the browser tests: a server and a browser per file, a browser context per user, and a
// collector of page errors that no screenshot would show.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';

import { call, openBrowser, signUp, startServer } from '../server.mjs';

export { call };

/** Milliseconds that an element or response may take. Generous, because the machine may be busy. */
const TIMEOUT = 20_000;

export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 800 };

/**
 * Starts a server and a browser (with `flags`) before the tests of a file and stops them afterwards.
 * `env` returns environment variables for the server.
 */
export function testApp({ flags = [], env = async () => ({}) } = {}) {
  const app = { server: undefined, browser: undefined, origin: '' };
  let users = 0;
  const contexts = [];
  before(async () => {
    app.server = await startServer({ limits: false, env: await env() });
    app.origin = app.server.origin;
    app.browser = await openBrowser(flags);
  });
  after(async () => {
    await app.browser?.close();
    await app.server?.stop();
  });

  /**
   * Opens a new browser context. A visitor has no account; `newUser(name)` also signs up and signs in.
   */
  app.newVisitor = async (options = {}) => {
    const context = await app.browser.newContext({
      viewport: PHONE,
      timezoneId: 'Asia/Colombo',
      locale: 'en-GB',
      // Animations only slow the tests down.
      reducedMotion: 'reduce',
      ...options
    });
    context.setDefaultTimeout(TIMEOUT);
    contexts.push(context);
    const pageErrors = collectPageErrors(context);
    return {
      context,
      pageErrors,
      page: await context.newPage(),
      api: (method, path, data) => call(context, app.origin, method, path, data)
    };
  };
  app.newUser = async (name, options) => {
    const visitor = await app.newVisitor(options);
    users += 1;
    const email = `${name.toLowerCase()}.${users}@example.com`;
    const account = await signUp(app.server, visitor.context, { name, email });
    return { ...visitor, ...account };
  };
  return app;
}

/**
 * Collects console errors and warnings, uncaught exceptions and violations of the content security
 * policy from every page of a context. `allow(pattern)` excludes those that a test provokes.
 */
export function collectPageErrors(context) {
  const found = [];
  const allowed = [];
  const note = (text) => found.push(text);
  context.on('console', (message) => {
    // Logged by the browser when a page is left while its socket is connecting.
    if (/^WebSocket connection to .* WebSocket is closed before the connection is established\.$/u.test(message.text()))
      return;
    if (['error', 'warning'].includes(message.type()))
      note(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => note(`uncaught: ${error.error().stack ?? error.error()}`));
  // Report policy violations through the console, with the directive and what it blocked.
  const ready = context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`CSP ${event.violatedDirective} blocked ${event.blockedURI} ${event.sample}`)
    );
  });
  return {
    allow: (pattern) => allowed.push(pattern),
    async assertNone() {
      await ready;
      const unexplained = found.filter((text) => !allowed.some((pattern) => pattern.test(text)));
      assert.deepEqual(unexplained, [], 'the page reported errors');
    }
  };
}

/** Waits until a page has a heading, no skeleton and no running animation. */
export async function waitUntilStable(page) {
  await page.locator('h1:visible').first().waitFor();
  // Two frames, so that pending changes are painted and their animations have started.
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

/** Waits until the app shell and the cached values of these keys are stored, so that the page can go offline. */
export async function waitForOfflineCache(page, keys) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await page.waitForFunction(
    (wanted) =>
      new Promise((resolve) => {
        const request = indexedDB.open('habitro');
        request.onerror = () => resolve(false);
        request.onsuccess = () => {
          const database = request.result;
          if (!database.objectStoreNames.contains('kept')) return (database.close(), resolve(false));
          const keys = database.transaction('kept').objectStore('kept').getAllKeys();
          keys.onsuccess = () => {
            database.close();
            resolve(wanted.every((key) => keys.result.includes(key)));
          };
        };
      }),
    keys
  );
}

/** Waits until the wallet on the page shows `coins` coins. */
export async function waitForCoins(page, coins) {
  await page
    .getByRole('link', { name: new RegExp(`\\b${coins} coins\\b`, 'u') })
    .first()
    .waitFor();
}

/** The checkboxes of the tasks on the page. */
export const taskBoxes = (page) => page.locator('main').getByRole('checkbox');

/** Toggles a checkbox by keyboard. */
export async function toggle(box) {
  await box.focus();
  await box.page().keyboard.press('Space');
}

/** Creates a habit with three tasks a day, without the planner. */
export const createHabit = (person, name = 'Read before bed') =>
  person.api('POST', '/habits', {
    name,
    type: 'good',
    duration_days: 21,
    daily_tasks: ['Put the book on your pillow', 'Charge the phone in the kitchen', 'Read 8 pages, then lights out']
  });

/** Polls `query` until `condition` accepts its result; for state that no page shows. */
export async function until(query, condition, description) {
  const deadline = Date.now() + TIMEOUT;
  for (;;) {
    const result = await query();
    if (condition(result)) return result;
    assert.ok(Date.now() < deadline, `${description}: ${JSON.stringify(result)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
