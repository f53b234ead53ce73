// Takes a screenshot of every screen into target/screenshots, in both themes, on a phone (390x844) and a
// desktop (1280x800), and copies the ones in DOCUMENTED to docs/screenshots. Run it with `make screenshots`.
// All screens share one server and one user; their data is created through the API.
import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { goToPlan, goToQuestions } from './browser/plan-wizard.mjs';
import { call, openBrowser, signUp, createHabits, startFakeAi, startServer } from './server.mjs';

const out = fileURLToPath(new URL('../../target/screenshots/', import.meta.url));
const docs = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
/** The screenshots that are kept in git. */
const DOCUMENTED = [
  'today-phone-light',
  'today-phone-dark',
  'today-desktop-light',
  'plan-review-phone-light',
  'rewards-phone-light',
  'reports-desktop-light',
  'challenge-phone-light',
  'chat-phone-light'
];
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const themes = ['light', 'dark'];

/** Name and path. */
const guests = [
  ['welcome', '/'],
  ['sign-up', '/sign-up'],
  ['sign-in', '/sign-in'],
  ['forgot', '/forgot'],
  ['not-found', '/nowhere']
];
const members = [
  ['today', '/today'],
  ['new-habit', '/new'],
  ['habit', '/habits/:id'],
  ['habits', '/habits'],
  ['challenges', '/challenges'],
  ['challenge', '/challenges/:challenge'],
  ['new-challenge', '/challenges/new'],
  ['leaderboard', '/leaderboard'],
  ['friends', '/friends'],
  ['chats', '/chat'],
  ['chat', '/chat/:chat'],
  ['rewards', '/rewards'],
  ['reports', '/reports'],
  ['notifications', '/notifications'],
  ['notification-settings', '/notifications/settings'],
  ['reminders', '/reminders'],
  ['you', '/you'],
  ['planning', '/you/planning'],
  ['activity', '/you/activity']
];

async function capture(page, name, size, theme) {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  // Wait for fonts and animations.
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined)));
  });
  await page.screenshot({ path: `${out}${name}-${size}-${theme}.jpg`, type: 'jpeg', quality: 72 });
}

async function captureRoute(context, origin, name, path, size, theme) {
  const page = await context.newPage();
  await page.goto(origin + path, { waitUntil: 'networkidle' });
  await capture(page, name, size, theme);
  await page.close();
}

/** Screenshots of a habit's reminders in the editor and of the calendar guide. */
async function captureReminders(context, origin, size, theme) {
  const page = await context.newPage();
  await page.goto(`${origin}/reminders`, { waitUntil: 'networkidle' });
  await page.getByRole('button', { name: /read before bed/iu }).click();
  await page.getByRole('button', { name: 'Add a time' }).click();
  await capture(page, 'reminders-habit', size, theme);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: /add to my calendar|manage calendar links/iu }).click();
  await capture(page, 'reminders-calendar', size, theme);
  await page.close();
}

/** Screenshots of a question and a plan by the built-in planner, then of the trace of a plan by an AI. */
async function capturePlanWizard(context, origin, size, theme) {
  const useBuiltin = (only) => call(context, origin, 'PUT', '/planner/settings', { builtin_only: only });
  await useBuiltin(true);
  const page = await context.newPage();
  await page.goto(`${origin}/new`, { waitUntil: 'networkidle' });
  await goToQuestions(page, 'Read 20 pages before bed');
  await capture(page, 'question', size, theme);
  await goToPlan(page, '20');
  await capture(page, 'plan-review', size, theme);
  await page.close();

  await useBuiltin(false);
  const other = await context.newPage();
  await other.goto(`${origin}/new`, { waitUntil: 'networkidle' });
  await goToQuestions(other, 'Read 20 pages before bed');
  await goToPlan(other);
  await other.getByRole('link', { name: /what was sent/iu }).click();
  await other.getByRole('heading', { name: /how this plan was made/iu }).waitFor();
  await capture(other, 'trace', size, theme);
  await other.close();
}

/** Creates friends, a friend request and a challenge with members; returns the ids of challenge and chat. */
async function createFriends(server, browser, options, first) {
  const api = (context, method, path, data) => call(context, server.origin, method, path, data);
  const { url } = await api(first, 'POST', '/friends/links');
  const challenge = (await api(first, 'GET', '/challenges?q=phone-away')).items[0];
  const habits = challenge.habits.map((habit) => habit.id);
  await api(first, 'POST', `/challenges/${challenge.id}/members`, { habit_ids: habits });
  for (const [at, name] of ['Amara Okafor', 'Dilan Fernando', 'Mei Tanaka'].entries()) {
    const context = await browser.newContext(options('phone', 'light'));
    await signUp(server, context, { name, email: `${name.split(' ')[0].toLowerCase()}@example.com` });
    await api(context, 'POST', '/friends/requests', { link: url });
    await api(context, 'POST', `/challenges/${challenge.id}/members`, { habit_ids: habits });
    const day = await api(context, 'GET', '/today');
    const tasks = day.habits.flatMap((habit) => habit.tasks).slice(at);
    for (const task of tasks) await api(context, 'PUT', `/tasks/${task.id}/completion`);
    await context.close();
  }
  const { items } = await api(first, 'GET', '/friends/requests');
  for (const request of items.slice(1)) await api(first, 'POST', `/friends/requests/${request.id}/accept`);
  return { challenge: challenge.id, chat: await createChat(server, browser, options, first) };
}

/** Creates a conversation with a friend and returns its id. */
async function createChat(server, browser, options, first) {
  const api = (context, method, path, data) => call(context, server.origin, method, path, data);
  const friend = await browser.newContext(options('phone', 'light'));
  const me = await api(first, 'GET', '/me');
  await signUp(server, friend, { name: 'Kavindu Silva', email: 'kavindu@example.com' });
  const you = await api(friend, 'GET', '/me');
  await api(first, 'POST', '/friends/requests', { user_id: you.id });
  await api(friend, 'POST', '/friends/requests', { user_id: me.id });
  const { id } = await api(first, 'POST', '/conversations', { user_id: you.id });
  const messages = [
    [friend, 'Rained all the way but I walked'],
    [first, 'That counts double in my book'],
    [friend, 'How’s the reading? Day 9, right?'],
    [first, 'Day 9! The phone sleeps in the kitchen now. Weird for two nights, then fine'],
    [friend, 'I’m stealing the kitchen thing'],
    [friend, 'Do the evening challenge with me?']
  ];
  for (const [at, [who, text]] of messages.entries())
    await api(who, 'POST', `/conversations/${id}/messages`, { client_id: `${at}`, text });
  await api(friend, 'PUT', `/conversations/${id}/read`, { sequence: 4 });
  await friend.close();
  return id;
}

mkdirSync(out, { recursive: true });
mkdirSync(docs, { recursive: true });
const fake = await startFakeAi('missing-always');
const env = { HABITRO_AI_BASE_URL: fake.base, HABITRO_AI_MODEL: 'fake/missing-always' };
const server = await startServer({ limits: true, env });
const browser = await openBrowser();
try {
  const options = (size, theme) => ({
    viewport: sizes[size],
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Colombo',
    locale: 'en-GB'
  });
  const first = await browser.newContext(options('phone', 'light'));
  await signUp(server, first);
  const today = await createHabits(server, first);
  const storageState = await first.storageState();
  const empty = await browser.newContext(options('phone', 'light'));
  await signUp(server, empty, { name: 'Ruwan Silva', email: 'ruwan@example.com' });
  const emptyState = await empty.storageState();
  const { challenge, chat } = await createFriends(server, browser, options, first);
  for (const size of Object.keys(sizes)) {
    for (const theme of themes) {
      const guest = await browser.newContext(options(size, theme));
      for (const [name, path] of guests) await captureRoute(guest, server.origin, name, path, size, theme);
      await guest.close();
      const member = await browser.newContext({ ...options(size, theme), storageState });
      for (const [name, path] of members)
        await captureRoute(
          member,
          server.origin,
          name,
          path.replace(':id', today.habits[0].id).replace(':challenge', challenge).replace(':chat', chat),
          size,
          theme
        );
      await captureReminders(member, server.origin, size, theme);
      await member.close();
      const fresh = await browser.newContext({ ...options(size, theme), storageState: emptyState });
      await captureRoute(fresh, server.origin, 'today-empty', '/today', size, theme);
      await capturePlanWizard(fresh, server.origin, size, theme);
      await fresh.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
  await fake.stop();
}
for (const name of DOCUMENTED) copyFileSync(`${out}${name}.jpg`, `${docs}${name}.jpg`);
