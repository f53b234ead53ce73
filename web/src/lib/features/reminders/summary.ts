/** Formats a habit's reminders in one line. */
import { getLocale } from '$lib/i18n';

import { weekdayName } from '../habits/days';

/** "07:30, 21:00 (Sat, Sun)". */
export function remindersSummary(reminders: readonly { time: string; weekdays?: number[] }[]): string {
  const short = (iso: number) => weekdayName(iso, getLocale(), 'short');
  return reminders
    .map(({ time, weekdays = [] }) =>
      weekdays.length === 0 || weekdays.length === 7 ? time : `${time} (${weekdays.map(short).join(', ')})`
    )
    .join(', ');
}
