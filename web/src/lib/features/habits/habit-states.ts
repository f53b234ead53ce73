/** Habit states in display order. Pure. */

export const HABIT_STATES = ['active', 'paused', 'finished', 'archived'] as const;
export type HabitState = (typeof HABIT_STATES)[number];

/** The state named by a query parameter; active if it is missing or unknown. */
export function parseHabitState(asked: string | null): HabitState {
  return HABIT_STATES.find((state) => state === asked) ?? 'active';
}

/** A date range in the locale's format, with the year only if it is not the current one. */
export function formatDateRange(start: string, end: string, thisYear: number, locale: string): string {
  // Noon UTC: a calendar date stays the same date in any format.
  const [from, to] = [new Date(`${start}T12:00:00Z`), new Date(`${end}T12:00:00Z`)];
  const near = [from, to].every((date) => date.getUTCFullYear() === thisYear);
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
    ...(near ? {} : { year: 'numeric' })
  }).formatRange(from, to);
}
