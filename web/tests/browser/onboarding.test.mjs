// From sign-up to the first completed task, all through the interface.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { call, waitForCoins, taskBoxes, toggle, testApp } from './harness.mjs';
import { heading, createPlan, plannedTasks, goToQuestions } from './plan-wizard.mjs';

const app = testApp();

async function signUpBy(page, email) {
  await page.goto(app.origin);
  await page.getByRole('link', { name: /first habit/iu }).click();
  await page.getByLabel(/your name/iu).fill('Nimali Perera');
  await page.getByLabel(/^email/iu).fill(email);
  await page.getByLabel('Password', { exact: true }).fill('three quiet lanterns');
  await page.getByRole('button', { name: /code/iu }).click();
  const digits = page.getByLabel(/6-digit code/iu);
  await digits.waitFor();
  // The sixth digit submits the form.
  await digits.pressSequentially(await app.server.code(email));
  await page.waitForURL('**/today');
}

test('a new user plans a habit, completes a task for coins and undoes it', async () => {
  const nimali = await app.newVisitor();
  const { page } = nimali;
  await signUpBy(page, 'nimali.p@example.com');
  await page
    .getByRole('link', { name: /new habit/iu })
    .first()
    .click();

  const asked = await createPlan(page, 'Read 10 pages before bed');
  assert.ok(asked.length >= 5, asked.join(' | '));
  await page.getByRole('button', { name: /^day 1$/iu }).click();
  const before = await plannedTasks(page);
  assert.equal(before.length, 3);

  // A regenerated plan has different tasks.
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
  const after = await plannedTasks(page);
  assert.equal(after.length, 3);
  assert.deepEqual(
    after.filter((task) => before.includes(task)),
    []
  );

  // Tasks can be edited.
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
  assert.equal(await taskBoxes(page).count(), 3);
  await waitForCoins(page, 100);
  const { items } = await nimali.api('GET', '/habits');
  assert.deepEqual(
    items.map((each) => each.reminder_times),
    [['21:30']]
  );

  await toggle(page.getByRole('checkbox', { name: /blue book/iu }));
  await waitForCoins(page, 110);
  await page.getByRole('button', { name: /^undo$/iu }).click();
  await waitForCoins(page, 100);
  await nimali.pageErrors.assertNone();
});

test('answers survive a session that ends in the middle of a question', async () => {
  const nimali = await app.newUser('Nimali');
  const { page } = nimali;
  await page.goto(`${app.origin}/new`);
  await goToQuestions(page, 'Read 10 pages before bed');
  const question = await heading(page).innerText();
  const field = page.getByRole('main').getByRole('textbox').first();
  await field.fill('Because my grandmother read to me');

  const phone = await app.newVisitor();
  await call(phone.context, app.origin, 'POST', '/auth/login', {
    identifier: nimali.email,
    password: nimali.password
  });
  await phone.api('POST', '/auth/change-password', {
    current_password: nimali.password,
    new_password: 'four loud umbrellas'
  });

  nimali.pageErrors.allow(/status of 401/u);
  const signIn = page.getByRole('dialog', { name: /sign in/iu });
  // The socket reports the ended session.
  await signIn.waitFor();
  const asked = await page.locator('main h1').innerText();
  await signIn.getByLabel('Password', { exact: true }).fill('four loud umbrellas');
  await signIn.getByRole('button', { name: /^sign in$/iu }).click();
  await signIn.waitFor({ state: 'hidden' });
  assert.equal(await heading(page).innerText(), asked);
  for (let back = 0; back < 10 && (await heading(page).innerText()) !== question; back++) {
    const current = await heading(page).innerText();
    await page.getByRole('button', { name: /^back$/iu }).click();
    await heading(page).filter({ hasNotText: current }).waitFor();
  }
  assert.equal(await field.inputValue(), 'Because my grandmother read to me');
  await nimali.pageErrors.assertNone();
});
