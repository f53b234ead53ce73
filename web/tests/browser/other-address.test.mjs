// A page that was opened at another address than the public URL: a notice with the right address, and no loop.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PHONE, testApp, waitUntilStable } from './harness.mjs';

const OTHER = 'habits.lan';
const app = testApp({ flags: [`--host-resolver-rules=MAP ${OTHER} 127.0.0.1`] });
const otherOrigin = () => app.origin.replace('localhost', OTHER);
const notice = (page) => page.getByRole('status').filter({ hasText: 'not the usual address' });

/** Errors of the browser that are due to the address without https. */
const INSECURE = /Cross-Origin-Opener-Policy/u;

test('the notice leads to the same page at the public address', async () => {
  const { page, pageErrors } = await app.newVisitor();
  pageErrors.allow(INSECURE);
  for (const path of ['/', '/sign-in', '/sign-up', '/forgot']) {
    await page.goto(otherOrigin() + path);
    await notice(page).waitFor();
    assert.match(await notice(page).innerText(), new RegExp(app.origin, 'u'));
    const link = notice(page).getByRole('link');
    assert.equal(await link.getAttribute('href'), app.origin + path);
  }
  await notice(page).getByRole('link').click();
  await page.waitForURL(`${app.origin}/forgot`);
  const described = page.waitForResponse((response) => response.url().endsWith('/api/v1/instance'));
  await page.goto(`${app.origin}/sign-in`);
  await described;
  await waitUntilStable(page);
  assert.equal(await notice(page).count(), 0, 'the public address needs no notice');
  await pageErrors.assertNone();
});

test('a sign-in at another address is refused with a reason and does not loop', async () => {
  const nimali = await app.newUser('Nimali');
  const { page, pageErrors } = await app.newVisitor();
  pageErrors.allow(INSECURE);
  await page.goto(`${otherOrigin()}/sign-in`);
  await page.getByLabel(/email or phone/iu).fill(nimali.email);
  await page.getByLabel('Password', { exact: true }).fill(nimali.password);
  await page.getByRole('button', { name: /^sign in$/iu }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /can’t stay signed in at this address/u);
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  assert.ok(app.server.log().includes(`(http://${OTHER}:`), 'the log names the address');
  await pageErrors.assertNone();
});

test('the notice fits small screens in both themes', async () => {
  for (const viewport of [PHONE, { width: 320, height: 568 }]) {
    for (const colorScheme of ['light', 'dark']) {
      const { page } = await app.newVisitor({ viewport, colorScheme });
      for (const [name, path] of [
        ['welcome', '/'],
        ['sign-in', '/sign-in'],
        ['sign-up', '/sign-up'],
        ['forgot', '/forgot']
      ]) {
        await page.goto(otherOrigin() + path);
        await notice(page).waitFor();
        await waitUntilStable(page);
        // The layout hides overflow, so the width of the page would not show it.
        const cut = await page
          .locator('main :is(input, a, button, p, h1)')
          .evaluateAll((elements) =>
            elements.filter((each) => each.getBoundingClientRect().right > innerWidth).map((each) => each.outerHTML)
          );
        assert.deepEqual(cut, [], `${path} at ${viewport.width}`);
        const folder = process.env.HABITRO_SCREENSHOTS;
        if (folder)
          await page.screenshot({ path: `${folder}/other-address-${name}-${viewport.width}-${colorScheme}.png` });
      }
    }
  }
});
