// The core flow in Firefox, driven over WebDriver BiDi.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import puppeteer from 'puppeteer-core';

import { startServer } from '../server.mjs';

let server, browser;
before(async () => {
  server = await startServer({ limits: false });
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.HABITRO_FIREFOX ?? '/usr/bin/firefox-esr',
    // Animations only slow the tests down.
    extraPrefsFirefox: { 'ui.prefersReducedMotion': 1, 'intl.accept_languages': 'en-GB' }
  });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Helpers that find elements by their accessible name. */
function byName(page) {
  /** Waits for the visible element that matches the selector `what` and whose name matches. */
  const find = async (what, name) => {
    const handle = await page.waitForFunction(
      (what, source) =>
        [...document.querySelectorAll(what)].find((each) => {
          const label = each.getAttribute('aria-label') ?? each.labels?.[0]?.textContent ?? each.textContent;
          return new RegExp(source, 'iu').test(label.trim()) && each.checkVisibility() && !each.closest('[inert]');
        }),
      { timeout: 20_000 },
      what,
      name.source
    );
    return handle.asElement();
  };
  return {
    find,
    press: async (name) => (await find('button, a', name)).click(),
    fill: async (name, words) => (await find('input, textarea', name)).type(words)
  };
}

test('sign-up, plan, completing and undoing a task, reload and sign-out', async () => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const errors = [];
  page.on('console', (message) => ['error', 'warn'].includes(message.type()) && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.setViewport({ width: 390, height: 844 });
  const { find, press, fill } = byName(page);

  await page.goto(server.origin);
  await press(/first habit/u);
  await fill(/your name/u, 'Nimali Perera');
  await fill(/^email/u, 'nimali@example.com');
  await fill(/^password/u, 'three quiet lanterns');
  await press(/send me a code/u);
  const digits = await find('input', /6-digit code/u);
  await digits.type(await server.code('nimali@example.com'));
  await find('h1', /./u);
  await page.waitForFunction(() => location.pathname === '/today', { timeout: 20_000 });
  // Leaving a page while its modules load is a console error in Firefox.
  await find('a', /add my own/u);
  await page.waitForNetworkIdle();

  await page.goto(`${server.origin}/new`);
  await (await find('input, textarea', /./u)).type('Read 10 pages before bed');
  await page.keyboard.press('Enter');
  await find('h1', /build|quit/u);
  for (let asked = 0; ; asked++) {
    assert.ok(asked < 20, 'too many questions');
    const heading = await page.$eval('h1', (each) => each.textContent);
    // Keep what is preselected and fill in what is empty.
    await page.evaluate(() => {
      const main = document.querySelector('main');
      if (!main.querySelector(':checked')) main.querySelector('input[type="radio"]')?.click();
    });
    const empty = await page.$('main input[inputmode="numeric"], main input[type="text"], main textarea');
    if (empty && (await empty.evaluate((each) => each.value)) === '') {
      const choices = await page.$('main input[type="radio"]');
      if (!choices)
        await empty.type((await empty.evaluate((each) => each.inputMode)) === 'numeric' ? '10' : 'I am tired');
    }
    await press(/^(next|make my plan)$/u);
    const where = await page.waitForFunction(
      (before) => {
        const text = document.querySelector('main h1')?.textContent;
        const start = [...document.querySelectorAll('main button')].some((each) =>
          /start this plan/iu.test(each.textContent)
        );
        const next = [...document.querySelectorAll('main button')].some((each) =>
          /^(next|make my plan)$/iu.test(each.textContent.trim())
        );
        return start ? 'plan' : text !== before && next ? 'question' : '';
      },
      { timeout: 20_000 },
      heading
    );
    if ((await where.jsonValue()) === 'plan') break;
  }
  await press(/start this plan/u);
  await press(/start today/u);
  await page.waitForFunction(() => location.pathname === '/today', { timeout: 20_000 });

  const walletShows = (coins) => find('a', new RegExp(`\\b${coins} coins\\b`, 'u'));
  const first = () => page.waitForSelector('main input[type="checkbox"]');
  await walletShows(100);
  await (await first()).focus();
  await page.keyboard.press(' ');
  await walletShows(110);
  await press(/^undo$/u);
  await walletShows(100);
  await (await first()).focus();
  await page.keyboard.press(' ');
  await walletShows(110);
  await page.reload();
  await walletShows(110);
  assert.equal(await (await first()).evaluate((each) => each.checked), true);

  await page.goto(`${server.origin}/you`);
  await press(/^sign out$/u);
  await find('a', /already have an account/u);
  await page.goto(`${server.origin}/today`);
  await find('input', /email or phone/u);
  assert.deepEqual(errors, [], 'the page reported errors');
});
