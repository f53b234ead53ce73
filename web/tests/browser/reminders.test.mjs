// Reminders in a real browser: the worker shows them without a connection, done tasks silence them,
// a push of the same makes no second one, what was missed is told; and the settings, step by step.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { settled, tasks, toggle, until, world } from './harness.mjs';

const here = world();
const HOUR = 3_600_000;

/** A zone in which it is between ten and eleven in the morning now: two hours later is the same day. */
function morningZone(now = new Date()) {
  const ahead = ((10 - now.getUTCHours() + 36) % 24) - 12;
  // The sign of these names is the other way round.
  return `Etc/GMT${ahead <= 0 ? '+' : '-'}${Math.abs(ahead)}`;
}

/** HH:MM so many hours from now in that zone, and its instant. */
function later(hours, zone) {
  const at = new Date(Math.floor(Date.now() / 60_000) * 60_000 + hours * HOUR);
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);
  return { time, at };
}

const habit = (person, name, time, step = 'One small step') =>
  person.api('POST', '/habits', {
    name,
    type: 'good',
    duration_days: 21,
    daily_tasks: [step],
    reminders: [{ time, weekdays: [1, 2, 3, 4, 5, 6, 7] }]
  });

const workerOf = (person) => person.context.serviceWorkers().find((each) => each.url().startsWith(here.origin));

/** What the worker keeps. */
const kept = (person) =>
  workerOf(person).evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open('habitro-reminders', 1);
        request.onupgradeneeded = () => request.result.createObjectStore('state');
        request.onsuccess = () => {
          const all = request.result.transaction('state').objectStore('state').get('all');
          all.onsuccess = () => {
            request.result.close();
            resolve(all.result ?? { planned: [], done: { habits: [] } });
          };
        };
      })
  );

const shown = (person) =>
  workerOf(person).evaluate(async () =>
    (await self.registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }))
  );

/** Time passes for the worker alone, and the page wakes it as it does every few seconds. */
async function passes(person, ms) {
  await workerOf(person).evaluate((by) => {
    self.realNow ??= Date.now;
    const real = self.realNow;
    Date.now = () => real() + by;
  }, ms);
  await person.page.evaluate(async () => {
    (await navigator.serviceWorker.ready).active.postMessage({ type: 'reminders.tick' });
  });
}

async function someone(name) {
  const person = await here.member(name);
  const zone = morningZone();
  await person.api('PATCH', '/me', { time_zone: zone });
  await person.context.grantPermissions(['notifications'], { origin: here.origin });
  return { ...person, zone };
}

async function opened(person) {
  await person.page.goto(`${here.origin}/today`);
  await settled(person.page);
  await person.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

test('without a connection the worker reminds of what is left, and of nothing that is done', async () => {
  const person = await someone('Kamala');
  const { time, at } = later(2, person.zone);
  const walk = await habit(person, 'Walk after dinner', time, 'Shoes by the door');
  const read = await habit(person, 'Read before bed', time, 'Read 8 pages');
  await opened(person);
  await until(
    () => kept(person),
    ({ planned }) => planned.some((one) => one.habit_id === walk.id) && planned.some((one) => one.habit_id === read.id),
    'the plan of the next days'
  );
  const days = new Set((await kept(person)).planned.map((one) => one.date));
  assert.ok(days.size >= 14, `${days.size} days are kept`);

  // One of the two is done, while there still is a connection.
  const rows = tasks(person.page);
  const row = person.page.getByRole('checkbox', { name: /read 8 pages/iu });
  assert.equal(await rows.count(), 2);
  await toggle(row);
  await until(
    () => kept(person),
    ({ done }) => done.habits.includes(read.id) && !done.habits.includes(walk.id),
    'the worker to know what is done'
  );

  await person.context.setOffline(true);
  await passes(person, at.getTime() - Date.now() - 5_000);
  assert.deepEqual(await shown(person), [], 'not before its time');
  await passes(person, at.getTime() - Date.now() + 1_000);
  const notes = await until(
    () => shown(person),
    (notes) => notes.length > 0,
    'a reminder from the worker'
  );
  const tag = `reminder:/today?habit=${walk.id}`;
  assert.deepEqual(notes, [{ title: 'Walk after dinner', body: 'Shoes by the door', tag }]);
  await passes(person, at.getTime() - Date.now() + 20_000);
  assert.equal((await shown(person)).length, 1, 'once');

  // Back again: the server hears that it was seen, and its push makes no second one.
  await person.context.setOffline(false);
  await passes(person, at.getTime() - Date.now() + 30_000);
  await until(
    () => person.api('GET', '/reminders/health'),
    (health) => health.last_shown_at !== null,
    'the server to know'
  );
  const cdp = await person.context.newCDPSession(person.page);
  const registered = new Promise((found) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(here.origin));
      if (ours) found(ours.registrationId);
    })
  );
  await cdp.send('ServiceWorker.enable');
  const data = JSON.stringify({
    type: 'alert',
    title: 'Walk after dinner',
    body: 'By push',
    tag,
    occurs_at: at.toISOString(),
    link: '/today'
  });
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: here.origin, registrationId: await registered, data });
  const after = await until(
    () => shown(person),
    (notes) => notes[0]?.body === 'By push',
    'the push in its place'
  );
  assert.equal(after.length, 1);
});

test('what nobody was shown is told when the app is opened', async () => {
  const person = await here.member('Ruwan');
  const zone = morningZone();
  await person.api('PATCH', '/me', { time_zone: zone });
  // No permission for notifications: nothing can ring here.
  const walk = await habit(person, 'Walk after dinner', later(2, zone).time);
  await opened(person);
  await until(
    () => kept(person),
    ({ planned }) => planned.some((one) => one.habit_id === walk.id),
    'the plan'
  );
  await passes(person, 3 * HOUR);
  await person.page.reload();
  await person.page.getByRole('heading', { name: 'While you were away' }).waitFor();
  await person.page.getByText('Walk after dinner').first().waitFor();
  await person.page.getByRole('button', { name: 'Dismiss' }).click();
  await person.page.reload();
  await settled(person.page);
  assert.equal(await person.page.getByRole('heading', { name: 'While you were away' }).count(), 0, 'told once');
  await person.seen.nothing();
});

test('with the app lock on, what is kept says nothing', async () => {
  const person = await someone('Sunil');
  const walk = await habit(person, 'My secret habit', later(2, person.zone).time);
  // On, and not locked yet: nobody was signed in when the page was opened.
  await person.context.addInitScript(() => localStorage.setItem('habitro.lock', '60'));
  await opened(person);
  const { planned } = await until(
    () => kept(person),
    ({ planned }) => planned.length > 0,
    'the plan'
  );
  assert.ok(planned.every((one) => one.title === 'Habitro' && !JSON.stringify(one).includes('secret')));
  assert.ok(
    planned.some((one) => one.tag.endsWith(walk.id)),
    'times and tags are there'
  );
});

test('the settings: reminders by weekday, quiet hours, the morning, a calendar', async () => {
  const person = await here.member('Nimali');
  const walk = await person.api('POST', '/habits', {
    name: 'Walk after dinner',
    type: 'good',
    duration_days: 21,
    daily_tasks: ['Shoes by the door']
  });
  const { page } = person;
  await page.goto(`${here.origin}/notifications/settings`);
  await page
    .getByRole('link', { name: /^reminders/iu })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: 'Reminders' }).waitFor();

  // The habit: two times, the second on the weekend.
  await page.getByRole('button', { name: /walk after dinner/iu }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Reminder 1', { exact: true }).last().fill('18:30');
  await sheet.getByRole('button', { name: 'Add a time' }).click();
  await sheet.getByLabel('Reminder 2', { exact: true }).last().fill('09:15');
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']) {
    await sheet.getByRole('checkbox', { name: day }).nth(1).uncheck({ force: true });
  }
  await sheet.getByRole('button', { name: 'Save' }).click();
  await page.getByText('09:15 (Sat, Sun), 18:30').waitFor();
  const said = await person.api('GET', `/habits/${walk.id}`);
  assert.deepEqual(said.reminders, [
    { time: '09:15', weekdays: [6, 7] },
    { time: '18:30', weekdays: [1, 2, 3, 4, 5, 6, 7] }
  ]);

  // Quiet hours, the morning's summary, no warning in the evening.
  await page.getByRole('checkbox', { name: /^quiet hours/iu }).check();
  await page.getByRole('checkbox', { name: /^morning summary/iu }).check();
  await page.getByRole('checkbox', { name: /^streak reminder/iu }).uncheck();
  await until(
    () => person.api('GET', '/reminders/settings'),
    (kept) => kept.morning_at === '08:00' && kept.evening_at === null,
    'the morning and the evening'
  );
  await until(
    () => person.api('GET', '/notifications/preferences'),
    (kept) => kept.quiet_hours?.from === '22:00',
    'quiet hours'
  );

  // What works here is said plainly, and the calendar is one step away.
  await page.getByRole('heading', { name: 'Offline, with Habitro closed' }).waitFor();
  await page.getByRole('button', { name: /add to my calendar/iu }).click();
  await page.getByRole('button', { name: 'Create calendar link' }).click();
  const address = await page.getByTestId('calendar-address').textContent();
  const feed = await fetch(address);
  assert.match(await feed.text(), /SUMMARY:Walk after dinner/u);
  await page.getByRole('button', { name: /^delete the link/iu }).click();
  await until(
    () => fetch(address),
    (answer) => answer.status === 404,
    'the address to end'
  );
  await person.seen.nothing();
});

test('reminders that nobody saw are told, and mail is one press away', async () => {
  const person = await here.member('Anura');
  const { page } = person;
  await page.route('**/api/v1/reminders/health', async (route) => {
    const answer = await route.fetch();
    const health = await answer.json();
    await route.fulfill({ json: { ...health, unseen: 3, trouble: !health.mail } });
  });
  await page.goto(`${here.origin}/reminders`);
  await page.getByRole('heading', { name: 'Your last 3 reminders weren’t seen' }).waitFor();
  await page
    .getByRole('region', { name: /weren’t seen/iu })
    .getByRole('button', { name: 'Email me reminders' })
    .click();
  await until(
    () => person.api('GET', '/notifications/preferences'),
    (kept) => kept.kinds.find((each) => each.kind === 'reminder').mail,
    'reminders by mail'
  );
  await page.getByText('Each reminder also comes by email.').waitFor();
  await page.getByRole('heading', { name: /weren’t seen/iu }).waitFor({ state: 'detached' });
  await person.seen.nothing();
});
