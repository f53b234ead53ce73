// A session that ends elsewhere, and two people who must not see each other's.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, oneHabit, purseSays, tasks, toggle, world } from './harness.mjs';

const here = world();

test('a tick shows at once and pays, an undo takes it back, and both hold after a reload', async () => {
  const nimali = await here.member('Nimali');
  await oneHabit(nimali);
  const { page } = nimali;
  await page.goto(`${here.origin}/today`);
  await tasks(page).nth(2).waitFor({ state: 'attached' });
  assert.equal(await tasks(page).count(), 3);
  await purseSays(page, 100);

  const first = tasks(page).first();
  await toggle(first);
  await purseSays(page, 110);
  assert.equal(await first.isChecked(), true);
  await page.reload();
  await purseSays(page, 110);
  assert.equal(await tasks(page).first().isChecked(), true);

  await toggle(tasks(page).first());
  await purseSays(page, 100);
  assert.equal(await tasks(page).first().isChecked(), false);
  await page.reload();
  await purseSays(page, 100);
  await nimali.seen.nothing();
});

test('what one person has, another browser does not see', async () => {
  const nimali = await here.member('Nimali');
  const secret = 'Walk to the lighthouse';
  const habit = await oneHabit(nimali, secret);
  await nimali.page.goto(`${here.origin}/habits/${habit.id}`);
  await nimali.page.getByRole('heading', { level: 1, name: secret }).waitFor();

  const ruwan = await here.member('Ruwan');
  ruwan.seen.allow(/status of 404/u);
  await ruwan.page.goto(`${here.origin}/today`);
  await ruwan.page
    .getByRole('link', { name: /own|new habit/iu })
    .first()
    .waitFor();
  assert.equal((await ruwan.page.locator('body').innerText()).includes(secret), false);
  await ruwan.page.goto(`${here.origin}/habits/${habit.id}`);
  await ruwan.page.getByRole('heading', { level: 1, name: /nothing here/iu }).waitFor();
  assert.equal((await ruwan.page.locator('body').innerText()).includes(secret), false);
  const refused = await ruwan.api('DELETE', `/habits/${habit.id}`).catch((error) => error);
  assert.match(String(refused), /: 404 /u);

  const stranger = await here.visitor();
  stranger.seen.allow(/status of 401/u);
  await stranger.page.goto(`${here.origin}/habits/${habit.id}`);
  await stranger.page.getByLabel(/email or phone/iu).waitFor();
  assert.equal((await stranger.page.locator('body').innerText()).includes(secret), false);
  for (const each of [nimali, ruwan, stranger]) await each.seen.nothing();
});

test('a session revoked elsewhere leads to sign-in, and the page behind stays as it was', async () => {
  const nimali = await here.member('Nimali');
  await oneHabit(nimali);
  const { page } = nimali;
  await page.goto(`${here.origin}/today`);
  await tasks(page).nth(2).waitFor({ state: 'attached' });
  // The very element: if the page were built anew, this one would be gone from it.
  const standing = await page.getByRole('heading', { level: 1 }).elementHandle();

  const phone = await here.visitor();
  await call(phone.context, here.origin, 'POST', '/auth/login', {
    identifier: nimali.email,
    password: nimali.password
  });
  await phone.page.goto(`${here.origin}/you/devices`);
  const end = phone.page.getByRole('button', { name: /^sign out of /iu });
  await end.click();
  await phone.page
    .getByRole('dialog')
    .getByRole('button', { name: /^sign out$/iu })
    .click();
  await end.waitFor({ state: 'detached' });

  // The page hears of it by itself.
  nimali.seen.allow(/status of 401/u);
  const door = page.getByRole('dialog', { name: /sign in/iu });
  await door.waitFor();
  assert.equal(await door.getByLabel(/email or phone/iu).inputValue(), nimali.email);
  await page.keyboard.press('Escape');
  assert.equal(await door.isVisible(), true, 'there is no way past it');

  await door.getByLabel('Password', { exact: true }).fill('not this one');
  await door.getByRole('button', { name: /^sign in$/iu }).click();
  await door.getByRole('alert').waitFor();
  await door.getByLabel('Password', { exact: true }).fill(nimali.password);
  await door.getByRole('button', { name: /^sign in$/iu }).click();
  await door.waitFor({ state: 'hidden' });

  assert.equal(new URL(page.url()).pathname, '/today');
  assert.equal(await standing.evaluate((element) => element.isConnected), true, 'the page was built anew');
  await toggle(tasks(page).first());
  await purseSays(page, 110);
  await nimali.seen.nothing();
});

test('signing out leaves nothing on the device', async () => {
  const nimali = await here.member('Nimali');
  await oneHabit(nimali, 'Walk to the lighthouse');
  const { page } = nimali;
  await page.goto(`${here.origin}/today`);
  await page.getByRole('heading', { name: 'Walk to the lighthouse' }).waitFor();
  await page.goto(`${here.origin}/you`);
  await page.getByRole('button', { name: /^sign out$/iu }).click();
  await page.getByRole('link', { name: /already have an account/iu }).waitFor();
  nimali.seen.allow(/status of 401/u);
  await page.goto(`${here.origin}/today`);
  await page.getByLabel(/email or phone/iu).waitFor();
  assert.equal((await page.locator('body').innerText()).includes('lighthouse'), false);
  await nimali.seen.nothing();
});
