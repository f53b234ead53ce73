/** A habit's reminders while being edited: rows of a time and weekdays. Pure. */
export interface ReminderRow {
  time: string;
  weekdays: number[];
}

export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
export const MAX_PER_DAY = 5;

/** The reminders to send: complete rows sorted by time, one per time. */
export function normalizeRows(rows: readonly ReminderRow[]): ReminderRow[] {
  const byTime = new Map<string, Set<number>>();
  for (const { time, weekdays } of rows) {
    if (!time || weekdays.length === 0) continue;
    const days = byTime.get(time) ?? new Set();
    for (const day of weekdays) days.add(day);
    byTime.set(time, days);
  }
  return [...byTime]
    .map(([time, days]) => ({ time, weekdays: [...days].sort() }))
    .sort((one, other) => one.time.localeCompare(other.time));
}

/** Whether any day has more than five reminders. */
export function exceedsDailyLimit(rows: readonly ReminderRow[]): boolean {
  const sent = normalizeRows(rows);
  return EVERY_DAY.some((day) => sent.filter((row) => row.weekdays.includes(day)).length > MAX_PER_DAY);
}

/** Whether a time is within quiet hours, which may span midnight. */
export function isQuiet(time: string, quiet: { from: string; until: string } | null | undefined): boolean {
  if (!quiet || !time) return false;
  const { from, until } = quiet;
  return from <= until ? time >= from && time < until : time >= from || time < until;
}
