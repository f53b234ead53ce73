/** The days: today, shared by whoever shows a part of it, and the days before it. */
import { api, unwrap, idempotencyKey, type Schemas } from '$lib/api/client';
import { query, refetchQueries, type Query } from '$lib/data/query.svelte';

export type Today = Schemas['TodayView'];
export type TodayHabit = Schemas['TodayHabit'];
export type Task = Schemas['TaskView'];

/** The query of today; the last one seen is kept for offline use. */
export const today: Query<Today> = query('today', { fetch: () => unwrap(api.GET('/api/v1/today')), offline: true });

/** The query of a past day. */
export function dayQuery(date: string): Query<Today> {
  return query(`today/${date}`, {
    fetch: () => unwrap(api.GET('/api/v1/today', { params: { query: { date } } })),
    staleTime: 60_000
  });
}

/** Coins that the server paid for ticks made since the app was opened, by task. */
const paid = $state<Record<string, number>>({});
export function coinsPaidFor(id: string): number {
  return paid[id] ?? 0;
}

// A tick and its undo go out one after the other: the last one said is what stays.
const lines = new Map<string, Promise<unknown>>();
function serialize<T>(id: string, send: () => Promise<T>): Promise<T> {
  const sent = (lines.get(id) ?? Promise.resolve()).then(send, send);
  lines.set(id, sent);
  const left = () => {
    if (lines.get(id) === sent) lines.delete(id);
  };
  sent.then(left, left);
  return sent;
}

/**
 * Ticks or unticks a task of a day: it shows at once, and is taken back with an `ApiProblem` when
 * refused. Answers what the server made of it.
 */
export async function setTaskCompleted(id: string, done: boolean, day: Query<Today> = today) {
  const path = { params: { path: { id } } };
  const told = await day.mutate({
    patch: (shown) => withTaskCompleted(shown, id, done),
    send: () =>
      serialize(id, () =>
        unwrap(
          done ? api.PUT('/api/v1/tasks/{id}/completion', path) : api.DELETE('/api/v1/tasks/{id}/completion', path)
        )
      ),
    settle: (shown, answer) => ({
      ...withTaskCompleted(shown, id, answer.task.completed_at !== null),
      due: answer.day.due,
      completed: answer.day.completed,
      rewards: { ...shown.rewards, ...answer.balance }
    })
  });
  if (told) {
    paid[id] = done ? told.coins_earned : 0;
    // The purse is today's, whichever day was ticked.
    if (day !== today) today.update((shown) => ({ ...shown, rewards: { ...shown.rewards, ...told.balance } }));
    refetchQueries('habits/');
  }
  return told;
}

/** Changes a task's words; what is left out stays. Throws an `ApiProblem`. */
export async function editTask(id: string, edit: Schemas['EditTask'], day: Query<Today>): Promise<void> {
  const task = await unwrap(
    api.PATCH('/api/v1/tasks/{id}', { params: { path: { id }, header: idempotencyKey() }, body: edit })
  );
  day.update((shown) => ({
    ...shown,
    habits: shown.habits.map((habit) => ({
      ...habit,
      tasks: habit.tasks.map((each) => (each.id === id ? { ...each, title: task.title, note: task.note } : each))
    }))
  }));
  refetchQueries('habits/');
}

/** The day with one task done or not. Pure. */
export function withTaskCompleted(day: Today, id: string, done: boolean): Today {
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
