import { expect, test, vi } from 'vitest';

import type { Challenge } from './challenges.svelte';
import { activeChallenges, categoryColor, categoryLabel, matchesSearch } from './presentation';

// The locale comes from localStorage or the browser; a test has neither.
vi.stubGlobal('localStorage', { getItem: () => null });
vi.stubGlobal('navigator', { languages: ['en'] });

const walk = {
  title: 'Walk After Breakfast',
  description: 'Outside',
  category: 'movement',
  habits: [{ title: 'Take the stairs' }]
} as unknown as Challenge;

test('matchesSearch requires every word', () => {
  expect(matchesSearch(walk, ' WALK  stairs')).toBe(true);
  expect(matchesSearch(walk, '')).toBe(true);
  expect(matchesSearch(walk, 'walk swim')).toBe(false);
});

test('categoryLabel shows custom categories as typed', () => {
  expect(categoryLabel('evenings')).toBe('Evenings');
  expect(categoryColor('evenings')).toBe('moss');
  expect(categoryColor('movement')).toBe('clay');
});

test('activeChallenges sorts by end date', () => {
  const one = (title: string, state?: string, ends_on = '') =>
    ({ title, progress: state ? { state, ends_on } : null }) as unknown as Challenge;
  const some = [
    one('late', 'active', '2026-04-01'),
    one('over', 'finished'),
    one('open'),
    one('soon', 'active', '2026-03-09')
  ];
  expect(activeChallenges(some).map(({ title }) => title)).toEqual(['soon', 'late']);
});
