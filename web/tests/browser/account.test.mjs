// What somebody does about the account itself: leaving for good.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { oneHabit, world } from './harness.mjs';

const here = world();

test('deleting the account asks for the password, and nothing is left of it', async () => {
  const nimali = await here.member('Nimali');
  await oneHabit(nimali, 'Walk to the lighthouse');
  const elsewhere = await here.visitor();
  const login = { identifier: nimali.email, password: nimali.password };
  await elsewhere.api('POST', '/auth/login', login);

  const { page } = nimali;
  await page.goto(`${here.origin}/today`);
  await page.getByRole('heading', { name: 'Walk to the lighthouse' }).waitFor();
  await page.goto(`${here.origin}/you`);
  await page.getByRole('button', { name: /delete.*account/iu }).click();
  const sheet = page.getByRole('dialog', { name: /delete your account/iu });
  await sheet.waitFor();
  const remove = sheet.getByRole('button', { name: /delete/iu });
  const password = sheet.getByLabel('Password', { exact: true });

  nimali.seen.allow(/status of 40[0-9]/u);
  await password.fill('not this one');
  await remove.click();
  await sheet.locator('[aria-invalid="true"]').waitFor();
  assert.equal((await nimali.api('GET', '/me')).email, nimali.email, 'a wrong password deletes nothing');

  await password.fill(nimali.password);
  await remove.click();
  await page.getByRole('link', { name: /already have an account/iu }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/');

  await assert.rejects(nimali.api('GET', '/me'), /: 401 /u);
  await assert.rejects(elsewhere.api('GET', '/me'), /: 401 /u);
  const again = await here.visitor();
  await assert.rejects(again.api('POST', '/auth/login', login), /: 401 /u);
  // Nothing of it stays on the device either.
  await page.goto(`${here.origin}/today`);
  await page.getByLabel(/email or phone/iu).waitFor();
  assert.equal((await page.locator('body').innerText()).includes('lighthouse'), false);
  await nimali.seen.nothing();
});
