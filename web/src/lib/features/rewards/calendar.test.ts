import { expect, test } from 'vitest';

import { addMonths, calendarWeeks, type Mark, monthOf, monthRange } from './calendar';

test('addMonths crosses years', () => {
  expect(monthOf('2026-11-19')).toBe('2026-11');
  expect([addMonths('2026-12', 1), addMonths('2026-01', -1), addMonths('2026-03', -14)]).toEqual([
    '2027-01',
    '2025-12',
    '2025-01'
  ]);
  expect(monthRange('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
});

test('calendarWeeks starts on Monday and ends bands with their row', () => {
  const marks = new Map<string, Mark>([
    ['2026-11-01', 'claimed'],
    ['2026-11-02', 'claimed'],
    ['2026-11-03', 'frozen'],
    ['2026-11-04', 'claimed'],
    ['2026-11-06', 'claimed']
  ]);
  const weeks = calendarWeeks('2026-11', marks, '2026-11-06');
  expect(weeks.length).toBe(6);
  expect(weeks.every((week) => week.length === 7)).toBe(true);
  // 1 November 2026 is a Sunday.
  expect(weeks[0]?.map((cell) => cell?.day)).toEqual([...Array<undefined>(6).fill(undefined), 1]);
  expect(weeks[0]?.[6]?.joined).toEqual({ before: false, after: false });
  const second = weeks[1]?.slice(0, 5).map((cell) => [cell?.mark, cell?.joined.before, cell?.joined.after]);
  expect(second).toEqual([
    ['claimed', false, true],
    ['frozen', true, true],
    ['claimed', true, false],
    [undefined, false, false],
    ['claimed', false, false]
  ]);
  expect(weeks.flat().filter((cell) => cell?.today)).toHaveLength(1);
  expect(weeks.at(-1)?.[0]?.day).toBe(30);
});
