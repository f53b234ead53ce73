/** What the sheet of a habit can show. */
export interface HabitView {
  name: 'menu' | 'rename' | 'times' | 'weekdays' | 'skip' | 'plan' | 'day' | 'archive' | 'delete';
  /** The day it is about. */
  date?: string;
}
