/** The heading and the sentence that sum up a day. Pure. */
import { m } from '$lib/i18n';

interface Day {
  due: number;
  completed: number;
  habits: readonly unknown[];
}

/** Whether tasks were due and all of them are done. */
export function isAllDone(day: Day | undefined): boolean {
  return !!day && day.due > 0 && day.completed >= day.due;
}

/** `day` is undefined until it has loaded; `past` says whether it is before today. */
export function daySummary(day: Day | undefined, past: boolean, name: string): { title: string; text: string } {
  if (!day || day.due === 0) {
    return day?.habits.length
      ? { title: m.today_flexible_title(), text: m.today_flexible_text() }
      : { title: m.today_free_title(), text: m.today_free_text() };
  }
  const allDone = isAllDone(day);
  const title = allDone ? m.today_all_done({ due: day.due }) : m.today_done({ done: day.completed, due: day.due });
  if (past) return { title, text: allDone ? m.today_past_all_done() : m.today_past_text() };
  if (allDone) return { title, text: m.today_all_done_text() };
  const left = day.due - day.completed;
  return { title, text: day.completed === 0 ? m.today_greeting({ left, name }) : m.today_remaining({ left, name }) };
}
