// Every screen as a picture in docs/screenshots: both themes, a phone (390x844) and a desktop
// (1280x800). `make screenshots`. One server and one person serve all; what differs between the
// screens is made through the API, as a person would have made it.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { toPlan, toQuestions } from './browser/planning.mjs';
import { openBrowser, signUp, someHabits, startServer } from './server.mjs';

const out = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const themes = ['light', 'dark'];

/** name, path, and what is done on the page before the picture is taken. */
const guests = [
  ['welcome', '/'],
  ['sign-up', '/sign-up'],
  ['sign-in', '/sign-in'],
  ['not-found', '/nowhere']
];
const members = [
  ['today', '/today'],
  ['new-habit', '/new'],
  ['habit', '/habits/:id'],
  ['habits', '/habits'],
  ['rewards', '/rewards'],
  ['reports', '/reports'],
  ['you', '/you']
];

async function picture(page, name, size, theme) {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  // Drawings and flights are over; fonts are there.
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined)));
  });
  await page.screenshot({ path: `${out}${name}-${size}-${theme}.jpg`, type: 'jpeg', quality: 72 });
}

async function shoot(context, origin, name, path, size, theme) {
  const page = await context.newPage();
  await page.goto(origin + path, { waitUntil: 'networkidle' });
  await picture(page, name, size, theme);
  await page.close();
}

/** A question and the plan that comes of the answers. */
async function plan(context, origin, size, theme) {
  const page = await context.newPage();
  await page.goto(`${origin}/new`, { waitUntil: 'networkidle' });
  await toQuestions(page, 'Read 20 pages before bed');
  await picture(page, 'question', size, theme);
  await toPlan(page);
  await picture(page, 'plan-review', size, theme);
  await page.close();
}

mkdirSync(out, { recursive: true });
const server = await startServer({ limits: false });
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
  const today = await someHabits(server, first);
  const storageState = await first.storageState();
  const empty = await browser.newContext(options('phone', 'light'));
  await signUp(server, empty, { name: 'Ruwan Silva', email: 'ruwan@example.com' });
  const emptyState = await empty.storageState();
  for (const size of Object.keys(sizes)) {
    for (const theme of themes) {
      const guest = await browser.newContext(options(size, theme));
      for (const [name, path] of guests) await shoot(guest, server.origin, name, path, size, theme);
      await guest.close();
      const member = await browser.newContext({ ...options(size, theme), storageState });
      for (const [name, path] of members)
        await shoot(member, server.origin, name, path.replace(':id', today.habits[0].id), size, theme);
      await member.close();
      const fresh = await browser.newContext({ ...options(size, theme), storageState: emptyState });
      await shoot(fresh, server.origin, 'today-empty', '/today', size, theme);
      await plan(fresh, server.origin, size, theme);
      await fresh.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
