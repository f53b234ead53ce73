import { expect, test } from 'vitest';

import { groupMessages, mergeMessages } from './grouping';

const message = (key: string, sender: string, at: string) => ({ key, sender, at: new Date(at) });

test('groupMessages splits by sender, day and pause', () => {
  const grouped = groupMessages([
    message('1', 'a', '2026-03-01T20:00:00'),
    message('2', 'a', '2026-03-01T20:01:00'),
    message('3', 'b', '2026-03-01T20:02:00'),
    message('4', 'b', '2026-03-01T20:30:00'),
    message('5', 'b', '2026-03-02T08:00:00')
  ]);
  expect(grouped.map(({ day }) => day)).toEqual([true, false, false, false, true]);
  expect(grouped.map(({ first }) => first)).toEqual([true, false, true, true, true]);
  expect(grouped.map(({ last }) => last)).toEqual([false, true, true, true, true]);
});

test('mergeMessages sorts by sequence without duplicates', () => {
  const known = [{ sequence: 3 }, { sequence: 4 }];
  expect(
    mergeMessages(known, [{ sequence: 5 }, { sequence: 4 }, { sequence: 1 }]).map(({ sequence }) => sequence)
  ).toEqual([1, 3, 4, 5]);
});
