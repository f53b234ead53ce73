// Pausing, resuming and deleting a habit.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createHabit, taskBoxes, testApp } from './harness.mjs';

const app = testApp();

test('a habit can be paused and resumed', async () => {
  const nimali = await app.newUser('Nimali');
  const { id } = await createHabit(nimali, 'Walk to the lighthouse');
  const { page } = nimali;
  const state = async () => (await nimali.api('GET', `/habits/${id}`)).state;
  const pause = page.getByRole('button', { name: /^pause/iu });
  const resume = page.getByRole('button', { name: /^resume/iu });

  await page.goto(`${app.origin}/today`);
  await page.getByRole('link', { name: 'Walk to the lighthouse' }).click();
  await page.getByRole('heading', { level: 1, name: 'Walk to the lighthouse' }).waitFor();
  await pause.click();
  await resume.waitFor();
  await pause.waitFor({ state: 'detached' });
  await page.getByText('Paused', { exact: true }).waitFor();
  assert.equal(await state(), 'paused');

  // Pausing takes effect tomorrow: today's tasks stay due.
  await page.goto(`${app.origin}/today`);
  await taskBoxes(page).nth(2).waitFor({ state: 'attached' });
  await page.goto(`${app.origin}/habits/${id}`);
  await resume.click();
  await pause.waitFor();
  await resume.waitFor({ state: 'detached' });
  assert.equal(await state(), 'active');
  await nimali.pageErrors.assertNone();
});

test('deleting a habit asks for confirmation and removes it from Today', async () => {
  const nimali = await app.newUser('Nimali');
  const { id } = await createHabit(nimali, 'Walk to the lighthouse');
  const { page } = nimali;
  await page.goto(`${app.origin}/habits/${id}`);
  await page.getByRole('button', { name: /habit options/iu }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^delete/iu }).click();
  // The sheet says what will be deleted.
  await page.getByRole('dialog', { name: /delete.*lighthouse/iu }).waitFor();
  assert.equal((await nimali.api('GET', `/habits/${id}`)).name, 'Walk to the lighthouse');
  await sheet.getByRole('button', { name: /^delete/iu }).click();
  await page.waitForURL('**/today');
  await page.getByText('lighthouse').first().waitFor({ state: 'detached' });
  const { items } = await nimali.api('GET', '/habits');
  assert.deepEqual(items, []);
  await nimali.pageErrors.assertNone();
});
