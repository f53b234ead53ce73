// Beside the day on a wide screen: friends' week and the challenge one is in. A phone asks for neither.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP, oneHabit, PHONE, settled, tasks, world } from './harness.mjs';

const here = world();

/** A challenge of the catalogue. */
const WALK = 'c4a11e00-0000-8000-8000-000000000100';

const rail = (page) => page.getByRole('complementary', { name: 'At a glance' });
const friendsWeek = (page) => rail(page).getByRole('region', { name: 'Friends this week' });

async function befriend(one, other) {
  const { url } = await one.api('POST', '/friends/links');
  await other.api('POST', '/friends/requests', { link: url });
  const { items } = await one.api('GET', '/friends/requests');
  await one.api('POST', `/friends/requests/${items[0].id}/accept`);
}

async function tick(person, most) {
  const day = await person.api('GET', '/today');
  const open = day.habits.flatMap((each) => each.tasks).filter((task) => !task.completed_at);
  for (const task of open.slice(0, most)) await person.api('PUT', `/tasks/${task.id}/completion`);
}

test('the next step where there is nobody and nothing yet', async () => {
  const { page, seen, ...nimali } = await here.member('Nimali', { viewport: DESKTOP });
  await oneHabit(nimali);
  await page.goto(`${here.origin}/today`);
  await rail(page)
    .getByRole('heading', { name: /your first day|in a row/iu })
    .waitFor();
  await friendsWeek(page).getByRole('link', { name: 'Add a friend' }).click();
  await page.waitForURL('**/friends');
  await page.goBack();
  await rail(page).getByRole('region', { name: 'Challenges' }).getByRole('link', { name: 'Browse challenges' }).click();
  await page.waitForURL('**/challenges');
  await seen.nothing();
});

test('friends and the challenge stand beside the day, and lead on', async () => {
  const nimali = await here.member('Nimali', { viewport: DESKTOP });
  const ruwan = await here.member('Ruwan');
  for (const person of [nimali, ruwan]) await oneHabit(person);
  await befriend(nimali, ruwan);
  await tick(ruwan, 3);
  await tick(nimali, 1);
  for (const person of [nimali, ruwan]) {
    const { habits } = await person.api('GET', `/challenges/${WALK}`);
    await person.api('POST', `/challenges/${WALK}/members`, { habit_ids: [habits[0].id] });
  }
  const walk = await nimali.api('GET', `/challenges/${WALK}`);
  await ruwan.api('POST', `/conversations/${WALK}/messages`, { client_id: 'a', text: 'Who walks today?' });

  const { page, seen } = nimali;
  await page.goto(`${here.origin}/today`);
  const rows = friendsWeek(page).getByRole('listitem');
  await rows.first().waitFor();
  assert.equal(await rows.count(), 2);
  // The order is the board's.
  const board = await nimali.api('GET', '/leaderboard?period=weekly&scope=friends');
  const names = board.entries.map((entry) => (entry.user_id === board.me.user_id ? 'You' : entry.display_name));
  for (const [at, name] of names.entries()) assert.match(await rows.nth(at).innerText(), new RegExp(name, 'u'));

  const challenge = rail(page).getByRole('region', { name: walk.title });
  await challenge.getByText(new RegExp(`^day 1 of ${walk.duration_days}, place \\d of 2$`, 'iu')).waitFor();
  await challenge.getByRole('link', { name: '1 new message' }).click();
  await page.waitForURL(`**/chat/${WALK}`);
  await page.getByRole('button', { name: 'Who walks today?', exact: true }).waitFor();
  await page.goBack();
  await challenge.getByRole('link', { name: 'Open the chat room' }).waitFor();
  await challenge.getByRole('link', { name: walk.title }).click();
  await page.waitForURL(`**/challenges/${WALK}`);
  await page.goBack();
  await friendsWeek(page).getByRole('link', { name: 'Friends this week' }).click();
  await page.waitForURL('**/leaderboard?scope=friends');
  assert.equal(await page.getByRole('button', { name: 'Friends', exact: true }).getAttribute('aria-pressed'), 'true');
  await seen.nothing();
});

test('what does not come is one sentence with a retry, and a phone asks for none of it', async () => {
  const nimali = await here.member('Nimali');
  await oneHabit(nimali);
  const { page, seen } = nimali;
  seen.allow(/status of 500/u);
  const asked = [];
  let broken = true;
  await page.route(/\/api\/v1\/(leaderboard|challenges)\b/u, (route) => {
    asked.push(route.request().url());
    if (!broken) return route.continue();
    return route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: '/problems/internal', title: 'Something failed', status: 500 })
    });
  });
  await page.setViewportSize(PHONE);
  await page.goto(`${here.origin}/today`);
  await tasks(page).nth(2).waitFor({ state: 'attached' });
  await settled(page);
  assert.equal(await rail(page).count(), 0);
  assert.deepEqual(asked, []);

  await page.setViewportSize(DESKTOP);
  const again = friendsWeek(page).getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await tasks(page).nth(2).waitFor({ state: 'attached' });
  broken = false;
  await again.click();
  await friendsWeek(page).getByRole('link', { name: 'Add a friend' }).waitFor();
  await seen.nothing();
});

test('on a narrower desktop it stands under the habits', async () => {
  const nimali = await here.member('Nimali', { viewport: { width: 1100, height: 900 } });
  await oneHabit(nimali);
  const { page, seen } = nimali;
  await page.goto(`${here.origin}/today`);
  await friendsWeek(page).waitFor();
  const last = await tasks(page).last().boundingBox();
  const under = await rail(page).boundingBox();
  assert.ok(under.y >= last.y + last.height, `${under.y} is not under ${last.y + last.height}`);
  assert.equal(await page.getByRole('heading', { name: /your first day|in a row/iu }).count(), 1, 'one claim card');
  await seen.nothing();
});
