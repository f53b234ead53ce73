// Reminders as iCalendar, parsed by ical.js: compares the server's test files with instants found by
// stepping through the year, and reads the feed of a running server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import ICAL from 'ical.js';

import { testApp } from './harness.mjs';

const folder = new URL('../../../crates/server/tests/calendars/', import.meta.url);
const plans = JSON.parse(readFileSync(new URL('plans.json', folder), 'utf8'));
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Returns a function that maps an instant to the zone's wall clock, in minutes since 1970. */
function clockOf(zone) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric'
  });
  return (instant) => {
    const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) / MINUTE;
  };
}

/**
 * The instants (in steps of five minutes) at which the wall clock reaches one of the times. Found by
 * stepping forward, so that no local time is ever converted to an instant.
 */
function expectedInstants({ zone, first, last, day_start, times }) {
  const clock = clockOf(zone);
  const minute = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const found = new Set();
  let now = Date.parse(first) - 3 * DAY;
  let shown = clock(now);
  for (const end = Date.parse(last) + 3 * DAY; now < end;) {
    now += 5 * MINUTE;
    const shows = clock(now);
    if (shows <= shown) continue;
    for (let date = Math.floor(shown / 1440); date <= Math.floor(shows / 1440); date++) {
      for (const { time, weekdays } of times) {
        const moment = date * 1440 + minute(time);
        const day = minute(time) < day_start ? date - 1 : date;
        const iso = ((day + 3) % 7) + 1;
        const within = day >= Date.parse(first) / DAY && day <= Date.parse(last) / DAY;
        if (moment > shown && moment <= shows && within && weekdays.includes(iso)) found.add(now);
      }
    }
    shown = shows;
  }
  return found;
}

/** The instants of all alarms of a calendar, by its own VTIMEZONE rules. */
function alarmsOf(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const zones = calendar.getAllSubcomponents('vtimezone').map((each) => new ICAL.Timezone(each));
  const [zone] = zones;
  const found = new Set();
  for (const part of calendar.getAllSubcomponents('vevent')) {
    const event = new ICAL.Event(part);
    const alarms = part.getAllSubcomponents('valarm');
    assert.equal(alarms.length, 1);
    const before = alarms[0].getFirstPropertyValue('trigger');
    const steps = event.iterator();
    for (let next = steps.next(); next; next = steps.next()) {
      const at = next.clone();
      // Single events are in UTC.
      if (at.zone !== ICAL.Timezone.utcTimezone) at.zone = zone;
      at.addDuration(before);
      found.add(at.toUnixTime() * 1000);
    }
  }
  return found;
}

const sortedIso = (set) => [...set].sort((one, other) => one - other).map((at) => new Date(at).toISOString());

for (const plan of plans) {
  test(`alarms fall on the expected instants in ${plan.zone}`, () => {
    const actual = alarmsOf(readFileSync(new URL(plan.file, folder), 'utf8'));
    const expected = expectedInstants(plan);
    assert.ok(expected.size > 80);
    const [missing, extra] = [expected.difference?.(actual), actual.difference?.(expected)];
    assert.deepEqual(sortedIso(actual), sortedIso(expected), `missing ${missing?.size}, unexpected ${extra?.size}`);
  });
}

const app = testApp();

test('a calendar link serves a calendar with alarms until it is deleted', async () => {
  const person = await app.newUser('Sunil');
  await person.api('POST', '/habits', {
    name: 'Read before bed',
    type: 'good',
    duration_days: 5,
    daily_tasks: ['Read 8 pages'],
    reminders: [{ time: '21:30', weekdays: [1, 2, 3, 4, 5, 6, 7] }]
  });
  const { id, url } = await person.api('POST', '/calendar-links');
  // Calendars send no session cookie.
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^text\/calendar/u);
  const alarms = sortedIso(alarmsOf(await answer.text()));
  assert.equal(alarms.length, 5);
  // 21:30 in Colombo.
  for (const alarm of alarms) assert.match(alarm, /T16:00:00\.000Z$/u);
  await person.api('DELETE', `/calendar-links/${id}`);
  assert.equal((await fetch(url)).status, 404);
});
