/** A month of claims as rows of seven days. Pure. */

export type Mark = 'claimed' | 'frozen';

export interface Cell {
  date: string;
  /** Day of the month. */
  day: number;
  mark: Mark | undefined;
  /** Whether the band continues to the left and right within the row. */
  joined: { before: boolean; after: boolean };
  today: boolean;
}

const DAY = 86_400_000;
const at = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (instant: number) => new Date(instant).toISOString().slice(0, 10);

/** `2026-03` of `2026-03-19`. */
export const monthOf = (date: string): string => date.slice(0, 7);

export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return dateOf(Date.UTC(year, number - 1 + months, 1)).slice(0, 7);
}

export function monthRange(month: string): { from: string; to: string } {
  return { from: `${month}-01`, to: dateOf(at(`${addMonths(month, 1)}-01`) - DAY) };
}

/** The weeks of a month from Monday to Sunday; days of other months are undefined. */
export function calendarWeeks(month: string, marks: ReadonlyMap<string, Mark>, today: string): (Cell | undefined)[][] {
  const { from, to } = monthRange(month);
  const before = (new Date(at(from)).getUTCDay() + 6) % 7;
  const count = Math.round((at(to) - at(from)) / DAY) + 1;
  const cells: (Cell | undefined)[] = Array.from({ length: before }, () => undefined);
  for (let day = 1; day <= count; day++) {
    const date = dateOf(at(from) + (day - 1) * DAY);
    const place = (before + day - 1) % 7;
    const marked = (days: number) => marks.has(dateOf(at(date) + days * DAY));
    const mark = marks.get(date);
    cells.push({
      date,
      day,
      mark,
      joined: {
        before: mark !== undefined && place > 0 && day > 1 && marked(-1),
        after: mark !== undefined && place < 6 && day < count && marked(1)
      },
      today: date === today
    });
  }
  while (cells.length % 7 > 0) cells.push(undefined);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(7 * week, 7 * week + 7));
}
