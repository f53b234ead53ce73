// The leaderboard: three people, a tick that moves the board while one looks, the fair order, friends, hiding.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until, world } from './harness.mjs';

const here = world();

const habit = (person, tasks) =>
  person.api('POST', '/habits', {
    name: 'Walk',
    type: 'good',
    duration_days: 21,
    daily_tasks: Array.from({ length: tasks }, (_, at) => `Walk round number ${at + 1}`)
  });

async function tick(person, most) {
  const day = await person.api('GET', '/today');
  const open = day.habits.flatMap((each) => each.tasks).filter((task) => !task.completed_at);
  for (const task of open.slice(0, most)) await person.api('PUT', `/tasks/${task.id}/completion`);
}

/** Names on the podium and in the list, in the order they are read out. */
async function names(page) {
  const podium = await page.getByRole('list', { name: 'Top three' }).getByRole('listitem').allTextContents();
  const list = await page.getByRole('list', { name: 'Everyone else' }).getByRole('listitem').allTextContents();
  return [...podium, ...list].map((text) => /You|Nimali|Ruwan|Kamala|Sena/u.exec(text)?.[0]);
}

const moved = (page, wanted) =>
  until(
    () => names(page),
    (found) => JSON.stringify(found) === JSON.stringify(wanted),
    `the board as ${wanted}`
  );

test('the board moves, explains itself and can be left', async () => {
  const people = {};
  for (const name of ['Nimali', 'Ruwan', 'Kamala', 'Sena']) people[name] = await here.member(name);
  const { Nimali, Ruwan, Kamala, Sena } = people;
  await habit(Nimali, 2);
  await habit(Ruwan, 4);
  await habit(Kamala, 10);
  await habit(Sena, 2);
  await tick(Ruwan, 4);
  await tick(Kamala, 8);
  await tick(Nimali, 1);

  // From the challenges, where the tabs of a phone lead.
  const { page } = Nimali;
  await page.goto(`${here.origin}/challenges`);
  await page.getByRole('link', { name: 'Leaderboard' }).click();
  await page.getByRole('heading', { level: 1, name: 'Leaderboard' }).waitFor();
  await moved(page, ['Ruwan', 'Kamala', 'You', 'Sena']);

  // Sena ticks elsewhere; the board moves without a touch.
  await tick(Sena, 2);
  await moved(page, ['Ruwan', 'Sena', 'Kamala', 'You']);
  // The last one gets a kind word.
  await page.getByText(/no hurry/iu).waitFor();

  // The fair order begins at seven tasks: only Kamala has them.
  await page.getByRole('button', { name: 'Fair ranking' }).click();
  await page.getByText(/20 of 21 beats/iu).waitFor();
  await page.getByText(/seven tasks due/iu).waitFor();
  assert.equal(await page.getByRole('list', { name: 'Everyone else' }).getByRole('listitem').count(), 1);
  await page.getByRole('button', { name: 'Fair ranking' }).click();

  // Friends: nobody yet, then Ruwan.
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

  // How it is made.
  await page.getByRole('button', { name: /how this leaderboard works/iu }).click();
  await page
    .getByRole('dialog')
    .getByText(/57 of 60/u)
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  // Other periods.
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

  // Nimali hides: the others don't see her, she sees where she would stand.
  const box = page.getByRole('checkbox', { name: /show me on leaderboards/iu });
  await box.focus();
  await page.keyboard.press('Space');
  await page.getByText('You’re hidden on leaderboards.').waitFor();
  await page.getByText(/only you can see this row/iu).waitFor();
  await until(
    () => Ruwan.api('GET', '/leaderboard'),
    (board) => board.entries.length === 3,
    'three on the board'
  );
  assert.equal((await Nimali.api('GET', '/leaderboard')).me.rank, 4);
  await Nimali.seen.nothing();
});
