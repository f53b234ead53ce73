/** The day of today, shared by whoever shows a part of it. */
import { api, ask, type Schemas } from '$lib/api/client';
import { query, type Query } from '$lib/data/query.svelte';

export type Today = Schemas['TodayView'];

/** The query of today; the last one seen is kept for offline use. */
export const today: Query<Today> = query('today', { fetch: () => ask(api.GET('/api/v1/today')), keep: true });

/** Ticks or unticks a task: it shows at once, and is taken back with an `ApiProblem` when refused. */
export function tickTask(id: string, done: boolean) {
  const path = { params: { path: { id } } };
  return today.change({
    patch: (day) => withTask(day, id, done),
    send: () =>
      ask(done ? api.PUT('/api/v1/tasks/{id}/completion', path) : api.DELETE('/api/v1/tasks/{id}/completion', path)),
    settle: (day, told) => ({
      ...withTask(day, id, told.task.completed_at !== null),
      due: told.day.due,
      completed: told.day.completed,
      rewards: { ...day.rewards, ...told.balance }
    })
  });
}

/** The day with one task done or not. Pure. */
export function withTask(day: Today, id: string, done: boolean): Today {
  let by = 0;
  const habits = day.habits.map((habit) => ({
    ...habit,
    tasks: habit.tasks.map((task) => {
      if (task.id !== id || (task.completed_at !== null) === done) return task;
      by += done ? 1 : -1;
      return { ...task, completed_at: done ? new Date().toISOString() : null };
    })
  }));
  return by === 0 ? day : { ...day, habits, completed: day.completed + by };
}
