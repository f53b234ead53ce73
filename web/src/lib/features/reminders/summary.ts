/** Formats a habit's reminders in one line. */
import { getLocale } from '$lib/i18n';

import { addDays, formatDate } from '../habits/days';

/** "07:30, 21:00 (Sat, Sun)". */
export function remindersSummary(reminders: readonly { time: string; weekdays?: number[] }[]): string {
  // 1 January 2024 was a Monday.
  const short = (iso: number) => formatDate(addDays('2024-01-01', iso - 1), getLocale(), { weekday: 'short' });
  return reminders
    .map(({ time, weekdays = [] }) =>
      weekdays.length === 0 || weekdays.length === 7 ? time : `${time} (${weekdays.map(short).join(', ')})`
    )
    .join(', ');
}
