import { expect, test, vi } from 'vitest';

import type { Challenge } from './challenges.svelte';
import { categoryStone, categoryWord, matches } from './looks';

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
