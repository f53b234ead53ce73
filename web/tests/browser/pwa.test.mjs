// The progressive web app: installation, offline start, cache headers.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openProfile } from '../server.mjs';
import { waitForOfflineCache, createHabit, waitUntilStable, taskBoxes, testApp } from './harness.mjs';

const app = testApp();

test('the app is installable', async () => {
  // Needs a separate profile: contexts of the shared browser count as private windows.
  const folder = mkdtempSync(join(tmpdir(), 'habitro-profile-'));
  const context = await openProfile(folder);
  try {
    const page = await context.newPage();
    await page.goto(app.origin);
    await waitUntilStable(page);
    const devtools = await context.newCDPSession(page);
    const { url, errors } = await devtools.send('Page.getAppManifest');
    assert.match(url, /manifest/u);
    assert.deepEqual(errors, []);
    assert.deepEqual((await devtools.send('Page.getInstallabilityErrors')).installabilityErrors, []);
  } finally {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('Today opens offline from the cache and recovers by itself', async () => {
  const nimali = await app.newUser('Nimali');
  await createHabit(nimali);
  const { context, page } = nimali;
  await page.goto(`${app.origin}/today`);
  await taskBoxes(page).nth(2).waitFor({ state: 'attached' });
  await waitForOfflineCache(page, ['me', 'today']);

  nimali.pageErrors.allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch/u);
  await context.setOffline(true);
  await page.reload();
  await taskBoxes(page).nth(2).waitFor({ state: 'attached' });
  await page
    .getByRole('status')
    .filter({ hasText: /offline/iu })
    .waitFor();
  await context.setOffline(false);
  await page
    .getByRole('status')
    .filter({ hasText: /offline/iu })
    .waitFor({ state: 'detached' });
  await nimali.pageErrors.assertNone();
});

test('a new visitor sees the welcome page offline, too', async () => {
  const visitor = await app.newVisitor();
  const { context, page } = visitor;
  await page.goto(app.origin);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  visitor.pageErrors.allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch/u);
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('link', { name: /first habit/iu }).waitFor();
  await visitor.pageErrors.assertNone();
});

test('the page is revalidated and its code is immutable', async () => {
  const page = await fetch(`${app.origin}/today`, { headers: { accept: 'text/html' } });
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  const policy = page.headers.get('content-security-policy');
  assert.match(policy, /script-src 'self'(;|$)/u);
  assert.doesNotMatch(policy, /unsafe/u);
  const [script] = /\/assets\/index-[\w-]+\.js/u.exec(await page.text());
  const code = await fetch(app.origin + script);
  assert.match(code.headers.get('cache-control'), /immutable/u);
  const missing = await fetch(`${app.origin}/api/v1/nowhere`);
  assert.equal(missing.status, 404);
  assert.match(missing.headers.get('content-type'), /application\/problem\+json/u);
  assert.equal((await fetch(`${app.origin}/robots.txt`)).status, 200);
});

test('page errors and policy violations are detected', async () => {
  for (const fault of [
    () => document.body.insertAdjacentHTML?.call(document.body, 'beforeend', '<i></i>'),
    () => document.body.setAttribute('style', 'color: red'),
    () => console.error('something failed'),
    () => setTimeout(() => window.missing.property)
  ]) {
    const { page, pageErrors } = await app.newVisitor();
    await page.goto(app.origin);
    await waitUntilStable(page);
    await page.evaluate(fault).catch(() => {});
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    await assert.rejects(pageErrors.assertNone(), String(fault));
  }
});
