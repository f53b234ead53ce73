/** A habit's reminders as they are edited: rows of a time and its weekdays. Pure. */
export interface ReminderRow {
  time: string;
  weekdays: number[];
}

export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
export const MAX_PER_DAY = 5;

/** What is sent: rows with a time, in order, each time once. */
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

/** Whether some day would have more than five. */
export function exceedsDailyLimit(rows: readonly ReminderRow[]): boolean {
  const sent = normalizeRows(rows);
  return EVERY_DAY.some((day) => sent.filter((row) => row.weekdays.includes(day)).length > MAX_PER_DAY);
}

/** Whether a time of the day lies in quiet hours, which may pass midnight. */
export function isQuiet(time: string, quiet: { from: string; until: string } | null | undefined): boolean {
  if (!quiet || !time) return false;
  const { from, until } = quiet;
  return from <= until ? time >= from && time < until : time >= from || time < until;
}
