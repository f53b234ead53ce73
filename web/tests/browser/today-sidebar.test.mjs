// The sidebar of Today on wide screens: the week of friends and the current challenge. A phone loads neither.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP, createHabit, PHONE, waitUntilStable, taskBoxes, testApp } from './harness.mjs';

const app = testApp();

/** A challenge from the catalogue. */
const WALK = 'c4a11e00-0000-8000-8000-000000000100';

const sidebar = (page) => page.getByRole('complementary', { name: 'At a glance' });
const friendsWeek = (page) => sidebar(page).getByRole('region', { name: 'Friends this week' });

async function befriend(one, other) {
  const { url } = await one.api('POST', '/friends/links');
  await other.api('POST', '/friends/requests', { link: url });
  const { items } = await one.api('GET', '/friends/requests');
  await one.api('POST', `/friends/requests/${items[0].id}/accept`);
}

async function completeTasks(person, most) {
  const day = await person.api('GET', '/today');
  const open = day.habits.flatMap((each) => each.tasks).filter((task) => !task.completed_at);
  for (const task of open.slice(0, most)) await person.api('PUT', `/tasks/${task.id}/completion`);
}

test('without friends or challenges the sidebar suggests the next step', async () => {
  const { page, pageErrors, ...nimali } = await app.newUser('Nimali', { viewport: DESKTOP });
  await createHabit(nimali);
  await page.goto(`${app.origin}/today`);
  await sidebar(page)
    .getByRole('heading', { name: /your first day|in a row/iu })
    .waitFor();
  await friendsWeek(page).getByRole('link', { name: 'Add a friend' }).click();
  await page.waitForURL('**/friends');
  await page.goBack();
  await sidebar(page)
    .getByRole('region', { name: 'Challenges' })
    .getByRole('link', { name: 'Browse challenges' })
    .click();
  await page.waitForURL('**/challenges');
  await pageErrors.assertNone();
});

test('the sidebar shows friends and the challenge, with links', async () => {
  const nimali = await app.newUser('Nimali', { viewport: DESKTOP });
  const ruwan = await app.newUser('Ruwan');
  for (const person of [nimali, ruwan]) await createHabit(person);
  await befriend(nimali, ruwan);
  await completeTasks(ruwan, 3);
  await completeTasks(nimali, 1);
  for (const person of [nimali, ruwan]) {
    const { habits } = await person.api('GET', `/challenges/${WALK}`);
    await person.api('POST', `/challenges/${WALK}/members`, { habit_ids: [habits[0].id] });
  }
  const walk = await nimali.api('GET', `/challenges/${WALK}`);
  await ruwan.api('POST', `/conversations/${WALK}/messages`, { client_id: 'a', text: 'Who walks today?' });

  const { page, pageErrors } = nimali;
  await page.goto(`${app.origin}/today`);
  const rows = friendsWeek(page).getByRole('listitem');
  await rows.first().waitFor();
  assert.equal(await rows.count(), 2);
  // In the order of the leaderboard.
  const board = await nimali.api('GET', '/leaderboard?period=weekly&scope=friends');
  const names = board.entries.map((entry) => (entry.user_id === board.me.user_id ? 'You' : entry.display_name));
  for (const [at, name] of names.entries()) assert.match(await rows.nth(at).innerText(), new RegExp(name, 'u'));

  const challenge = sidebar(page).getByRole('region', { name: walk.title });
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
  await pageErrors.assertNone();
});

test('a failed card offers a retry, and a phone does not load the sidebar', async () => {
  const nimali = await app.newUser('Nimali');
  await createHabit(nimali);
  const { page, pageErrors } = nimali;
  pageErrors.allow(/status of 500/u);
  const requests = [];
  let broken = true;
  await page.route(/\/api\/v1\/(leaderboard|challenges)\b/u, (route) => {
    requests.push(route.request().url());
    if (!broken) return route.continue();
    return route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: '/problems/internal', title: 'Something failed', status: 500 })
    });
  });
  await page.setViewportSize(PHONE);
  await page.goto(`${app.origin}/today`);
  await taskBoxes(page).nth(2).waitFor({ state: 'attached' });
  await waitUntilStable(page);
  assert.equal(await sidebar(page).count(), 0);
  assert.deepEqual(requests, []);

  await page.setViewportSize(DESKTOP);
  const again = friendsWeek(page).getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await taskBoxes(page).nth(2).waitFor({ state: 'attached' });
  broken = false;
  await again.click();
  await friendsWeek(page).getByRole('link', { name: 'Add a friend' }).waitFor();
  await pageErrors.assertNone();
});

test('on a narrower desktop the sidebar is below the habits', async () => {
  const nimali = await app.newUser('Nimali', { viewport: { width: 1100, height: 900 } });
  await createHabit(nimali);
  const { page, pageErrors } = nimali;
  await page.goto(`${app.origin}/today`);
  await friendsWeek(page).waitFor();
  const last = await taskBoxes(page).last().boundingBox();
  const below = await sidebar(page).boundingBox();
  assert.ok(below.y >= last.y + last.height, `${below.y} is not below ${last.y + last.height}`);
  assert.equal(await page.getByRole('heading', { name: /your first day|in a row/iu }).count(), 1, 'one claim card');
  await pageErrors.assertNone();
});
