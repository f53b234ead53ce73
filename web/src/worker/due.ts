/**
 * Decides which stored reminders are due. Pure. Only the service worker imports this module, so that
 * it stays a single file.
 */

/** A future reminder as planned by the server. */
export interface Planned {
  kind: string;
  /** When to show it. */
  at: string;
  /** Identifies the occurrence; pushes of it carry the same value. */
  occurs_at: string;
  /** The local day it belongs to. */
  date: string;
  habit_id: string | null;
  tag: string;
  title: string;
  body: string;
  link: string;
}

/** The stored plan and its state on this device. */
export interface ReminderState {
  planned: Planned[];
  /** Occurrences shown on this device, by push or by the worker, with the time in milliseconds. */
  shown: Record<string, number>;
  /** Habits of one day with no task left to do. */
  done: { date: string; habits: string[]; all: boolean };
}

/** Milliseconds after its time during which a reminder is still shown. */
export const MAX_DELAY = 30 * 60_000;
/** Milliseconds to wait for a push before the worker shows the reminder itself. */
export const PUSH_GRACE = 60_000;
/** Milliseconds during which a missed reminder is reported. */
const MISSED_WINDOW = 36 * 3_600_000;
/** Milliseconds to remember shown occurrences; pushes live for six hours. */
const SHOWN_RETENTION = 48 * 3_600_000;

export const occurrenceKey = (reminder: { tag: string; occurs_at: string }) =>
  `${reminder.tag}|${Date.parse(reminder.occurs_at)}`;

function isDone(reminder: Planned, done: ReminderState['done']): boolean {
  if (reminder.date !== done.date) return false;
  return reminder.habit_id === null
    ? reminder.kind === 'morning-summary' && done.all
    : done.habits.includes(reminder.habit_id);
}

/** The reminders to show at `now`; `pushed` says whether pushes may arrive. */
export function due(known: ReminderState, now: number, pushed: boolean): Planned[] {
  const wait = pushed ? PUSH_GRACE : 0;
  return known.planned.filter((reminder) => {
    const late = now - Date.parse(reminder.at);
    return (
      late >= wait && late <= MAX_DELAY && !(occurrenceKey(reminder) in known.shown) && !isDone(reminder, known.done)
    );
  });
}

/** Milliseconds until the next reminder may be due; undefined if nothing is planned. */
export function untilNext(known: ReminderState, now: number, pushed: boolean): number | undefined {
  const wait = pushed ? PUSH_GRACE : 0;
  const times = known.planned
    .filter((reminder) => !(occurrenceKey(reminder) in known.shown) && !isDone(reminder, known.done))
    .map((reminder) => Date.parse(reminder.at) + wait - now)
    .filter((left) => left > 0);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Reminders of the last 36 hours that were not shown and are too late to show. */
export function missed(known: ReminderState, now: number): Planned[] {
  return known.planned.filter((reminder) => {
    const late = now - Date.parse(reminder.at);
    return (
      late > MAX_DELAY &&
      late <= MISSED_WINDOW &&
      !(occurrenceKey(reminder) in known.shown) &&
      !isDone(reminder, known.done)
    );
  });
}

/** Replaces the plan; past reminders that were not shown are retained for a while. */
export function replacePlan(known: ReminderState, planned: Planned[], now: number): ReminderState {
  const coming = new Set(planned.map(occurrenceKey));
  const passed = known.planned.filter(
    (reminder) =>
      Date.parse(reminder.at) <= now &&
      now - Date.parse(reminder.at) <= MISSED_WINDOW &&
      !coming.has(occurrenceKey(reminder))
  );
  const shown = Object.fromEntries(Object.entries(known.shown).filter(([, at]) => now - at <= SHOWN_RETENTION));
  return { ...known, planned: [...passed, ...planned], shown };
}
