/** Calendar dates in the server's format (`YYYY-MM-DD`), and how a day is drawn. Pure. */
import { stoneCount } from '$lib/ui/palette';

/** Days after its due date on which a task can still be completed. */
export const GRACE_DAYS = 2;

const DAY = 86_400_000;
const at = (date: string) => Date.parse(`${date}T00:00:00Z`);

export function addDays(date: string, days: number): string {
  return new Date(at(date) + days * DAY).toISOString().slice(0, 10);
}

/** The number of days from `from` to `to`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((at(to) - at(from)) / DAY);
}

/** Monday to Sunday of the date's week. */
export function weekOf(date: string): string[] {
  const monday = addDays(date, -((new Date(at(date)).getUTCDay() + 6) % 7));
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index));
}

/**
 * The seven days of the week strip: this week, shifted early in the week so that it includes every day
 * that is still open.
 */
export function weekStripDays(today: string): string[] {
  const monday = weekOf(today)[0] ?? today;
  const oldest = addDays(today, -GRACE_DAYS);
  const first = oldest < monday ? oldest : monday;
  return Array.from({ length: 7 }, (_, index) => addDays(first, index));
}

/** Whether a day's tasks can be completed: today and the two days before. */
export function canComplete(date: string, today: string): boolean {
  const age = daysBetween(date, today);
  return age >= 0 && age <= GRACE_DAYS;
}

// Creating a formatter is far slower than using it, and the week strip formats twenty dates in three ways.
const forms = new Map<string, Intl.DateTimeFormat>();

/** Formats a date. If the device's language is the app's language, its regional variant is used. */
export function formatDate(date: string, locale: string, parts: Intl.DateTimeFormatOptions): string {
  const device = typeof navigator === 'undefined' ? locale : navigator.language;
  const spoken = device.split('-')[0] === locale.split('-')[0] ? device : locale;
  const key = spoken + JSON.stringify(parts);
  let form = forms.get(key);
  if (!form) forms.set(key, (form = new Intl.DateTimeFormat(spoken, { timeZone: 'UTC', ...parts })));
  return form.format(at(date));
}

/** The name of a weekday: 1 is Monday, 7 is Sunday. */
export function weekdayName(iso: number, locale: string, length: 'short' | 'long'): string {
  // 1 January 2024 was a Monday.
  return formatDate(addDays('2024-01-01', iso - 1), locale, { weekday: length });
}

/** A day's counts as reported by the server. */
export interface DayTotals {
  due: number;
  completed: number;
}

export type DayAppearance = { kind: 'ahead' | 'skip' | 'unknown' } | { kind: 'stones'; filled: 0 | 1 | 2 | 3 };

/** How a day is drawn: in the future, nothing due, not loaded yet, or its stones. */
export function dayAppearance(date: string, today: string, totals: DayTotals | undefined): DayAppearance {
  if (date > today) return { kind: 'ahead' };
  if (!totals) return { kind: 'unknown' };
  if (totals.due === 0 && date < today) return { kind: 'skip' };
  return { kind: 'stones', filled: stoneCount(totals.completed, totals.due) };
}

/** Distributes cards over two columns, each to the shorter one, so that the order stays readable. */
export function splitIntoColumns<T>(items: readonly T[], heightOf: (item: T) => number): [T[], T[]] {
  const left: T[] = [];
  const right: T[] = [];
  let lead = 0;
  for (const item of items) {
    const height = heightOf(item);
    if (lead <= 0) {
      left.push(item);
      lead += height;
    } else {
      right.push(item);
      lead -= height;
    }
  }
  return [left, right];
}

/** The name to greet with: the first word of the display name or else of the full name. */
export function firstName(user: { display_name: string; full_name: string } | undefined): string {
  return (user?.display_name || user?.full_name || '').trim().split(/\s+/u)[0] ?? '';
}
