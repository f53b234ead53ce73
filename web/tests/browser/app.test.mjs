// What makes it an app: it can be installed, and opens without a network.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openProfile } from '../server.mjs';
import { isKept, oneHabit, settled, tasks, world } from './harness.mjs';

const here = world();

test('it can be installed', async () => {
  // Only a profile of its own counts: a context of the shared browser is a private window.
  const folder = mkdtempSync(join(tmpdir(), 'habitro-profile-'));
  const context = await openProfile(folder);
  try {
    const page = await context.newPage();
    await page.goto(here.origin);
    await settled(page);
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

test('it opens offline with the day last seen, and comes back by itself', async () => {
  const nimali = await here.member('Nimali');
  await oneHabit(nimali);
  const { context, page } = nimali;
  await page.goto(`${here.origin}/today`);
  await tasks(page).nth(2).waitFor({ state: 'attached' });
  await isKept(page, ['me', 'today']);

  nimali.seen.allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch/u);
  await context.setOffline(true);
  await page.reload();
  await tasks(page).nth(2).waitFor({ state: 'attached' });
  await page
    .getByRole('status')
    .filter({ hasText: /offline/iu })
    .waitFor();
  await context.setOffline(false);
  await page
    .getByRole('status')
    .filter({ hasText: /offline/iu })
    .waitFor({ state: 'detached' });
  await nimali.seen.nothing();
});

test('somebody who was never here before sees the door, offline too', async () => {
  const visitor = await here.visitor();
  const { context, page } = visitor;
  await page.goto(here.origin);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  visitor.seen.allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch/u);
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('link', { name: /first habit/iu }).waitFor();
  await visitor.seen.nothing();
});

test('the page is never old and the code is kept for good', async () => {
  const page = await fetch(`${here.origin}/today`, { headers: { accept: 'text/html' } });
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  const policy = page.headers.get('content-security-policy');
  assert.match(policy, /script-src 'self'(;|$)/u);
  assert.doesNotMatch(policy, /unsafe/u);
  const [script] = /\/assets\/index-[\w-]+\.js/u.exec(await page.text());
  const code = await fetch(here.origin + script);
  assert.match(code.headers.get('cache-control'), /immutable/u);
  const lost = await fetch(`${here.origin}/api/v1/nowhere`);
  assert.equal(lost.status, 404);
  assert.match(lost.headers.get('content-type'), /application\/problem\+json/u);
  assert.equal((await fetch(`${here.origin}/robots.txt`)).status, 200);
});

test('these tests would notice an error and a breach of the security policy', async () => {
  for (const mischief of [
    () => document.body.insertAdjacentHTML?.call(document.body, 'beforeend', '<i></i>'),
    () => document.body.setAttribute('style', 'color: red'),
    () => console.error('something failed'),
    () => setTimeout(() => window.nothing.here)
  ]) {
    const { page, seen } = await here.visitor();
    await page.goto(here.origin);
    await settled(page);
    await page.evaluate(mischief).catch(() => {});
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    await assert.rejects(seen.nothing(), String(mischief));
  }
});
