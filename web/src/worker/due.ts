/**
 * Which of the kept reminders are to be shown now. Pure: the service worker asks, tests too. Only
 * the worker imports this, so that its one file needs no other.
 */

/** A reminder to come, as the server planned it. */
export interface Planned {
  kind: string;
  /** When it is to be shown. */
  at: string;
  /** Which occurrence it is: pushes of it say the same. */
  occurs_at: string;
  /** The local day it is about. */
  date: string;
  habit_id: string | null;
  tag: string;
  title: string;
  body: string;
  link: string;
}

/** What this device knows beside the plan. */
export interface ReminderState {
  planned: Planned[];
  /** Occurrences that were shown here, by push or by the worker, and when. */
  shown: Record<string, number>;
  /** Habits with nothing left to do, of one day. */
  done: { date: string; habits: string[]; all: boolean };
}

/** A reminder is still worth showing so long after its time. */
export const MAX_DELAY = 30 * 60_000;
/** While a push may come it gets so long to do so. */
export const PUSH_GRACE = 60_000;
/** What was missed is told of for so long. */
const MISSED_WINDOW = 36 * 3_600_000;
/** What was shown is remembered for so long: pushes live six hours. */
const SHOWN_RETENTION = 48 * 3_600_000;

export const occurrenceKey = (one: { tag: string; occurs_at: string }) => `${one.tag}|${Date.parse(one.occurs_at)}`;

function isDone(one: Planned, done: ReminderState['done']): boolean {
  if (one.date !== done.date) return false;
  return one.habit_id === null ? one.kind === 'morning-summary' && done.all : done.habits.includes(one.habit_id);
}

/** What is to be shown at `now`; `pushed` says whether a push of it may be on its way. */
export function due(known: ReminderState, now: number, pushed: boolean): Planned[] {
  const wait = pushed ? PUSH_GRACE : 0;
  return known.planned.filter((one) => {
    const late = now - Date.parse(one.at);
    return late >= wait && late <= MAX_DELAY && !(occurrenceKey(one) in known.shown) && !isDone(one, known.done);
  });
}

/** Milliseconds until something may be due again; undefined when nothing is planned. */
export function untilNext(known: ReminderState, now: number, pushed: boolean): number | undefined {
  const wait = pushed ? PUSH_GRACE : 0;
  const times = known.planned
    .filter((one) => !(occurrenceKey(one) in known.shown) && !isDone(one, known.done))
    .map((one) => Date.parse(one.at) + wait - now)
    .filter((left) => left > 0);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** What nobody was shown and cannot be shown any more, of the last day and a half. */
export function missed(known: ReminderState, now: number): Planned[] {
  return known.planned.filter((one) => {
    const late = now - Date.parse(one.at);
    return (
      late > MAX_DELAY && late <= MISSED_WINDOW && !(occurrenceKey(one) in known.shown) && !isDone(one, known.done)
    );
  });
}

/** A new plan takes the place of the old one; what has passed and was not shown stays for a while. */
export function replacePlan(known: ReminderState, planned: Planned[], now: number): ReminderState {
  const coming = new Set(planned.map(occurrenceKey));
  const passed = known.planned.filter(
    (one) => Date.parse(one.at) <= now && now - Date.parse(one.at) <= MISSED_WINDOW && !coming.has(occurrenceKey(one))
  );
  const shown = Object.fromEntries(Object.entries(known.shown).filter(([, at]) => now - at <= SHOWN_RETENTION));
  return { ...known, planned: [...passed, ...planned], shown };
}
