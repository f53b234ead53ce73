// The loop: from nothing to a first task done, all of it through the screens.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, purseSays, tasks, toggle, world } from './harness.mjs';
import { heading, planFor, planned, toQuestions } from './planning.mjs';

const here = world();

async function signUpBy(page, email) {
  await page.goto(here.origin);
  await page.getByRole('link', { name: /first habit/iu }).click();
  await page.getByLabel(/your name/iu).fill('Nimali Perera');
  await page.getByLabel(/^email/iu).fill(email);
  await page.getByLabel('Password', { exact: true }).fill('three quiet lanterns');
  await page.getByRole('button', { name: /code/iu }).click();
  const digits = page.getByLabel(/6-digit code/iu);
  await digits.waitFor();
  // It goes off by itself at the sixth.
  await digits.pressSequentially(await here.server.code(email));
  await page.waitForURL('**/today');
}

test('from the first visit to coins for a task, and back', async () => {
  const nimali = await here.visitor();
  const { page } = nimali;
  await signUpBy(page, 'nimali.p@example.com');
  await page
    .getByRole('link', { name: /new habit/iu })
    .first()
    .click();

  const asked = await planFor(page, 'Read 10 pages before bed');
  assert.ok(asked.length >= 5, asked.join(' | '));
  await page.getByRole('button', { name: /^day 1$/iu }).click();
  const before = await planned(page);
  assert.equal(before.length, 3);

  // Another plan has other tasks.
  await page.getByRole('button', { name: /new plan/iu }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /new plan/iu })
    .click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.waitForFunction((before) => {
    const tasks = [...document.querySelectorAll('main section li')].map((each) => each.innerText);
    return tasks.length === 3 && tasks.every((task) => !before.includes(task));
  }, before);
  await page.getByRole('button', { name: /^day 1$/iu }).click();
  const after = await planned(page);
  assert.equal(after.length, 3);
  assert.deepEqual(
    after.filter((task) => before.includes(task)),
    []
  );

  // One task in words of one's own.
  await page.getByRole('button', { name: /edit task 1/iu }).click();
  await page.getByRole('textbox', { name: /task 1/iu }).fill('Put the blue book on the pillow');
  await page.getByRole('button', { name: /^save$/iu }).click();
  await page.getByText('Put the blue book on the pillow').waitFor();

  await page.getByRole('button', { name: /start this plan/iu }).click();
  await page.getByRole('button', { name: /add a time/iu }).click();
  await page.getByLabel(/^reminder 1$/iu).fill('21:30');
  await page.getByRole('button', { name: /start today/iu }).click();
  await page.waitForURL('**/today');

  await page.getByText('Put the blue book on the pillow').waitFor();
  assert.equal(await tasks(page).count(), 3);
  await purseSays(page, 100);
  const { items } = await nimali.api('GET', '/habits');
  assert.deepEqual(
    items.map((each) => each.reminder_times),
    [['21:30']]
  );

  await toggle(page.getByRole('checkbox', { name: /blue book/iu }));
  await purseSays(page, 110);
  await page.getByRole('button', { name: /^undo$/iu }).click();
  await purseSays(page, 100);
  await nimali.seen.nothing();
});

test('a session that ends in the middle of a question costs no word', async () => {
  const nimali = await here.member('Nimali');
  const { page } = nimali;
  await page.goto(`${here.origin}/new`);
  await toQuestions(page, 'Read 10 pages before bed');
  const question = await heading(page).innerText();
  const field = page.getByRole('main').getByRole('textbox').first();
  await field.fill('Because my grandmother read to me');

  const phone = await here.visitor();
  await call(phone.context, here.origin, 'POST', '/auth/login', {
    identifier: nimali.email,
    password: nimali.password
  });
  await phone.api('POST', '/auth/change-password', {
    current_password: nimali.password,
    new_password: 'four loud umbrellas'
  });

  nimali.seen.allow(/status of 401/u);
  const door = page.getByRole('dialog', { name: /sign in/iu });
  // The page hears of it by itself.
  await door.waitFor();
  const asked = await page.locator('main h1').innerText();
  await door.getByLabel('Password', { exact: true }).fill('four loud umbrellas');
  await door.getByRole('button', { name: /^sign in$/iu }).click();
  await door.waitFor({ state: 'hidden' });
  assert.equal(await heading(page).innerText(), asked);
  for (let back = 0; back < 10 && (await heading(page).innerText()) !== question; back++) {
    const here = await heading(page).innerText();
    await page.getByRole('button', { name: /^back$/iu }).click();
    await heading(page).filter({ hasNotText: here }).waitFor();
  }
  assert.equal(await field.inputValue(), 'Because my grandmother read to me');
  await nimali.seen.nothing();
});
