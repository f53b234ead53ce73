import { expect, test } from 'vitest';

import { cycleDays, formatGems, formatSigned, groupByDay, parseCoins, parseMilligems } from './amounts';

test('parseMilligems and formatGems are inverse', () => {
  for (const [gems, thousandths] of [
    ['0.0', 0],
    ['0.1', 100],
    ['2.0', 2000],
    ['2.15', 2150],
    ['2.001', 2001],
    ['-1.5', -1500],
    ['10.05', 10050]
  ] as const) {
    expect(parseMilligems(gems), gems).toBe(thousandths);
    expect(formatGems(thousandths)).toBe(gems);
  }
  expect([formatSigned(10), formatSigned(-10), formatSigned('1.0'), formatSigned('-1.0')]).toEqual([
    '+10',
    '−10',
    '+1.0',
    '−1.0'
  ]);
});

test('cycleDays marks claimed, claimable and future days', () => {
  const cycle = ['0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '1.0'];
  const states = (day: number, open: boolean) =>
    cycleDays(cycle, day, open)
      .map((each) => each.state[0])
      .join('');
  expect(states(5, true)).toBe('ddddtaa');
  expect(states(5, false)).toBe('dddddaa');
  expect(states(1, true)).toBe('taaaaaa');
  expect(states(7, false)).toBe('ddddddd');
});

test('parseCoins accepts grouping and reports errors', () => {
  expect(parseCoins('340', 340)).toEqual({ coins: 340 });
  expect(parseCoins(' 1,000 ', 2000)).toEqual({ coins: 1000 });
  expect(parseCoins('1 000', 2000)).toEqual({ coins: 1000 });
  expect(parseCoins('99', 340)).toEqual({ wrong: 'least' });
  expect(parseCoins('341', 340)).toEqual({ wrong: 'most' });
  for (const text of ['', 'all', '1.5', '-200', '1e3']) expect(parseCoins(text, 340), text).toEqual({ wrong: 'whole' });
});

test('groupByDay keeps the order', () => {
  const at = (created_at: string) => ({ created_at });
  const days = groupByDay(
    [at('2026-01-02T08:00:00Z'), at('2026-01-02T07:00:00Z'), at('2026-01-01T07:00:00Z')],
    (instant) => instant.toISOString().slice(0, 10)
  );
  expect(days.map((each) => [each.day, each.entries.length])).toEqual([
    ['2026-01-02', 2],
    ['2026-01-01', 1]
  ]);
});
