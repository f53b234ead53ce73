/** Which missed reminders are still relevant. Pure. */
import type { Schemas } from '$lib/api/client';

type Planned = Schemas['PlannedReminder'];
type Today = Schemas['TodayView'];

/** Reminders of past days, and today's for habits with open tasks; only the last per habit and day. */
export function stillRelevant(missed: readonly Planned[], today: Today | undefined): Planned[] {
  const left = (one: Planned) => {
    if (!today || one.date !== today.date) return true;
    if (one.habit_id === null)
      return one.kind === 'streak-at-risk' ? today.rewards.can_claim : today.completed < today.due;
    return today.habits.some((habit) => habit.id === one.habit_id && habit.tasks.some((task) => !task.completed_at));
  };
  const last = new Map<string, Planned>();
  for (const one of missed) if (left(one)) last.set(`${one.date} ${one.tag}`, one);
  return [...last.values()].sort((one, other) => other.at.localeCompare(one.at));
}
