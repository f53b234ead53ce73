/** Progress of a plan and how its days are drawn. Pure. */
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

/** A day as reported by the Today endpoint. */
interface SeenDay {
  habits: { id: string; tasks: { completed_at: string | null }[] }[];
}

/**
 * Due and completed tasks of a plan day. On a skipped day only completed tasks count; where the Today
 * endpoint was queried (`seen`), its count wins.
 */
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
 * Past days that are not fully done, for a habit due a number of times per week: only the Today
 * endpoint knows whether they were due. At most the `most` newest.
 */
export function datesToVerify(days: PlanDay[], today: string, most = 31): string[] {
  return days
    .filter((day) => day.date < today && day.tasks.some((task) => !task.completed_at))
    .slice(-most)
    .map((day) => day.date);
}

/** How a plan day is drawn; a skipped day is marked even before it comes. */
export function planDayAppearance(day: PlanDay, today: string, totals: DayTotals): DayAppearance {
  if ((day.skipped || day.date === today) && totals.due === 0) return { kind: 'skip' };
  return dayAppearance(day.date, today, totals);
}

/** The number of the latest plan day up to today; 0 before the first. */
export function currentPlanDay(days: PlanDay[], today: string): number {
  return days.filter((day) => day.date <= today).at(-1)?.day ?? 0;
}

/** The weeks around the current day of a long plan; all days of a short one. */
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

/** The if-then plan nearest to today: the first task that starts with "If". */
export function findIfThen(days: PlanDay[], today: string): IfThen | undefined {
  const ordered = [...days.filter((day) => day.date >= today), ...days.filter((day) => day.date < today).reverse()];
  for (const day of ordered)
    for (const { title } of day.tasks) {
      const found = /^if\s+(.+?)(?:,?\s+then\s+(.+))?$/iu.exec(title);
      if (found?.[1]) return { when: found[1], then: found[2] };
    }
  return undefined;
}
