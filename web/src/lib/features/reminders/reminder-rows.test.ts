import { expect, test } from 'vitest';

import { EVERY_DAY, exceedsDailyLimit, isQuiet, normalizeRows } from './reminder-rows';

test('normalizeRows sorts, merges equal times and drops incomplete rows', () => {
  const rows = [
    { time: '21:00', weekdays: [6] },
    { time: '', weekdays: EVERY_DAY },
    { time: '07:30', weekdays: [2, 1] },
    { time: '21:00', weekdays: [7] },
    { time: '12:00', weekdays: [] }
  ];
  expect(normalizeRows(rows)).toEqual([
    { time: '07:30', weekdays: [1, 2] },
    { time: '21:00', weekdays: [6, 7] }
  ]);
});

test('exceedsDailyLimit counts per day, not per week', () => {
  const rows = (days: number[], from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({ time: `${String(from + n).padStart(2, '0')}:00`, weekdays: days }));
  expect(exceedsDailyLimit([...rows([6, 7], 1, 5), ...rows([1, 2, 3, 4, 5], 10, 5)])).toBe(false);
  expect(exceedsDailyLimit(rows([3], 1, 6))).toBe(true);
});

test('isQuiet supports hours over midnight and excludes the end', () => {
  const night = { from: '22:00', until: '07:00' };
  expect(['21:59', '22:00', '03:00', '06:59', '07:00'].map((time) => isQuiet(time, night))).toEqual([
    false,
    true,
    true,
    true,
    false
  ]);
  expect(isQuiet('12:30', { from: '12:00', until: '13:00' })).toBe(true);
  expect(isQuiet('12:30', null)).toBe(false);
});
