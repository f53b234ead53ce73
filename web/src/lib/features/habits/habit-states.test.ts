import { expect, test } from 'vitest';

import { formatDateRange, parseHabitState } from './habit-states';

test('parseHabitState falls back to active', () => {
  expect([parseHabitState('paused'), parseHabitState(null), parseHabitState('lost')]).toEqual([
    'paused',
    'active',
    'active'
  ]);
});

test('formatDateRange shows the year only if it differs', () => {
  const plain = (text: string) => text.replace(/\s+/gu, ' ');
  expect(plain(formatDateRange('2026-11-03', '2026-11-23', 2026, 'en-GB'))).toMatch(/^3 ?– ?23 Nov$/u);
  expect(plain(formatDateRange('2026-12-20', '2027-01-09', 2026, 'en-GB'))).toContain('2027');
});
