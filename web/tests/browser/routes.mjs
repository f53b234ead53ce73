// How the tests reach every route of the app. accessibility.test.mjs fails if a route is missing here.
import { readFileSync } from 'node:fs';

import { createHabit, waitUntilStable } from './harness.mjs';
import { goToPlan, goToQuestions } from './plan-wizard.mjs';

/** All paths of the app's router. */
export const appRoutes = [
  ...readFileSync(new URL('../../src/routes/routes.ts', import.meta.url), 'utf8').matchAll(/path: '([^']+)'/gu)
].map(([, path]) => path);

/** Routes for visitors, with the steps where the path alone is not enough. */
export const guestRoutes = [
  { route: '/' },
  { route: '/sign-up' },
  {
    route: '/sign-up/code',
    async open(page, origin) {
      await page.goto(`${origin}/sign-up`);
      await page.getByLabel(/your name/iu).fill('Kamala');
      await page.getByLabel(/^email/iu).fill('kamala@example.com');
      await page.getByLabel('Password', { exact: true }).fill('three quiet lanterns');
      await page.getByRole('button', { name: /send me a code/iu }).click();
      await page.getByLabel(/6-digit code/iu).waitFor();
    }
  },
  { route: '/sign-in' },
  { route: '/forgot' },
  {
    route: '/forgot',
    at: 'the code',
    async open(page, origin) {
      await page.goto(`${origin}/forgot`);
      await page.getByLabel(/email or phone/iu).fill('kamala@example.com');
      await page.getByRole('button', { name: /send me a code/iu }).click();
      await page.getByLabel(/6-digit code/iu).waitFor();
    }
  }
];

/** Routes for signed-in users. `path` receives the result of `seedAccount`. */
export const memberRoutes = [
  { route: '/today' },
  { route: '/new' },
  {
    route: '/new',
    at: 'a question',
    async open(page, origin) {
      await page.goto(`${origin}/new`);
      await goToQuestions(page, 'Read 10 pages before bed');
    }
  },
  {
    route: '/new',
    at: 'the plan',
    // Continues from the entry before: the page keeps the answers.
    async open(page) {
      await goToPlan(page);
    }
  },
  {
    route: '/new',
    at: 'the start',
    async open(page) {
      await page.getByRole('button', { name: /start this plan/iu }).click();
      await page.getByRole('button', { name: /start today/iu }).waitFor();
    }
  },
  { route: '/habits' },
  { route: '/habits/:id', path: ({ habit }) => `/habits/${habit.id}` },
  { route: '/challenges' },
  { route: '/challenges/new' },
  { route: '/challenges/:id', path: ({ challenge }) => `/challenges/${challenge.id}` },
  {
    route: '/challenges/:id',
    at: 'joining',
    async open(page, origin) {
      await page.goto(`${origin}/challenges`);
      await page.getByRole('link', { name: /gratitude line/iu }).click();
      await page.getByRole('button', { name: /join the challenge/iu }).click();
      await page.getByRole('dialog').waitFor();
    }
  },
  { route: '/leaderboard' },
  {
    route: '/leaderboard',
    at: 'the ranking help',
    async open(page, origin) {
      await page.goto(`${origin}/leaderboard`);
      await page.getByRole('button', { name: /how this leaderboard works/iu }).click();
      await page.getByRole('dialog').waitFor();
    }
  },
  { route: '/friends' },
  {
    route: '/friends',
    at: 'the code',
    async open(page, origin) {
      await page.goto(`${origin}/friends`);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('img', { name: /qr code/iu }).waitFor();
    }
  },
  { route: '/friends/link/:token', path: ({ link }) => new URL(link.url).pathname },
  { route: '/chat' },
  { route: '/chat/:id', path: ({ challenge }) => `/chat/${challenge.id}` },
  {
    route: '/chat/:id',
    at: 'the message menu',
    async open(page, origin, { challenge }) {
      await page.goto(`${origin}/chat/${challenge.id}`);
      await page.getByRole('button', { name: 'Ten pages down' }).click();
      await page.getByRole('dialog').waitFor();
    }
  },
  { route: '/rewards' },
  { route: '/notifications' },
  { route: '/notifications/settings' },
  { route: '/reminders' },
  {
    route: '/reminders',
    at: 'the calendar',
    async open(page, origin) {
      await page.goto(`${origin}/reminders`);
      await page.getByRole('button', { name: /add to my calendar/iu }).click();
      await page.getByRole('dialog').waitFor();
    }
  },
  { route: '/reports' },
  { route: '/you' },
  {
    route: '/you',
    at: 'account deletion',
    async open(page, origin) {
      await page.goto(`${origin}/you`);
      await page.getByRole('button', { name: /delete.*account/iu }).click();
      await page.getByRole('dialog').waitFor();
    }
  },
  { route: '/plans/:id/trace', path: ({ draft }) => `/plans/${draft.id}/trace` },
  { route: '/you/planning' },
  {
    route: '/you',
    at: 'a phone number',
    async open(page, origin) {
      await page.goto(`${origin}/you`);
      await page.getByRole('button', { name: /^phone number/iu }).click();
      await page.getByRole('dialog').waitFor();
    }
  },
  {
    route: '/you',
    at: 'the picture',
    async open(page, origin) {
      await page.goto(`${origin}/you`);
      await page.getByRole('button', { name: /change your picture/iu }).click();
      await page.getByRole('dialog').waitFor();
    }
  },
  { route: '/you/devices' },
  { route: '/you/activity' },
  { route: '/you/passkeys' },
  {
    route: '/today',
    at: 'with friends',
    async open(page, origin, { befriend }) {
      await befriend();
      await page.goto(`${origin}/today`);
    }
  },
  { route: '/*', path: () => '/nowhere' }
];

/** Routes with the pattern of the API requests that fail. */
export const failingRoutes = [
  { route: '/today', api: '**/api/v1/today*' },
  { route: '/habits', api: '**/api/v1/habits?*' },
  { route: '/habits/:id', path: ({ habit }) => `/habits/${habit.id}`, api: '**/api/v1/habits/*' },
  { route: '/challenges', api: '**/api/v1/challenges?*' },
  { route: '/challenges/:id', path: ({ challenge }) => `/challenges/${challenge.id}`, api: '**/api/v1/challenges/*' },
  { route: '/leaderboard', api: '**/api/v1/leaderboard?*' },
  { route: '/friends', api: '**/api/v1/friends?*' },
  { route: '/chat', api: '**/api/v1/conversations?*' },
  { route: '/chat/:id', path: ({ challenge }) => `/chat/${challenge.id}`, api: '**/api/v1/conversations/*' },
  { route: '/rewards', api: '**/api/v1/rewards*' },
  { route: '/you/devices', api: '**/api/v1/auth/sessions*' }
];

/** Forms in their error state. */
export const refusedForms = [
  {
    route: '/sign-up',
    async open(page, origin) {
      await page.goto(`${origin}/sign-up`);
      await page.getByRole('button', { name: /send me a code/iu }).click();
      await page.locator('[aria-invalid="true"]').first().waitFor();
    }
  },
  {
    route: '/sign-in',
    async open(page, origin) {
      await page.goto(`${origin}/sign-in`);
      await page.getByLabel(/email or phone/iu).fill('nobody@example.com');
      await page.getByLabel('Password', { exact: true }).fill('not this one');
      await page.getByRole('button', { name: /^sign in$/iu }).click();
      await page.getByRole('alert').waitFor();
    }
  },
  {
    route: '/sign-up/code',
    async open(page, origin) {
      await guestRoutes.find((each) => each.route === '/sign-up/code').open(page, origin);
      await page.getByLabel(/6-digit code/iu).pressSequentially('000000');
      await page.locator('[aria-invalid="true"], [role="alert"]').first().waitFor();
    }
  }
];

/**
 * Gives a user two habits, a completed task, a challenge and a friend request. `befriend` of the
 * result adds a friend; it needs the `app`.
 */
export async function seedAccount(person, app) {
  const habit = await createHabit(person);
  await createHabit(person, 'Walk after dinner');
  const today = await person.api('GET', '/today');
  await person.api('POST', '/notifications/test', { channel: 'feed' });
  await person.api('PUT', `/tasks/${today.habits[0].tasks[0].id}/completion`);
  const challenge = (await person.api('GET', '/challenges?q=ten+pages')).items[0];
  await person.api('POST', `/challenges/${challenge.id}/members`, { habit_ids: [challenge.habits[0].id] });
  await person.api('POST', `/conversations/${challenge.id}/messages`, { client_id: 'a', text: 'Ten pages down' });
  await person.api('POST', '/friends/requests', { identifier: 'kamala@example.com' });
  const link = await person.api('POST', '/friends/links');
  const draft = await person.api('POST', '/planner/drafts', { habit: 'Read more', type: 'good', duration_days: 3 });
  const befriend = async () => {
    const friend = await app.newUser('Ruwan');
    await friend.api('POST', '/friends/requests', { link: link.url });
    const { items } = await person.api('GET', '/friends/requests');
    const request = items.find((each) => each.direction === 'in');
    await person.api('POST', `/friends/requests/${request.id}/accept`);
  };
  return { habit, draft, challenge, link, befriend };
}

/** Opens one of the routes above and waits until it has loaded. */
export async function openRoute(each, page, origin, seeded) {
  if (each.open) await each.open(page, origin, seeded);
  else await page.goto(origin + (each.path?.(seeded) ?? each.route));
  await waitUntilStable(page);
}
