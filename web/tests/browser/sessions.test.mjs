// Sessions: data stays private between users, revoked sessions ask for sign-in, sign-out clears the device.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, createHabit, waitForCoins, taskBoxes, toggle, testApp } from './harness.mjs';

const app = testApp();

test('completing a task pays at once, undo reverts it, and both survive a reload', async () => {
  const nimali = await app.newUser('Nimali');
  await createHabit(nimali);
  const { page } = nimali;
  await page.goto(`${app.origin}/today`);
  await taskBoxes(page).nth(2).waitFor({ state: 'attached' });
  assert.equal(await taskBoxes(page).count(), 3);
  await waitForCoins(page, 100);

  const first = taskBoxes(page).first();
  await toggle(first);
  await waitForCoins(page, 110);
  assert.equal(await first.isChecked(), true);
  await page.reload();
  await waitForCoins(page, 110);
  assert.equal(await taskBoxes(page).first().isChecked(), true);

  await toggle(taskBoxes(page).first());
  await waitForCoins(page, 100);
  assert.equal(await taskBoxes(page).first().isChecked(), false);
  await page.reload();
  await waitForCoins(page, 100);
  await nimali.pageErrors.assertNone();
});

test('one user cannot see the data of another', async () => {
  const nimali = await app.newUser('Nimali');
  const secret = 'Walk to the lighthouse';
  const habit = await createHabit(nimali, secret);
  await nimali.page.goto(`${app.origin}/habits/${habit.id}`);
  await nimali.page.getByRole('heading', { level: 1, name: secret }).waitFor();

  const ruwan = await app.newUser('Ruwan');
  ruwan.pageErrors.allow(/status of 404/u);
  await ruwan.page.goto(`${app.origin}/today`);
  await ruwan.page
    .getByRole('link', { name: /own|new habit/iu })
    .first()
    .waitFor();
  assert.equal((await ruwan.page.locator('body').innerText()).includes(secret), false);
  await ruwan.page.goto(`${app.origin}/habits/${habit.id}`);
  await ruwan.page.getByRole('heading', { level: 1, name: /nothing here/iu }).waitFor();
  assert.equal((await ruwan.page.locator('body').innerText()).includes(secret), false);
  const refused = await ruwan.api('DELETE', `/habits/${habit.id}`).catch((error) => error);
  assert.match(String(refused), /: 404 /u);

  const stranger = await app.newVisitor();
  stranger.pageErrors.allow(/status of 401/u);
  await stranger.page.goto(`${app.origin}/habits/${habit.id}`);
  await stranger.page.getByLabel(/email or phone/iu).waitFor();
  assert.equal((await stranger.page.locator('body').innerText()).includes(secret), false);
  for (const each of [nimali, ruwan, stranger]) await each.pageErrors.assertNone();
});

test('a revoked session asks for sign-in and keeps the page behind it', async () => {
  const nimali = await app.newUser('Nimali');
  await createHabit(nimali);
  const { page } = nimali;
  await page.goto(`${app.origin}/today`);
  await taskBoxes(page).nth(2).waitFor({ state: 'attached' });
  // If the page were rendered again, this element would be detached.
  const heading = await page.getByRole('heading', { level: 1 }).elementHandle();

  const phone = await app.newVisitor();
  await call(phone.context, app.origin, 'POST', '/auth/login', {
    identifier: nimali.email,
    password: nimali.password
  });
  await phone.page.goto(`${app.origin}/you/devices`);
  const signOut = phone.page.getByRole('button', { name: /^sign out of /iu });
  await signOut.click();
  await phone.page
    .getByRole('dialog')
    .getByRole('button', { name: /^sign out$/iu })
    .click();
  await signOut.waitFor({ state: 'detached' });

  // The socket reports the ended session.
  nimali.pageErrors.allow(/status of 401/u);
  const signIn = page.getByRole('dialog', { name: /sign in/iu });
  await signIn.waitFor();
  assert.equal(await signIn.getByLabel(/email or phone/iu).inputValue(), nimali.email);
  await page.keyboard.press('Escape');
  assert.equal(await signIn.isVisible(), true, 'the sheet cannot be dismissed');

  await signIn.getByLabel('Password', { exact: true }).fill('not this one');
  await signIn.getByRole('button', { name: /^sign in$/iu }).click();
  await signIn.getByRole('alert').waitFor();
  await signIn.getByLabel('Password', { exact: true }).fill(nimali.password);
  await signIn.getByRole('button', { name: /^sign in$/iu }).click();
  await signIn.waitFor({ state: 'hidden' });

  assert.equal(new URL(page.url()).pathname, '/today');
  assert.equal(await heading.evaluate((element) => element.isConnected), true, 'the page was rendered again');
  await toggle(taskBoxes(page).first());
  await waitForCoins(page, 110);
  await nimali.pageErrors.assertNone();
});

test('signing out removes all data from the device', async () => {
  const nimali = await app.newUser('Nimali');
  await createHabit(nimali, 'Walk to the lighthouse');
  const { page } = nimali;
  await page.goto(`${app.origin}/today`);
  await page.getByRole('heading', { name: 'Walk to the lighthouse' }).waitFor();
  await page.goto(`${app.origin}/you`);
  await page.getByRole('button', { name: /^sign out$/iu }).click();
  await page.getByRole('link', { name: /already have an account/iu }).waitFor();
  nimali.pageErrors.allow(/status of 401/u);
  await page.goto(`${app.origin}/today`);
  await page.getByLabel(/email or phone/iu).waitFor();
  assert.equal((await page.locator('body').innerText()).includes('lighthouse'), false);
  await nimali.pageErrors.assertNone();
});
