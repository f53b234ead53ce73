import { expect, test, vi } from 'vitest';

import type { Board, Entry } from './leaderboard.svelte';
import { isAloneOn, personalNote, podiumEntries, wholePercent } from './standings';

// The locale comes from localStorage or the browser; a test has neither.
vi.stubGlobal('localStorage', { getItem: () => null });
vi.stubGlobal('navigator', { languages: ['en'] });

function entry(rank: number, due = 3, completed = 2): Entry {
  return {
    rank,
    user_id: `user-${rank}`,
    display_name: 'Nimali',
    avatar_url: null,
    completion_rate: due ? (100 * completed) / due : 0,
    completed,
    due
  };
}

function board(entries: Entry[], me: Entry | null, order: Board['order'] = 'rate'): Board {
  return { period: 'weekly', starts_on: '2026-03-02', order, entries, me, as_of: '2026-03-02T08:00:00Z' };
}

test('wholePercent rounds to 0 or 100 only if exact', () => {
  expect([0, 0.2, 33.33, 66.67, 99.6, 100].map(wholePercent)).toEqual([0, 1, 33, 67, 99, 100]);
});

test('podiumEntries requires three entries', () => {
  expect(podiumEntries([entry(1), entry(2)])).toEqual([]);
  expect(podiumEntries([entry(1), entry(2), entry(3), entry(4)])).toHaveLength(3);
});

test('personalNote', () => {
  const three = [entry(1), entry(2), entry(3)];
  expect(personalNote(board(three, entry(3)), 'weekly', false)).toMatch(/no hurry/iu);
  expect(personalNote(board(three, entry(2)), 'weekly', false)).toBeUndefined();
  expect(personalNote(board([entry(1), entry(2)], entry(2)), 'weekly', false)).toBeUndefined();
  expect(personalNote(board(three, entry(4, 0)), 'weekly', false)).toMatch(/nothing was due/iu);
  expect(personalNote(board(three, null, 'fair'), 'weekly', false)).toMatch(/seven/iu);
  expect(personalNote(board(three, entry(2)), 'weekly', true)).toMatch(/only you/iu);
});

test('isAloneOn', () => {
  expect(isAloneOn(board([], null), 'user-1')).toBe(true);
  expect(isAloneOn(board([entry(1)], entry(1)), 'user-1')).toBe(true);
  expect(isAloneOn(board([entry(1)], null), 'user-2')).toBe(false);
  expect(isAloneOn(board([entry(1), entry(2)], entry(2)), 'user-2')).toBe(false);
});
