import { expect, test } from 'vitest';

import {
  due,
  MAX_DELAY,
  missed,
  occurrenceKey,
  type Planned,
  PUSH_GRACE,
  type ReminderState,
  replacePlan,
  untilNext
} from './due';

const at = (text: string) => Date.parse(text);
const one = (time: string, more: Partial<Planned> = {}): Planned => ({
  kind: 'reminder',
  at: time,
  occurs_at: time,
  date: '2026-03-02',
  habit_id: 'walk',
  tag: 'reminder:/today?habit=walk',
  title: 'Walk',
  body: 'First step',
  link: '/today?habit=walk',
  ...more
});
const known = (planned: Planned[], more: Partial<ReminderState> = {}): ReminderState => ({
  planned,
  shown: {},
  done: { date: '', habits: [], all: false },
  ...more
});
const nine = '2026-03-02T09:00:00Z';

test('due returns a reminder once, from its time until MAX_DELAY', () => {
  const state = known([one(nine)]);
  const titles = (now: number) => due(state, now, false).length;
  expect([
    titles(at(nine) - 1),
    titles(at(nine)),
    titles(at(nine) + MAX_DELAY),
    titles(at(nine) + MAX_DELAY + 1)
  ]).toEqual([0, 1, 1, 0]);
  state.shown[occurrenceKey(one(nine))] = at(nine);
  expect(titles(at(nine))).toBe(0);
  expect(occurrenceKey(one(nine))).toBe(occurrenceKey(one('2026-03-02T09:00:00.000Z')));
});

test('due waits PUSH_GRACE where a push may arrive', () => {
  const state = known([one(nine)]);
  expect(due(state, at(nine) + PUSH_GRACE - 1, true)).toEqual([]);
  expect(due(state, at(nine) + PUSH_GRACE, true)).toHaveLength(1);
  expect(untilNext(state, at(nine) - 5_000, true)).toBe(65_000);
  expect(untilNext(state, at(nine) - 5_000, false)).toBe(5_000);
  expect(untilNext(state, at(nine), false)).toBeUndefined();
});

test('due skips completed habits on their own day only', () => {
  const done = { date: '2026-03-02', habits: ['walk'], all: true };
  const morning = one(nine, { kind: 'morning-summary', habit_id: null });
  const streak = one(nine, { kind: 'streak-at-risk', habit_id: null });
  const state = known([one(nine), morning, streak, one('2026-03-02T09:00:00Z', { date: '2026-03-03' })], { done });
  expect(due(state, at(nine), false).map((each) => [each.kind, each.date])).toEqual([
    ['streak-at-risk', '2026-03-02'],
    ['reminder', '2026-03-03']
  ]);
  expect(missed(state, at(nine) + MAX_DELAY + 1)).toHaveLength(2);
});

test('missed covers 36 hours and survives a new plan', () => {
  let state = known([one(nine)]);
  const later = at(nine) + 2 * 3_600_000;
  state = replacePlan(state, [one('2026-03-03T09:00:00Z', { date: '2026-03-03' })], later);
  expect(missed(state, later).map((each) => each.at)).toEqual([nine]);
  expect(missed(state, at(nine) + 37 * 3_600_000).map((each) => each.at)).toEqual(['2026-03-03T09:00:00Z']);
  // A reminder that the server moved is not listed twice, and a future one that it dropped is gone.
  state = replacePlan(state, [], later);
  expect(state.planned.map((each) => each.at)).toEqual([nine]);
  expect(replacePlan(known([one(nine)]), [], at(nine) - 1).planned).toEqual([]);
});
