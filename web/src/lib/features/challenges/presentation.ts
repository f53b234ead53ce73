/** Labels, colours and search of challenges. Pure. */
import { m } from '$lib/i18n';
import type { PaletteColor } from '$lib/ui/palette';

import type { Challenge } from './challenges.svelte';

/** Label and colour of each category in the catalogue. */
const CATEGORIES: Record<string, [() => string, PaletteColor]> = {
  starting: [m.category_starting, 'yolk'],
  movement: [m.category_movement, 'clay'],
  food: [m.category_food, 'moss'],
  mind: [m.category_mind, 'rose'],
  reading: [m.category_reading, 'sky'],
  sleep: [m.category_sleep, 'sky'],
  screens: [m.category_screens, 'clay'],
  health: [m.category_health, 'moss'],
  home: [m.category_home, 'yolk'],
  money: [m.category_money, 'yolk'],
  people: [m.category_people, 'rose'],
  quitting: [m.category_quitting, 'clay']
};

/** The categories to choose from. */
export const CATEGORY_NAMES = Object.keys(CATEGORIES);

/** A category's label; a custom category is shown as typed. */
export function categoryLabel(category: string): string {
  const known = CATEGORIES[category];
  return known ? known[0]() : category.charAt(0).toLocaleUpperCase() + category.slice(1);
}

export function categoryColor(category: string): PaletteColor {
  return CATEGORIES[category]?.[1] ?? 'moss';
}

/** The challenges in progress, sorted by end date. */
export function activeChallenges(challenges: readonly Challenge[]): Challenge[] {
  const ends = ({ progress }: Challenge) => progress?.ends_on ?? '';
  return challenges.filter(({ progress }) => progress?.state === 'active').sort((a, b) => (ends(a) < ends(b) ? -1 : 1));
}

/** Whether the challenge contains every word of the query. */
export function matchesSearch(challenge: Challenge, words: string): boolean {
  const habits = challenge.habits.map((habit) => habit.title).join(' ');
  const text = [challenge.title, challenge.description, categoryLabel(challenge.category), habits]
    .join(' ')
    .toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/u)
    .filter(Boolean)
    .every((word) => text.includes(word));
}

/** The current day of a joined challenge, or else its duration. */
export function durationLabel({ progress, duration_days }: Challenge): string {
  if (progress?.state === 'active') return m.challenge_day_of({ day: progress.day, of: duration_days });
  return progress ? m.challenge_finished() : m.challenge_days({ days: duration_days });
}
