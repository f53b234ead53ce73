import { expect, test } from 'vitest';

import { type Today, withTaskCompleted } from './today.svelte';

const task = (id: string) => ({ id, title: id, due_date: '2026-01-05', position: 1, completed_at: null, note: null });
const day = {
  date: '2026-01-05',
  habits: [{ id: 'h', tasks: [task('a'), task('b')] }],
  due: 2,
  completed: 0,
  rewards: { coins: 0, gems: '0.0', daily_streak: 0, can_claim: true }
} as unknown as Today;

test('withTaskCompleted is idempotent and reversible', () => {
  const once = withTaskCompleted(day, 'a', true);
  expect([once.completed, withTaskCompleted(once, 'a', true).completed]).toEqual([1, 1]);
  expect(withTaskCompleted(once, 'a', false).completed).toBe(0);
  expect(withTaskCompleted(day, 'nobody', true)).toBe(day);
  expect(day.habits[0]?.tasks[0]?.completed_at).toBeNull();
});
