/** The content of the habit sheet. */
export interface HabitView {
  name: 'menu' | 'rename' | 'times' | 'weekdays' | 'skip' | 'plan' | 'day' | 'archive' | 'delete';
  /** The day concerned. */
  date?: string;
}
