/** The states a habit can be in, in the order they are offered. Pure. */

export const HABIT_STATES = ['active', 'paused', 'finished', 'archived'] as const;
export type HabitState = (typeof HABIT_STATES)[number];

/** The state an address asks for; active when it names none that there is. */
export function parseHabitState(asked: string | null): HabitState {
  return HABIT_STATES.find((state) => state === asked) ?? 'active';
}

/** A range of dates in a language's own way, the year only where it is not this one. */
export function formatDateRange(start: string, end: string, thisYear: number, locale: string): string {
  // Noon in UTC: a calendar date is the same day whatever the zone.
  const [from, to] = [new Date(`${start}T12:00:00Z`), new Date(`${end}T12:00:00Z`)];
  const near = [from, to].every((date) => date.getUTCFullYear() === thisYear);
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
    ...(near ? {} : { year: 'numeric' })
  }).formatRange(from, to);
}
