// Reminders in a real browser: the service worker shows them offline, completed tasks silence them, a
// push does not repeat them, missed ones are listed; and the settings.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { taskBoxes, testApp, toggle, until, waitForCoins, waitUntilStable } from './harness.mjs';

const app = testApp();
const HOUR = 3_600_000;

/** A time zone where it is now between 10:00 and 11:00, so that two hours later is the same day. */
function morningZone(now = new Date()) {
  const ahead = ((10 - now.getUTCHours() + 36) % 24) - 12;
  // The names of these zones have the opposite sign.
  return `Etc/GMT${ahead <= 0 ? '+' : '-'}${Math.abs(ahead)}`;
}

/** The instant `hours` from now, and its HH:MM in the zone. */
function later(hours, zone) {
  const at = new Date(Math.floor(Date.now() / 60_000) * 60_000 + hours * HOUR);
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(at);
  return { time, at };
}

const habitWithReminder = (person, name, time, step = 'One small step') =>
  person.api('POST', '/habits', {
    name,
    type: 'good',
    duration_days: 21,
    daily_tasks: [step],
    reminders: [{ time, weekdays: [1, 2, 3, 4, 5, 6, 7] }]
  });

const workerOf = (person) => person.context.serviceWorkers().find((each) => each.url().startsWith(app.origin));

/** The plan stored by the worker. */
const storedPlan = (person) =>
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

/** Stops the clock of the worker at `ms`, and wakes it as the page does every few seconds. */
async function setWorkerClock(person, ms) {
  await workerOf(person).evaluate((now) => {
    Date.now = () => now;
  }, ms);
  await person.page.evaluate(async () => {
    (await navigator.serviceWorker.ready).active.postMessage({ type: 'reminders.tick' });
  });
}

async function newUserWithPermission(name) {
  const person = await app.newUser(name);
  const zone = morningZone();
  await person.api('PATCH', '/me', { time_zone: zone });
  await person.context.grantPermissions(['notifications'], { origin: app.origin });
  return { ...person, zone };
}

async function openToday(person) {
  await person.page.goto(`${app.origin}/today`);
  await waitUntilStable(person.page);
  await person.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

test('offline, the worker shows reminders for habits with open tasks only', async () => {
  const person = await newUserWithPermission('Kamala');
  const { time, at } = later(2, person.zone);
  const walk = await habitWithReminder(person, 'Walk after dinner', time, 'Shoes by the door');
  const read = await habitWithReminder(person, 'Read before bed', time, 'Read 8 pages');
  await openToday(person);
  await until(
    () => storedPlan(person),
    ({ planned }) => planned.some((one) => one.habit_id === walk.id) && planned.some((one) => one.habit_id === read.id),
    'the stored plan'
  );
  const days = new Set((await storedPlan(person)).planned.map((one) => one.date));
  assert.ok(days.size >= 14, `${days.size} days are stored`);

  // One of the two habits is completed while online.
  const rows = taskBoxes(person.page);
  const row = person.page.getByRole('checkbox', { name: /read 8 pages/iu });
  assert.equal(await rows.count(), 2);
  await toggle(row);
  await until(
    () => storedPlan(person),
    ({ done }) => done.habits.includes(read.id) && !done.habits.includes(walk.id),
    'the worker to know the completed habit'
  );
  await waitForCoins(person.page, 110);

  await person.context.setOffline(true);
  await setWorkerClock(person, at.getTime() - 5_000);
  assert.deepEqual(await shown(person), [], 'not before its time');
  await setWorkerClock(person, at.getTime() + 1_000);
  const notes = await until(
    () => shown(person),
    (notes) => notes.length > 0,
    'a reminder from the worker'
  );
  const tag = `reminder:/today?habit=${walk.id}`;
  assert.deepEqual(notes, [{ title: 'Walk after dinner', body: 'Shoes by the door', tag }]);
  await setWorkerClock(person, at.getTime() + 20_000);
  assert.equal((await shown(person)).length, 1, 'once');

  // Online again: the server learns that it was shown, and its push replaces it.
  await person.context.setOffline(false);
  await setWorkerClock(person, at.getTime() + 30_000);
  await until(
    () => person.api('GET', '/reminders/health'),
    (health) => health.last_shown_at !== null,
    'the server to record it'
  );
  const cdp = await person.context.newCDPSession(person.page);
  const registered = new Promise((found) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(app.origin));
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
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: app.origin, registrationId: await registered, data });
  const after = await until(
    () => shown(person),
    (notes) => notes[0]?.body === 'By push',
    'the push instead'
  );
  assert.equal(after.length, 1);
});

test('missed reminders are listed when the app opens', async () => {
  const person = await app.newUser('Ruwan');
  const zone = morningZone();
  await person.api('PATCH', '/me', { time_zone: zone });
  // Without permission for notifications nothing can be shown.
  const walk = await habitWithReminder(person, 'Walk after dinner', later(2, zone).time);
  await openToday(person);
  await until(
    () => storedPlan(person),
    ({ planned }) => planned.some((one) => one.habit_id === walk.id),
    'the plan'
  );
  await setWorkerClock(person, Date.now() + 3 * HOUR);
  await person.page.reload();
  await person.page.getByRole('heading', { name: 'While you were away' }).waitFor();
  await person.page.getByText('Walk after dinner').first().waitFor();
  await person.page.getByRole('button', { name: 'Dismiss' }).click();
  await person.page.reload();
  await waitUntilStable(person.page);
  assert.equal(await person.page.getByRole('heading', { name: 'While you were away' }).count(), 0, 'listed once');
  await person.pageErrors.assertNone();
});

test('with the app lock on, the stored plan has no titles', async () => {
  const person = await newUserWithPermission('Sunil');
  const walk = await habitWithReminder(person, 'My secret habit', later(2, person.zone).time);
  // The lock is on, but not locked yet, because nobody was signed in when the page was opened.
  await person.context.addInitScript(() => localStorage.setItem('habitro.lock', '60'));
  await openToday(person);
  const { planned } = await until(
    () => storedPlan(person),
    ({ planned }) => planned.length > 0,
    'the plan'
  );
  assert.ok(planned.every((one) => one.title === 'Habitro' && !JSON.stringify(one).includes('secret')));
  assert.ok(
    planned.some((one) => one.tag.endsWith(walk.id)),
    'times and tags are stored'
  );
});

test('settings: reminders by weekday, quiet hours, morning summary, calendar link', async () => {
  const person = await app.newUser('Nimali');
  const walk = await person.api('POST', '/habits', {
    name: 'Walk after dinner',
    type: 'good',
    duration_days: 21,
    daily_tasks: ['Shoes by the door']
  });
  const { page } = person;
  await page.goto(`${app.origin}/notifications/settings`);
  await page
    .getByRole('link', { name: /^reminders/iu })
    .first()
    .click();
  await page.getByRole('heading', { level: 1, name: 'Reminders' }).waitFor();

  // Two reminders, the second on weekends only.
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
  const saved = await person.api('GET', `/habits/${walk.id}`);
  assert.deepEqual(saved.reminders, [
    { time: '09:15', weekdays: [6, 7] },
    { time: '18:30', weekdays: [1, 2, 3, 4, 5, 6, 7] }
  ]);

  // Quiet hours and the morning summary on, the streak reminder off.
  await page.getByRole('checkbox', { name: /^quiet hours/iu }).check();
  await page.getByRole('checkbox', { name: /^morning summary/iu }).check();
  await page.getByRole('checkbox', { name: /^streak reminder/iu }).uncheck();
  await until(
    () => person.api('GET', '/reminders/settings'),
    (saved) => saved.morning_at === '08:00' && saved.evening_at === null,
    'the reminder settings'
  );
  await until(
    () => person.api('GET', '/notifications/preferences'),
    (saved) => saved.quiet_hours?.from === '22:00',
    'quiet hours'
  );

  // The page lists what works on this device and offers a calendar link.
  await page.getByRole('heading', { name: 'Offline, with Habitro closed' }).waitFor();
  await page.getByRole('button', { name: /add to my calendar/iu }).click();
  await page.getByRole('button', { name: 'Create calendar link' }).click();
  const link = await page.getByTestId('calendar-address').textContent();
  const feed = await fetch(link);
  assert.match(await feed.text(), /SUMMARY:Walk after dinner/u);
  await page.getByRole('button', { name: /^delete the link/iu }).click();
  await until(
    () => fetch(link),
    (answer) => answer.status === 404,
    'the link to be deleted'
  );
  await person.pageErrors.assertNone();
});

test('unseen reminders are reported, and email can be turned on', async () => {
  const person = await app.newUser('Anura');
  const { page } = person;
  await page.route('**/api/v1/reminders/health', async (route) => {
    const answer = await route.fetch();
    const health = await answer.json();
    await route.fulfill({ json: { ...health, unseen: 3, trouble: !health.mail } });
  });
  await page.goto(`${app.origin}/reminders`);
  await page.getByRole('heading', { name: 'Your last 3 reminders weren’t seen' }).waitFor();
  await page
    .getByRole('region', { name: /weren’t seen/iu })
    .getByRole('button', { name: 'Email me reminders' })
    .click();
  await until(
    () => person.api('GET', '/notifications/preferences'),
    (saved) => saved.kinds.find((each) => each.kind === 'reminder').mail,
    'reminders by email'
  );
  await page.getByText('Each reminder also comes by email.').waitFor();
  await page.getByRole('heading', { name: /weren’t seen/iu }).waitFor({ state: 'detached' });
  await person.pageErrors.assertNone();
});
