/** What a plan's days say: how far it is, and what each day looks like. Pure. */
import type { DayAppearance, DayTotals } from './days';
import { dayAppearance } from './days';

interface PlanTask {
  title: string;
  completed_at: string | null;
  note: string | null;
}
export interface PlanDay {
  day: number;
  date: string;
  skipped: boolean;
  tasks: PlanTask[];
}

/** What Today said of a day: the tasks that counted, habit by habit. */
interface SeenDay {
  habits: { id: string; tasks: { completed_at: string | null }[] }[];
}

/** Due and done on a plan's day: of a skipped one only what is done counts, and where Today was asked it knows best. */
export function planDayTotals(day: PlanDay, habit: string, seen?: SeenDay): DayTotals {
  const completed = day.tasks.filter((task) => task.completed_at).length;
  const due = seen
    ? (seen.habits.find((each) => each.id === habit)?.tasks.length ?? 0)
    : day.skipped
      ? completed
      : day.tasks.length;
  return { due, completed };
}

/**
 * Days that are over and not wholly done, of a habit that is due so many times a week: only Today
 * knows whether they were due. The newest, at most `most`.
 */
export function datesToVerify(days: PlanDay[], today: string, most = 31): string[] {
  return days
    .filter((day) => day.date < today && day.tasks.some((task) => !task.completed_at))
    .slice(-most)
    .map((day) => day.date);
}

/** A plan's day as a small picture; a skipped one also before it comes. */
export function planDayAppearance(day: PlanDay, today: string, told: DayTotals): DayAppearance {
  if ((day.skipped || day.date === today) && told.due === 0) return { kind: 'skip' };
  return dayAppearance(day.date, today, told);
}

/** The number of the plan day it is: today's, or the last that came. 0 before the first. */
export function currentPlanDay(days: PlanDay[], today: string): number {
  return days.filter((day) => day.date <= today).at(-1)?.day ?? 0;
}

/** Of a long plan the weeks around the day it is; a short one whole. */
export function weeksAround<T extends PlanDay>(days: T[], today: string, most = 35): T[] {
  if (days.length <= most) return days;
  const row = Math.floor(Math.max(0, currentPlanDay(days, today) - 1) / 7);
  const first = Math.max(0, Math.min(row - 1, Math.ceil(days.length / 7) - 4)) * 7;
  return days.slice(first, first + 28);
}

export interface IfThen {
  when: string;
  then: string | undefined;
}

/** The if-then plan of the day that is next: the first task that begins with "If". */
export function findIfThen(days: PlanDay[], today: string): IfThen | undefined {
  const ordered = [...days.filter((day) => day.date >= today), ...days.filter((day) => day.date < today).reverse()];
  for (const day of ordered)
    for (const { title } of day.tasks) {
      const found = /^if\s+(.+?)(?:,?\s+then\s+(.+))?$/iu.exec(title);
      if (found?.[1]) return { when: found[1], then: found[2] };
    }
  return undefined;
}
