/** Today and past days: queries and commands. */
import { api, idempotencyKey, type Schemas, unwrap } from '$lib/api/client';
import { query, type Query, refetchQueries } from '$lib/data/query.svelte';

export type Today = Schemas['TodayView'];
export type TodayHabit = Schemas['TodayHabit'];
export type Task = Schemas['TaskView'];

export const today: Query<Today> = query('today', { fetch: () => unwrap(api.GET('/api/v1/today')), offline: true });

/** The query of a past day. */
export function dayQuery(date: string): Query<Today> {
  return query(`today/${date}`, {
    fetch: () => unwrap(api.GET('/api/v1/today', { params: { query: { date } } })),
    staleTime: 60_000
  });
}

/** Coins paid for completions since the app was opened, by task. */
const paid = $state<Record<string, number>>({});
export function coinsPaidFor(id: string): number {
  return paid[id] ?? 0;
}

// Requests for one task run one after the other, so that the last change wins.
const queues = new Map<string, Promise<unknown>>();
function serialize<T>(id: string, send: () => Promise<T>): Promise<T> {
  const sent = (queues.get(id) ?? Promise.resolve()).then(send, send);
  queues.set(id, sent);
  const left = () => {
    if (queues.get(id) === sent) queues.delete(id);
  };
  sent.then(left, left);
  return sent;
}

/**
 * Marks a task as done or not done. The change shows at once and is undone with an `ApiProblem` if
 * refused. Returns the server's response.
 */
export async function setTaskCompleted(id: string, done: boolean, day: Query<Today> = today) {
  const path = { params: { path: { id } } };
  const response = await day.mutate({
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
  if (response) {
    paid[id] = done ? response.coins_earned : 0;
    // The wallet belongs to today, whichever day the task is from.
    if (day !== today) today.update((shown) => ({ ...shown, rewards: { ...shown.rewards, ...response.balance } }));
    refetchQueries('habits/');
  }
  return response;
}

/** Changes a task's title or note; omitted fields stay. Throws an `ApiProblem` if refused. */
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

/** The day with one task's completion changed. Pure. */
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
