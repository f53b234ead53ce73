/** Selects the missed reminders that are still relevant. Pure. */
import type { Schemas } from '$lib/api/client';

type Planned = Schemas['PlannedReminder'];
type Today = Schemas['TodayView'];

/** Reminders of past days, and today's for habits with open tasks; only the last per habit and day. */
export function stillRelevant(missed: readonly Planned[], today: Today | undefined): Planned[] {
  const isRelevant = (reminder: Planned) => {
    if (!today || reminder.date !== today.date) return true;
    if (reminder.habit_id === null)
      return reminder.kind === 'streak-at-risk' ? today.rewards.can_claim : today.completed < today.due;
    return today.habits.some(
      (habit) => habit.id === reminder.habit_id && habit.tasks.some((task) => !task.completed_at)
    );
  };
  const last = new Map<string, Planned>();
  for (const reminder of missed) if (isRelevant(reminder)) last.set(`${reminder.date} ${reminder.tag}`, reminder);
  return [...last.values()].sort((reminder, next) => next.at.localeCompare(reminder.at));
}
