import { expect, test, vi } from 'vitest';

import type { Challenge } from './challenges.svelte';
import { categoryStone, categoryWord, matches, ranked } from './looks';

// The language is kept on the device or told by the browser; a test has neither.
vi.stubGlobal('localStorage', { getItem: () => null });
vi.stubGlobal('navigator', { languages: ['en'] });

const walk = {
  title: 'Walk After Breakfast',
  description: 'Outside',
  category: 'movement',
  habits: [{ title: 'Take the stairs' }]
} as unknown as Challenge;

test('every word has to be somewhere', () => {
  expect(matches(walk, ' WALK  stairs')).toBe(true);
  expect(matches(walk, '')).toBe(true);
  expect(matches(walk, 'walk swim')).toBe(false);
});

test('a category that somebody made up is said as typed', () => {
  expect(categoryWord('evenings')).toBe('Evenings');
  expect(categoryStone('evenings')).toBe('moss');
  expect(categoryStone('movement')).toBe('clay');
});

test('members stand by their rate, then by what they did', () => {
  const member = (completion_rate: number, completed: number, starts_on: string) => ({
    completion_rate,
    completed,
    starts_on
  });
  const sorted = ranked([member(50, 1, '2026-03-02'), member(100, 1, '2026-03-03'), member(100, 4, '2026-03-04')]);
  expect(sorted.map((one) => one.completed)).toEqual([4, 1, 1]);
  expect(sorted[2]?.completion_rate).toBe(50);
});
