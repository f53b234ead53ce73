// Friends, friend requests, challenges created by users and of the catalogue, reporting, blocking, suspension.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { taskBoxes, toggle, until, testApp } from './harness.mjs';

const app = testApp();

/** Opens a page and waits for its heading. */
async function open(person, path) {
  await person.page.goto(app.origin + path);
  await person.page.getByRole('heading', { level: 1 }).first().waitFor();
  return person.page;
}

test('text that nobody could read or do is named at its field', async () => {
  const nimali = await app.newUser('Nimali');
  nimali.pageErrors.allow(/status of 422/u);
  const page = await open(nimali, '/challenges/new');
  const title = page.getByLabel('What’s it called?');
  const submit = page.getByRole('button', { name: /create challenge/iu });
  await title.fill('Tea \u202eemit');
  await page.getByLabel('Habit', { exact: true }).fill('Drink tea');
  await page.getByLabel('Daily task (optional)').fill('Go');
  await submit.click();
  await page.getByText('This contains a character that reorders text (U+202E).').waitFor();
  await page.getByText('A task has at least 3 characters.').waitFor();
  assert.equal(await title.getAttribute('aria-invalid'), 'true');
  await title.fill('Tea time');
  await page.getByLabel('Daily task (optional)').fill('走る');
  await submit.click();
  await page.getByRole('heading', { level: 1, name: 'Tea time' }).waitFor();
  await nimali.pageErrors.assertNone();
});

test('two friends take on a challenge together', async () => {
  const nimali = await app.newUser('Nimali');
  const ruwan = await app.newUser('Ruwan');

  // Nimali shows her link; Ruwan opens it.
  const hers = await open(nimali, '/friends');
  await hers.getByRole('button', { name: 'Add a friend' }).click();
  const add = hers.getByRole('dialog', { name: /add a friend/iu });
  await add.getByRole('img', { name: /qr code/iu }).waitFor();
  const link = await add.getByRole('textbox', { name: /^link$/iu }).inputValue();
  assert.match(link, /\/friends\/link\/[\w-]{43}$/u);
  await hers.keyboard.press('Escape');

  const his = await open(ruwan, new URL(link).pathname);
  await his.getByRole('heading', { name: /nimali/iu }).waitFor();
  await his.getByRole('button', { name: /send friend request/iu }).click();
  await his.waitForURL('**/friends');
  await his.getByText('Waiting for an answer').waitFor();

  await open(nimali, '/friends');
  await hers.getByRole('button', { name: 'Accept Ruwan’s friend request' }).click();
  await hers.getByRole('button', { name: 'Ruwan', exact: true }).click();
  const card = hers.getByRole('dialog', { name: 'Ruwan' });
  await card.getByText('Streak', { exact: true }).waitFor();
  await hers.keyboard.press('Escape');

  // She creates a challenge with two habits and invites him.
  await open(nimali, '/challenges/new');
  await hers.getByLabel('What’s it called?').fill('Tea at the lighthouse');
  await hers.getByRole('button', { name: /create challenge/iu }).click();
  await hers.getByText('Give the habit a name.').waitFor();
  await hers.getByLabel('Habit', { exact: true }).fill('Walk to the lighthouse');
  await hers.getByRole('button', { name: /another habit/iu }).click();
  await hers.getByLabel('Habit', { exact: true }).nth(1).fill('Drink tea without the phone');
  await hers.getByRole('button', { name: /create challenge/iu }).click();
  await hers.getByRole('heading', { level: 1, name: 'Tea at the lighthouse' }).waitFor();
  const path = new URL(hers.url()).pathname;
  await hers.getByRole('button', { name: /invite friends/iu }).click();
  const invite = hers.getByRole('dialog', { name: /invite friends/iu });
  await invite.getByRole('checkbox', { name: 'Ruwan' }).check();
  await invite.getByRole('button', { name: 'Invite', exact: true }).click();
  await hers.getByText('1 friend invited.').waitFor();

  // She joins with both habits, he with one.
  await hers.getByRole('button', { name: /join the challenge/iu }).click();
  await hers.getByRole('button', { name: /start with 2 habits/iu }).click();
  await hers.getByRole('heading', { name: /your progress/iu }).waitFor();

  await open(ruwan, '/challenges');
  await his
    .getByRole('region', { name: /invitation from nimali/iu })
    .getByRole('link')
    .click();
  await his.getByRole('heading', { level: 1, name: 'Tea at the lighthouse' }).waitFor();
  await his.getByRole('button', { name: /join the challenge/iu }).click();
  await his.getByRole('checkbox', { name: /drink tea/iu }).uncheck();
  await his.getByRole('button', { name: /start with 1 habit$/iu }).click();
  await his.getByRole('heading', { name: /your progress/iu }).waitFor();

  // He completes his only task, she one of her two.
  for (const [person, all] of [
    [ruwan, 1],
    [nimali, 2]
  ]) {
    const page = await open(person, '/today');
    await taskBoxes(page)
      .nth(all - 1)
      .waitFor({ state: 'attached' });
    assert.equal(await taskBoxes(page).count(), all);
    await toggle(taskBoxes(page).first());
    await until(
      () => person.api('GET', '/today'),
      (day) => day.completed === 1,
      'the completion'
    );
  }
  for (const page of [await open(nimali, path), await open(ruwan, path)]) {
    const board = page.getByRole('region', { name: 'Leaderboard' });
    await board.getByText('1 of 1 done').waitFor();
    await board.getByText('1 of 2 done').waitFor();
    await board.getByText('100%').waitFor();
    await board.getByText('50%').waitFor();
  }
  await his.getByText('1 of 1 task done so far.').waitFor();
  await hers.getByText('1 of 2 tasks done so far.').waitFor();

  await nimali.pageErrors.assertNone();
  await ruwan.pageErrors.assertNone();
});

test('a challenge can be found, joined and left', async () => {
  const nimali = await app.newUser('Nimali');
  const { page } = nimali;
  await open(nimali, '/challenges');
  await page.getByRole('searchbox', { name: /search/iu }).fill('ten pages');
  await page.getByRole('link', { name: /ten pages/iu }).click();
  await page.getByRole('button', { name: /join the challenge/iu }).click();
  await page.getByRole('checkbox', { name: /one line/iu }).uncheck();
  await page.getByRole('checkbox', { name: /read ten/iu }).uncheck();
  await page.getByRole('button', { name: /start with/iu }).click();
  await page.getByText('Choose at least one habit.', { exact: true }).waitFor();
  await page.getByRole('checkbox', { name: /read ten/iu }).check();
  await page.getByRole('button', { name: /start with 1 habit$/iu }).click();
  await page.getByText('Day 1 of 30').waitFor();
  await open(nimali, '/challenges?view=mine');
  await page.getByRole('link', { name: /ten pages/iu }).click();
  await page.getByRole('button', { name: /leave the challenge/iu }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
  await page.getByRole('button', { name: /join the challenge/iu }).waitFor();
  assert.deepEqual((await nimali.api('GET', '/challenges?mine=true')).items, []);
  await nimali.pageErrors.assertNone();
});

test('friend requests by email, reporting and blocking', async () => {
  const nimali = await app.newUser('Nimali');
  const bert = await app.newUser('Bert');
  const { page } = nimali;
  await bert.api('POST', '/friends/requests', { user_id: nimali.user?.id ?? (await nimali.api('GET', '/me')).id });
  await open(nimali, '/friends');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const add = page.getByRole('dialog');
  await add.getByText('Email or phone', { exact: true }).click();
  await add.getByRole('button', { name: 'Send request', exact: true }).click();
  await add.getByText('Type an email address or phone number.').waitFor();
  await add.getByRole('textbox', { name: /email or phone/iu }).fill('nobody@example.com');
  await add.getByRole('button', { name: 'Send request', exact: true }).click();
  await page.getByText('nobody@example.com').waitFor();

  await page.getByRole('button', { name: 'Accept Bert’s friend request' }).click();
  await page.getByRole('button', { name: 'Bert', exact: true }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Report', exact: true }).click();
  await sheet.getByRole('textbox').fill('Insults');
  await sheet.getByRole('button', { name: /send report/iu }).click();
  await page.getByText(/someone will look into it/iu).waitFor();
  await sheet.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Bert', exact: true }).click();
  await sheet.getByRole('button', { name: 'Block', exact: true }).click();
  await sheet.getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByRole('heading', { name: 'Blocked' }).waitFor();
  assert.deepEqual((await bert.api('GET', '/friends')).items, []);
  await page.getByRole('button', { name: 'Unblock Bert' }).click();
  await page.getByRole('heading', { name: 'Blocked' }).waitFor({ state: 'detached' });
  await nimali.pageErrors.assertNone();
});

test('a suspended user is signed out, sees the reason, and can sign in after it is lifted', async () => {
  const nimali = await app.newUser('Nimali');
  const bert = await app.newUser('Bert');
  const { id } = await bert.api('GET', '/me');
  const report = () => nimali.api('POST', '/moderation/reports', { user_id: id, reason: 'Insults in the room' });
  const dismissed = await report();
  assert.match(app.server.run('admin', 'reports', 'list'), /Insults in the room/u);
  assert.equal(app.server.run('admin', 'reports', 'dismiss', dismissed.id), 'dismissed\n');
  await report();

  await open(bert, '/you');
  assert.match(app.server.run('admin', 'suspend', bert.email, '--reason', 'Insults'), /1 reports closed/u);
  assert.doesNotMatch(app.server.run('admin', 'reports', 'list'), /Insults in the room/u);
  bert.pageErrors.allow(/status of 40[13]/u);
  // The command ran in another process; the server notices within seconds.
  await until(
    () => bert.api('GET', '/me').catch(() => 'refused'),
    (answer) => answer === 'refused',
    'the session to end'
  );
  await bert.page.goto(`${app.origin}/sign-in`);
  const password = bert.page.getByLabel('Password', { exact: true });
  await bert.page
    .getByLabel(/email or phone/iu)
    .first()
    .fill(bert.email);
  await password.fill(bert.password);
  await bert.page.getByRole('button', { name: /^sign in$/iu }).click();
  await bert.page.getByRole('alert').getByText('Reason: Insults').waitFor();

  app.server.run('admin', 'unsuspend', bert.email);
  await password.fill(bert.password);
  await bert.page.getByRole('button', { name: /^sign in$/iu }).click();
  await password.waitFor({ state: 'hidden' });
  assert.equal((await bert.api('GET', '/me')).id, id);
  await nimali.pageErrors.assertNone();
  await bert.pageErrors.assertNone();
});
