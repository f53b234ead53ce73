/** Calculations for the charts. Pure. */

export interface Day {
  date: string;
  due: number;
  completed: number;
}

/** Percentage of completed tasks, rounded; 0 if nothing was due. */
export function rate(completed: number, due: number): number {
  return due > 0 ? Math.round((100 * completed) / due) : 0;
}

/** Heatmap colour: 0 if nothing is done, 4 if everything is. */
export function heatLevel(day: Pick<Day, 'due' | 'completed'>): 0 | 1 | 2 | 3 | 4 {
  if (day.due <= 0 || day.completed <= 0) return 0;
  if (day.completed >= day.due) return 4;
  return (1 + Math.min(2, Math.floor((3 * day.completed) / day.due))) as 1 | 2 | 3;
}

/** Noon in local time, so that no time zone shifts the date. */
export function dateAtNoon(date: string): Date {
  return new Date(`${date}T12:00:00`);
}

/** Splits days into weeks from Monday to Sunday; the first week is padded with `undefined`. */
export function splitIntoWeeks(days: Day[]): (Day | undefined)[][] {
  const first = days[0];
  if (!first) return [];
  const before = (dateAtNoon(first.date).getDay() + 6) % 7;
  const cells: (Day | undefined)[] = [...Array<undefined>(before).fill(undefined), ...days];
  const rows: (Day | undefined)[][] = [];
  for (let at = 0; at < cells.length; at += 7) rows.push(cells.slice(at, at + 7));
  return rows;
}

export function total(days: Pick<Day, 'due' | 'completed'>[]): { due: number; completed: number } {
  return days.reduce((sum, day) => ({ due: sum.due + day.due, completed: sum.completed + day.completed }), {
    due: 0,
    completed: 0
  });
}

/** The strength of a perfectly kept habit on each of its first `days` days. */
export function perfectCurve(days: number, daysAWeek: number): number[] {
  const momentum = 0.5 ** (Math.sqrt(Math.min(7, Math.max(1, daysAWeek)) / 7) / 13);
  return Array.from({ length: days }, (_, day) => 1 - momentum ** (day + 1));
}

/** SVG points of a line through `values` (0 to 1) within a box. */
export function polylinePoints(
  values: number[],
  box: { x: number; y: number; width: number; height: number; of: number }
): string {
  const step = box.of > 1 ? box.width / (box.of - 1) : 0;
  return values
    .map((value, at) => `${(box.x + at * step).toFixed(1)},${(box.y + (1 - value) * box.height).toFixed(1)}`)
    .join(' ');
}
