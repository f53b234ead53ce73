import { expect, test } from 'vitest';

import type { Schemas } from '$lib/api/client';

import { stillRelevant } from './missed-reminders';

const one = (at: string, habit: string | null, kind: 'reminder' | 'streak-at-risk' = 'reminder') =>
  ({
    at,
    occurs_at: at,
    date: at.slice(0, 10),
    habit_id: habit,
    tag: `${kind}:${habit}`,
    kind
  }) as Schemas['PlannedReminder'];

const today = {
  date: '2026-03-03',
  due: 2,
  completed: 1,
  rewards: { can_claim: false },
  habits: [
    { id: 'walk', tasks: [{ completed_at: null }] },
    { id: 'read', tasks: [{ completed_at: '2026-03-03T08:00:00Z' }] }
  ]
} as unknown as Schemas['TodayView'];

test('stillRelevant drops completed habits and returns only the last reminder per habit', () => {
  const missed = [
    one('2026-03-02T09:00:00Z', 'read'),
    one('2026-03-03T09:00:00Z', 'walk'),
    one('2026-03-03T10:00:00Z', 'walk'),
    one('2026-03-03T10:00:00Z', 'read'),
    one('2026-03-03T20:00:00Z', null, 'streak-at-risk')
  ];
  expect(stillRelevant(missed, today).map((each) => [each.habit_id, each.at])).toEqual([
    ['walk', '2026-03-03T10:00:00Z'],
    ['read', '2026-03-02T09:00:00Z']
  ]);
  expect(stillRelevant(missed, undefined)).toHaveLength(4);
});
