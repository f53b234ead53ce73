// What is done to a habit that runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { oneHabit, tasks, world } from './harness.mjs';

const here = world();

test('a habit pauses and goes on', async () => {
  const nimali = await here.member('Nimali');
  const { id } = await oneHabit(nimali, 'Walk to the lighthouse');
  const { page } = nimali;
  const state = async () => (await nimali.api('GET', `/habits/${id}`)).state;
  const pause = page.getByRole('button', { name: /^pause/iu });
  const resume = page.getByRole('button', { name: /^resume/iu });

  await page.goto(`${here.origin}/today`);
  await page.getByRole('link', { name: 'Walk to the lighthouse' }).click();
  await page.getByRole('heading', { level: 1, name: 'Walk to the lighthouse' }).waitFor();
  await pause.click();
  await resume.waitFor();
  await pause.waitFor({ state: 'detached' });
  await page.getByText('Paused', { exact: true }).waitFor();
  assert.equal(await state(), 'paused');

  // From tomorrow on: what is due today stays.
  await page.goto(`${here.origin}/today`);
  await tasks(page).nth(2).waitFor({ state: 'attached' });
  await page.goto(`${here.origin}/habits/${id}`);
  await resume.click();
  await pause.waitFor();
  await resume.waitFor({ state: 'detached' });
  assert.equal(await state(), 'active');
  await nimali.seen.nothing();
});

test('a habit is deleted after a second question, and Today no longer has it', async () => {
  const nimali = await here.member('Nimali');
  const { id } = await oneHabit(nimali, 'Walk to the lighthouse');
  const { page } = nimali;
  await page.goto(`${here.origin}/habits/${id}`);
  await page.getByRole('button', { name: /habit options/iu }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^delete/iu }).click();
  // What goes with it is said before it goes.
  await page.getByRole('dialog', { name: /delete.*lighthouse/iu }).waitFor();
  assert.equal((await nimali.api('GET', `/habits/${id}`)).name, 'Walk to the lighthouse');
  await sheet.getByRole('button', { name: /^delete/iu }).click();
  await page.waitForURL('**/today');
  await page.getByText('lighthouse').first().waitFor({ state: 'detached' });
  const { items } = await nimali.api('GET', '/habits');
  assert.deepEqual(items, []);
  await nimali.seen.nothing();
});
