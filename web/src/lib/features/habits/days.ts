/** Calendar dates as the server writes them (`YYYY-MM-DD`), and what a day looks like. Pure. */
import { stoneCount } from '$lib/ui/palette';

/** Days after its date on which a task can still be ticked. */
export const GRACE_DAYS = 2;

const DAY = 86_400_000;
const at = (date: string) => Date.parse(`${date}T00:00:00Z`);

/** The date so many days later. */
export function addDays(date: string, days: number): string {
  return new Date(at(date) + days * DAY).toISOString().slice(0, 10);
}

/** How many days `to` lies after `from`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((at(to) - at(from)) / DAY);
}

/** Monday to Sunday around a date. */
export function weekOf(date: string): string[] {
  const monday = addDays(date, -((new Date(at(date)).getUTCDay() + 6) % 7));
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index));
}

/** The seven days of the strip: this week, moved back on its first days so that every day still open is there. */
export function weekStripDays(today: string): string[] {
  const monday = weekOf(today)[0] ?? today;
  const oldest = addDays(today, -GRACE_DAYS);
  const first = oldest < monday ? oldest : monday;
  return Array.from({ length: 7 }, (_, index) => addDays(first, index));
}

/** Whether the tasks of a day can be ticked: today, and the two days before. */
export function canComplete(date: string, today: string): boolean {
  const age = daysBetween(date, today);
  return age >= 0 && age <= GRACE_DAYS;
}

// Making one takes far longer than using it: a week asks for twenty dates in three forms.
const forms = new Map<string, Intl.DateTimeFormat>();

/** A date in words. The device's own English (day before month or after) where the app speaks English. */
export function formatDate(date: string, locale: string, parts: Intl.DateTimeFormatOptions): string {
  const device = typeof navigator === 'undefined' ? locale : navigator.language;
  const spoken = device.split('-')[0] === locale.split('-')[0] ? device : locale;
  const key = spoken + JSON.stringify(parts);
  let form = forms.get(key);
  if (!form) forms.set(key, (form = new Intl.DateTimeFormat(spoken, { timeZone: 'UTC', ...parts })));
  return form.format(at(date));
}

/** What the server told about a day. */
export interface DayTotals {
  due: number;
  completed: number;
}

export type DayAppearance = { kind: 'ahead' | 'skip' | 'unknown' } | { kind: 'stones'; filled: 0 | 1 | 2 | 3 };

/** A day as a small picture: to come, nothing due, not known yet, or its stones. */
export function dayAppearance(date: string, today: string, told: DayTotals | undefined): DayAppearance {
  if (date > today) return { kind: 'ahead' };
  if (!told) return { kind: 'unknown' };
  if (told.due === 0 && date < today) return { kind: 'skip' };
  return { kind: 'stones', filled: stoneCount(told.completed, told.due) };
}

/** Cards in two columns: each next one where less stands, so that the order stays readable. */
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

/** The name to greet with: what others see, else the first of the names. */
export function firstName(user: { display_name: string; full_name: string } | undefined): string {
  return (user?.display_name || user?.full_name || '').trim().split(/\s+/u)[0] ?? '';
}
