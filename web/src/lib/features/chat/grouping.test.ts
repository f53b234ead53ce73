import { expect, test } from 'vitest';

import { groupMessages, mergeMessages } from './grouping';

const said = (key: string, sender: string, at: string) => ({ key, sender, at: new Date(at) });

test('runs end with the writer, the day and a pause', () => {
  const laid = groupMessages([
    said('1', 'a', '2026-03-01T20:00:00'),
    said('2', 'a', '2026-03-01T20:01:00'),
    said('3', 'b', '2026-03-01T20:02:00'),
    said('4', 'b', '2026-03-01T20:30:00'),
    said('5', 'b', '2026-03-02T08:00:00')
  ]);
  expect(laid.map(({ day }) => day)).toEqual([true, false, false, false, true]);
  expect(laid.map(({ first }) => first)).toEqual([true, false, true, true, true]);
  expect(laid.map(({ last }) => last)).toEqual([false, true, true, true, true]);
});

test('messages are in the order of their places, each once', () => {
  const known = [{ sequence: 3 }, { sequence: 4 }];
  expect(
    mergeMessages(known, [{ sequence: 5 }, { sequence: 4 }, { sequence: 1 }]).map(({ sequence }) => sequence)
  ).toEqual([1, 3, 4, 5]);
});
