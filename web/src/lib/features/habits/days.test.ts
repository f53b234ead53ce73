import { expect, test } from 'vitest';

import {
  daysBetween,
  firstName,
  splitIntoColumns,
  dayAppearance,
  canComplete,
  addDays,
  weekStripDays,
  weekOf
} from './days';

test('weeks begin on Monday, also over a year and a clock change', () => {
  expect(weekOf('2026-11-22')).toEqual(weekOf('2026-11-16'));
  expect(weekOf('2027-01-01')[0]).toBe('2026-12-28');
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
});

test('the strip is the week, and every day that is still open', () => {
  expect(weekStripDays('2026-11-22')).toEqual(weekOf('2026-11-22'));
  expect(weekStripDays('2026-11-18')).toEqual(weekOf('2026-11-18'));
  expect(weekStripDays('2026-11-17')[0]).toBe('2026-11-15');
  expect(weekStripDays('2026-11-16')).toContain('2026-11-14');
});

test('a day is open for two more days, and never before it comes', () => {
  const open = ['2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16'];
  expect(open.map((date) => canComplete(date, '2026-11-19'))).toEqual([false, true, true, true, false]);
});

test('a day looks like what is known of it', () => {
  const today = '2026-11-19';
  expect(dayAppearance('2026-11-20', today, { due: 3, completed: 3 })).toEqual({ kind: 'ahead' });
  expect(dayAppearance('2026-11-18', today, undefined)).toEqual({ kind: 'unknown' });
  expect(dayAppearance('2026-11-18', today, { due: 0, completed: 0 })).toEqual({ kind: 'skip' });
  expect(dayAppearance(today, today, { due: 9, completed: 4 })).toEqual({ kind: 'stones', filled: 1 });
  expect(dayAppearance(today, today, { due: 9, completed: 9 })).toEqual({ kind: 'stones', filled: 3 });
});

test('two columns fill where less stands', () => {
  expect(splitIntoColumns([5, 2, 5, 1], (height) => height)).toEqual([
    [5, 1],
    [2, 5]
  ]);
});

test('people are greeted by one name', () => {
  expect(firstName({ display_name: '', full_name: ' Nimali Perera' })).toBe('Nimali');
  expect(firstName(undefined)).toBe('');
});
