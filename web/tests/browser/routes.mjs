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
  { route: '/sign-in' }
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
  { route: '/rewards' },
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
  { route: '/you/devices' },
  { route: '/you/passkeys' },
  { route: '/*', path: () => '/nowhere' }
];

/** Two habits, one task done, for the members' pages to show. */
export async function furnish(person) {
  const habit = await oneHabit(person);
  await oneHabit(person, 'Walk after dinner');
  const today = await person.api('GET', '/today');
  await person.api('PUT', `/tasks/${today.habits[0].tasks[0].id}/completion`);
  return { habit };
}

/** Opens one of the routes above and waits until it is all there. */
export async function open(each, page, origin, furniture) {
  if (each.open) await each.open(page, origin);
  else await page.goto(origin + (each.path?.(furniture) ?? each.route));
  await settled(page);
}
