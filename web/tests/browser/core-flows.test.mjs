// Other core flows: claiming, converting coins, skipping, past days, the care message, changing the password.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createHabit, waitForCoins, taskBoxes, toggle, testApp } from './harness.mjs';
import { heading } from './plan-wizard.mjs';

const app = testApp();

test('a completed day is claimed once and pays gems', async () => {
  const nimali = await app.newUser('Nimali');
  await createHabit(nimali);
  const { page } = nimali;
  await page.goto(`${app.origin}/today`);
  await taskBoxes(page).nth(2).waitFor({ state: 'attached' });
  for (const at of [0, 1, 2]) {
    await toggle(taskBoxes(page).nth(at));
    await waitForCoins(page, 100 + 10 * (at + 1));
  }
  const claim = page.getByRole('button', { name: /^claim 0\.1 gem/iu });
  await claim.click();
  await claim.waitFor({ state: 'detached' });
  await page
    .getByRole('link', { name: /2\.1 gems/u })
    .first()
    .waitFor();
  const { rewards } = await nimali.api('GET', '/today');
  assert.deepEqual([rewards.gems, rewards.daily_streak, rewards.can_claim], ['2.1', 1, false]);
  await page.reload();
  await waitForCoins(page, 130);
  assert.equal(await claim.count(), 0);
  await nimali.pageErrors.assertNone();
});

test('converting coins is exact and limited to the balance', async () => {
  const nimali = await app.newUser('Nimali');
  const { page } = nimali;
  await page.goto(`${app.origin}/rewards`);
  await page.getByRole('button', { name: /turn coins into gems/iu }).click();
  const sheet = page.getByRole('dialog');
  const coins = sheet.getByLabel(/how many coins/iu);
  const turn = sheet.getByRole('button', { name: /turn into gems/iu });
  await coins.fill('101');
  await turn.click();
  await sheet.locator('[aria-invalid="true"]').waitFor();
  assert.equal((await nimali.api('GET', '/today')).rewards.coins, 100);
  await coins.fill('100');
  await turn.click();
  await sheet.waitFor({ state: 'hidden' });
  await page.getByText('You turned 100 coins into 0.1 gems.').waitFor();
  const { rewards } = await nimali.api('GET', '/today');
  assert.deepEqual([rewards.coins, rewards.gems], [0, '2.1']);
  await nimali.pageErrors.assertNone();
});

test('skipped days are marked, and a third skip within a week is refused', async () => {
  const nimali = await app.newUser('Nimali');
  const { id } = await createHabit(nimali);
  const { page } = nimali;
  await page.goto(`${app.origin}/habits/${id}`);
  const skip = page.getByRole('button', { name: /^skip (today|a day)$/iu });
  const sheet = page.getByRole('dialog');
  await skip.click();
  await sheet.getByLabel(/why/iu).fill('a cold');
  await sheet.getByRole('button', { name: /^skip/iu }).click();
  await sheet.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Day 1, skipped' }).waitFor();
  await page.getByRole('button', { name: 'Day 2, still to come' }).waitFor();

  const { days } = await nimali.api('GET', `/habits/${id}`);
  await nimali.api('POST', `/habits/${id}/skips`, { date: days[3].date });
  nimali.pageErrors.allow(/status of 409/u);
  await page.reload();
  await page.getByRole('button', { name: 'Day 4, skipped' }).waitFor();
  await page.getByRole('button', { name: 'Day 2, still to come' }).click();
  await sheet.getByRole('button', { name: /skip this day/iu }).click();
  await sheet.getByRole('button', { name: /^skip/iu }).click();
  await sheet.getByText(/skip two days in any seven/iu).waitFor();
  await page.goto(`${app.origin}/today`);
  await heading(page).waitFor();
  assert.equal(await taskBoxes(page).count(), 0);
  await nimali.pageErrors.assertNone();
});

test('tasks of yesterday can still be completed', async () => {
  const nimali = await app.newUser('Nimali');
  // Moving from UTC-11 to UTC+14 makes the first day of the habit a past day.
  await nimali.api('PATCH', '/me', { time_zone: 'Pacific/Pago_Pago' });
  await createHabit(nimali);
  const startDate = (await nimali.api('GET', '/today')).date;
  await nimali.api('PATCH', '/me', { time_zone: 'Pacific/Kiritimati' });
  const now = (await nimali.api('GET', '/today')).date;
  assert.notEqual(startDate, now);
  const { page } = nimali;
  await page.goto(`${app.origin}/today`);
  const untouched = page.getByRole('list', { name: /week/iu }).getByRole('button', { name: /0 of 3/iu });
  // The second entry appears when the response for yesterday has arrived.
  await untouched.nth(1).waitFor();
  await untouched.first().click();
  await page.getByRole('button', { name: /back to today/iu }).waitFor();
  await toggle(taskBoxes(page).first());
  await page
    .getByRole('list', { name: /week/iu })
    .getByRole('button', { name: /1 of 3/iu })
    .waitFor();
  assert.equal((await nimali.api('GET', `/today?date=${startDate}`)).completed, 1);
  await page.getByRole('button', { name: /back to today/iu }).click();
  await page.getByRole('button', { name: /back to today/iu }).waitFor({ state: 'detached' });
  assert.equal((await nimali.api('GET', '/today')).completed, 0, 'today is unchanged');
  await nimali.pageErrors.assertNone();
});

test('a harmful wish gets a care message instead of a plan', async () => {
  const nimali = await app.newUser('Nimali');
  nimali.pageErrors.allow(/status of 422/u);
  const { page } = nimali;
  await page.goto(`${app.origin}/new`);
  await page.getByRole('textbox').first().fill('Starve myself for two weeks');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /something else/iu }).waitFor();
  assert.equal(await page.getByRole('button', { name: /start this plan|make my plan/iu }).count(), 0);
  await page.getByRole('button', { name: /something else/iu }).click();
  assert.equal(await page.getByRole('textbox').first().inputValue(), '');
  assert.deepEqual((await nimali.api('GET', '/habits')).items, []);
  await nimali.pageErrors.assertNone();
});

test('changing the password signs out other devices only', async () => {
  const nimali = await app.newUser('Nimali');
  const phone = await app.newVisitor();
  await phone.api('POST', '/auth/login', { identifier: nimali.email, password: nimali.password });
  const { page } = nimali;
  await page.goto(`${app.origin}/you`);
  await page.getByRole('button', { name: /change password/iu }).click();
  const sheet = page.getByRole('dialog', { name: /change your password/iu });
  const save = sheet.getByRole('button', { name: /^change password$/iu });
  nimali.pageErrors.allow(/status of 40[0-9]/u);
  await sheet.getByLabel('Current password', { exact: true }).fill('not this one');
  await sheet.getByLabel('New password', { exact: true }).fill('four loud umbrellas');
  await save.click();
  await sheet.getByText(/not your password/iu).waitFor();
  await sheet.getByLabel('Current password', { exact: true }).fill(nimali.password);
  await save.click();
  await sheet.waitFor({ state: 'hidden' });
  assert.equal((await nimali.api('GET', '/me')).email, nimali.email);
  await assert.rejects(phone.api('GET', '/me'), /: 401 /u);
  await phone.api('POST', '/auth/login', { identifier: nimali.email, password: 'four loud umbrellas' });
  await nimali.pageErrors.assertNone();
});
