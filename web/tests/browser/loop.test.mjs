// The rest of the loop: claiming, turning coins into gems, skipping, a past day, a wish that needs care.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { oneHabit, purseSays, tasks, toggle, world } from './harness.mjs';
import { heading } from './planning.mjs';

const here = world();

test('a day that is done is claimed once, and the gems are there', async () => {
  const nimali = await here.member('Nimali');
  await oneHabit(nimali);
  const { page } = nimali;
  await page.goto(`${here.origin}/today`);
  await tasks(page).nth(2).waitFor({ state: 'attached' });
  for (const at of [0, 1, 2]) {
    await toggle(tasks(page).nth(at));
    await purseSays(page, 100 + 10 * (at + 1));
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
  await purseSays(page, 130);
  assert.equal(await claim.count(), 0);
  await nimali.seen.nothing();
});

test('coins become gems, exactly, and never more than there are', async () => {
  const nimali = await here.member('Nimali');
  const { page } = nimali;
  await page.goto(`${here.origin}/rewards`);
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
  await nimali.seen.nothing();
});

test('a skipped day is told apart from a missed one, and a third in a week is refused in words', async () => {
  const nimali = await here.member('Nimali');
  const { id } = await oneHabit(nimali);
  const { page } = nimali;
  await page.goto(`${here.origin}/habits/${id}`);
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
  nimali.seen.allow(/status of 409/u);
  await page.reload();
  await page.getByRole('button', { name: 'Day 4, skipped' }).waitFor();
  await page.getByRole('button', { name: 'Day 2, still to come' }).click();
  await sheet.getByRole('button', { name: /skip this day/iu }).click();
  await sheet.getByRole('button', { name: /^skip/iu }).click();
  await sheet.getByText(/skip two days in any seven/iu).waitFor();
  await page.goto(`${here.origin}/today`);
  await heading(page).waitFor();
  assert.equal(await tasks(page).count(), 0);
  await nimali.seen.nothing();
});

test('yesterday can still be ticked, and its coins come', async () => {
  const nimali = await here.member('Nimali');
  // A habit begun where it is still yesterday, by somebody who then flies to where it is tomorrow.
  await nimali.api('PATCH', '/me', { time_zone: 'Pacific/Pago_Pago' });
  await oneHabit(nimali);
  const begun = (await nimali.api('GET', '/today')).date;
  await nimali.api('PATCH', '/me', { time_zone: 'Pacific/Kiritimati' });
  const now = (await nimali.api('GET', '/today')).date;
  assert.notEqual(begun, now);
  const { page } = nimali;
  await page.goto(`${here.origin}/today`);
  const untouched = page.getByRole('list', { name: /week/iu }).getByRole('button', { name: /0 of 3/iu });
  // Today's says so at once, yesterday's when its answer is there.
  await untouched.nth(1).waitFor();
  await untouched.first().click();
  await page.getByRole('button', { name: /back to today/iu }).waitFor();
  await toggle(tasks(page).first());
  await page
    .getByRole('list', { name: /week/iu })
    .getByRole('button', { name: /1 of 3/iu })
    .waitFor();
  assert.equal((await nimali.api('GET', `/today?date=${begun}`)).completed, 1);
  await page.getByRole('button', { name: /back to today/iu }).click();
  await page.getByRole('button', { name: /back to today/iu }).waitFor({ state: 'detached' });
  assert.equal((await nimali.api('GET', '/today')).completed, 0, 'today has nothing of it');
  await nimali.seen.nothing();
});

test('a wish that needs care gets a kind word and no plan', async () => {
  const nimali = await here.member('Nimali');
  nimali.seen.allow(/status of 422/u);
  const { page } = nimali;
  await page.goto(`${here.origin}/new`);
  await page.getByRole('textbox').first().fill('Starve myself for two weeks');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /something else/iu }).waitFor();
  assert.equal(await page.getByRole('button', { name: /start this plan|make my plan/iu }).count(), 0);
  await page.getByRole('button', { name: /something else/iu }).click();
  assert.equal(await page.getByRole('textbox').first().inputValue(), '');
  assert.deepEqual((await nimali.api('GET', '/habits')).items, []);
  await nimali.seen.nothing();
});

test('a new password signs out everywhere else and not here', async () => {
  const nimali = await here.member('Nimali');
  const phone = await here.visitor();
  await phone.api('POST', '/auth/login', { identifier: nimali.email, password: nimali.password });
  const { page } = nimali;
  await page.goto(`${here.origin}/you`);
  await page.getByRole('button', { name: /change password/iu }).click();
  const sheet = page.getByRole('dialog', { name: /change your password/iu });
  const save = sheet.getByRole('button', { name: /^change password$/iu });
  nimali.seen.allow(/status of 40[0-9]/u);
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
  await nimali.seen.nothing();
});
