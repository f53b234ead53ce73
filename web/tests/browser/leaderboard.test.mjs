// The leaderboard: live updates, fair ranking, friends, time ranges and hiding.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until, testApp } from './harness.mjs';

const app = testApp();

const createHabitWith = (person, tasks) =>
  person.api('POST', '/habits', {
    name: 'Walk',
    type: 'good',
    duration_days: 21,
    daily_tasks: Array.from({ length: tasks }, (_, at) => `Walk round number ${at + 1}`)
  });

async function completeTasks(person, most) {
  const day = await person.api('GET', '/today');
  const open = day.habits.flatMap((each) => each.tasks).filter((task) => !task.completed_at);
  for (const task of open.slice(0, most)) await person.api('PUT', `/tasks/${task.id}/completion`);
}

/** Names on the podium and in the list, in reading order. */
async function names(page) {
  const podium = await page.getByRole('list', { name: 'Top three' }).getByRole('listitem').allTextContents();
  const list = await page.getByRole('list', { name: 'Everyone else' }).getByRole('listitem').allTextContents();
  return [...podium, ...list].map((text) => /You|Nimali|Ruwan|Kamala|Sena/u.exec(text)?.[0]);
}

const waitForOrder = (page, wanted) =>
  until(
    () => names(page),
    (found) => JSON.stringify(found) === JSON.stringify(wanted),
    `the order ${wanted}`
  );

test('the leaderboard updates live, explains its ranking and lets users hide', async () => {
  const people = {};
  for (const name of ['Nimali', 'Ruwan', 'Kamala', 'Sena']) people[name] = await app.newUser(name);
  const { Nimali, Ruwan, Kamala, Sena } = people;
  await createHabitWith(Nimali, 2);
  await createHabitWith(Ruwan, 4);
  await createHabitWith(Kamala, 10);
  await createHabitWith(Sena, 2);
  await completeTasks(Ruwan, 4);
  await completeTasks(Kamala, 8);
  await completeTasks(Nimali, 1);

  // On a phone the leaderboard is reached from Challenges.
  const { page } = Nimali;
  await page.goto(`${app.origin}/challenges`);
  await page.getByRole('link', { name: 'Leaderboard' }).click();
  await page.getByRole('heading', { level: 1, name: 'Leaderboard' }).waitFor();
  await waitForOrder(page, ['Ruwan', 'Kamala', 'You', 'Sena']);

  // Sena completes tasks on another device; the board updates by itself.
  await completeTasks(Sena, 2);
  await waitForOrder(page, ['Ruwan', 'Sena', 'Kamala', 'You']);
  // The last place gets an encouraging note.
  await page.getByText(/no hurry/iu).waitFor();

  // The fair ranking needs seven due tasks, which only Kamala has.
  await page.getByRole('button', { name: 'Fair ranking' }).click();
  await page.getByText(/20 of 21 beats/iu).waitFor();
  await page.getByText(/seven tasks due/iu).waitFor();
  assert.equal(await page.getByRole('list', { name: 'Everyone else' }).getByRole('listitem').count(), 1);
  await page.getByRole('button', { name: 'Fair ranking' }).click();

  // Among friends: first alone, then with Ruwan.
  await page.getByRole('button', { name: 'Friends', exact: true }).click();
  await page.getByRole('heading', { name: 'Just you so far' }).waitFor();
  const link = await Nimali.api('POST', '/friends/links');
  await Ruwan.api('POST', '/friends/requests', { link: link.url });
  const { items } = await Nimali.api('GET', '/friends/requests');
  await Nimali.api('POST', `/friends/requests/${items[0].id}/accept`);
  await page.getByRole('listitem').filter({ hasText: 'Ruwan' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Ruwan' }).getByRole('button').click();
  await page.getByRole('dialog', { name: 'Ruwan' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Ruwan' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Everyone' }).click();

  // The help sheet.
  await page.getByRole('button', { name: /how this leaderboard works/iu }).click();
  await page
    .getByRole('dialog')
    .getByText(/57 of 60/u)
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  // Other time ranges.
  for (const [period, entries] of [
    ['This month', 4],
    ['All time', 4]
  ]) {
    await page.getByRole('radio', { name: period }).check({ force: true });
    await until(
      () => names(page),
      (found) => found.length === entries,
      period
    );
  }

  // Nimali hides: others no longer see her, but she still sees her own rank.
  const box = page.getByRole('checkbox', { name: /show me on leaderboards/iu });
  await box.focus();
  await page.keyboard.press('Space');
  await page.getByText('You’re hidden on leaderboards.').waitFor();
  await page.getByText(/only you can see this row/iu).waitFor();
  await until(
    () => Ruwan.api('GET', '/leaderboard'),
    (board) => board.entries.length === 3,
    'three entries'
  );
  assert.equal((await Nimali.api('GET', '/leaderboard')).me.rank, 4);
  await Nimali.pageErrors.assertNone();
});
