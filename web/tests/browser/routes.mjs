// How a test gets to every route of the app. A route that is not here fails routes.test.mjs.
import { readFileSync } from 'node:fs';

import { oneHabit, settled } from './harness.mjs';
import { toPlan, toQuestions } from './planning.mjs';

/** The addresses in the app's own table of contents. */
export const known = [
  ...readFileSync(new URL('../../src/routes/routes.ts', import.meta.url), 'utf8').matchAll(/path: '([^']+)'/gu)
].map(([, path]) => path);

/** Guests' pages: their route and, where the address is not enough, the way there. */
export const guests = [
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

/** Members' pages. `path` gets what `furnish` answered. */
export const members = [
  { route: '/today' },
  { route: '/new' },
  {
    route: '/new',
    at: 'a question',
    async open(page, origin) {
      await page.goto(`${origin}/new`);
      await toQuestions(page, 'Read 10 pages before bed');
    }
  },
  {
    route: '/new',
    at: 'the plan',
    // Goes on from where the one before stopped: the page keeps what was answered.
    async open(page) {
      await toPlan(page);
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
    at: 'how it is made',
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
    at: 'what can be done',
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
    at: 'leaving for good',
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
    at: 'beside friends',
    async open(page, origin, { befriended }) {
      await befriended();
      await page.goto(`${origin}/today`);
    }
  },
  { route: '/*', path: () => '/nowhere' }
];

/** Pages whose data does not come: what is asked for in vain, as a pattern of addresses. */
export const failing = [
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

/** Forms that were refused: the words stand under the fields, or above the button. */
export const refused = [
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
      await guests.find((each) => each.route === '/sign-up/code').open(page, origin);
      await page.getByLabel(/6-digit code/iu).pressSequentially('000000');
      await page.locator('[aria-invalid="true"], [role="alert"]').first().waitFor();
    }
  }
];

/**
 * Two habits, one task done, a challenge, a request, for the members' pages to show. With the `world`
 * they live in, `befriended` gives them a friend.
 */
export async function furnish(person, world) {
  const habit = await oneHabit(person);
  await oneHabit(person, 'Walk after dinner');
  const today = await person.api('GET', '/today');
  await person.api('POST', '/notifications/test', { channel: 'feed' });
  await person.api('PUT', `/tasks/${today.habits[0].tasks[0].id}/completion`);
  const challenge = (await person.api('GET', '/challenges?q=ten+pages')).items[0];
  await person.api('POST', `/challenges/${challenge.id}/members`, { habit_ids: [challenge.habits[0].id] });
  await person.api('POST', `/conversations/${challenge.id}/messages`, { client_id: 'a', text: 'Ten pages down' });
  await person.api('POST', '/friends/requests', { identifier: 'kamala@example.com' });
  const link = await person.api('POST', '/friends/links');
  const draft = await person.api('POST', '/planner/drafts', { habit: 'Read more', type: 'good', duration_days: 3 });
  const befriended = async () => {
    const friend = await world.member('Ruwan');
    await friend.api('POST', '/friends/requests', { link: link.url });
    const { items } = await person.api('GET', '/friends/requests');
    const asked = items.find((each) => each.direction === 'in');
    await person.api('POST', `/friends/requests/${asked.id}/accept`);
  };
  return { habit, draft, challenge, link, befriended };
}

/** Opens one of the routes above and waits until it is all there. */
export async function open(each, page, origin, furniture) {
  if (each.open) await each.open(page, origin, furniture);
  else await page.goto(origin + (each.path?.(furniture) ?? each.route));
  await settled(page);
}
