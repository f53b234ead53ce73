import { expect, test } from 'vitest';

import {
  addDays,
  canComplete,
  dayAppearance,
  daysBetween,
  firstName,
  splitIntoColumns,
  weekdayName,
  weekOf,
  weekStripDays
} from './days';

test('weekOf starts on Monday, across years and clock changes', () => {
  expect(weekOf('2026-11-22')).toEqual(weekOf('2026-11-16'));
  expect(weekOf('2027-01-01')[0]).toBe('2026-12-28');
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
});

test('weekStripDays includes every open day', () => {
  expect(weekStripDays('2026-11-22')).toEqual(weekOf('2026-11-22'));
  expect(weekStripDays('2026-11-18')).toEqual(weekOf('2026-11-18'));
  expect(weekStripDays('2026-11-17')[0]).toBe('2026-11-15');
  expect(weekStripDays('2026-11-16')).toContain('2026-11-14');
});

test('canComplete covers today and the two days before', () => {
  const open = ['2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16'];
  expect(open.map((date) => canComplete(date, '2026-11-19'))).toEqual([false, true, true, true, false]);
});

test('dayAppearance', () => {
  const today = '2026-11-19';
  expect(dayAppearance('2026-11-20', today, { due: 3, completed: 3 })).toEqual({ kind: 'ahead' });
  expect(dayAppearance('2026-11-18', today, undefined)).toEqual({ kind: 'unknown' });
  expect(dayAppearance('2026-11-18', today, { due: 0, completed: 0 })).toEqual({ kind: 'skip' });
  expect(dayAppearance(today, today, { due: 9, completed: 4 })).toEqual({ kind: 'stones', filled: 1 });
  expect(dayAppearance(today, today, { due: 9, completed: 9 })).toEqual({ kind: 'stones', filled: 3 });
});

test('splitIntoColumns fills the shorter column', () => {
  expect(splitIntoColumns([5, 2, 5, 1], (height) => height)).toEqual([
    [5, 1],
    [2, 5]
  ]);
});

test('weekdayName starts on Monday', () => {
  expect([1, 7].map((iso) => weekdayName(iso, 'en', 'short'))).toEqual(['Mon', 'Sun']);
});

test('firstName', () => {
  expect(firstName({ display_name: '', full_name: ' Nimali Perera' })).toBe('Nimali');
  expect(firstName(undefined)).toBe('');
});
