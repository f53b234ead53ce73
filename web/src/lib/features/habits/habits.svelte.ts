/** Habits: queries and commands. */
import { api, idempotencyKey, type Schemas, unwrap } from '$lib/api/client';
import { query, type Query, refetchQueries } from '$lib/data/query.svelte';

import { today } from './today.svelte';

export type Habit = Schemas['HabitView'];
export type HabitDetail = Schemas['HabitDetail'];

/** All habits, in any state. */
export const habits: Query<Schemas['Page_HabitView']> = query('habits', {
  fetch: () => unwrap(api.GET('/api/v1/habits', { params: { query: { limit: 200 } } })),
  staleTime: 10_000
});

/** One habit with its plan. */
export function habitQuery(id: string): Query<HabitDetail> {
  return query(`habits/${id}`, {
    fetch: () => unwrap(api.GET('/api/v1/habits/{id}', { params: { path: { id } } })),
    staleTime: 10_000
  });
}

/** Refetches everything that a change of a habit may affect. */
function refetchRelated(): void {
  refetchQueries('habits');
  void today.load();
  refetchQueries('today/');
}

/** Changes name, reminders or weekdays. All commands of this module throw an `ApiProblem` if refused. */
export async function editHabit(id: string, body: Schemas['EditHabit']): Promise<void> {
  await unwrap(api.PATCH('/api/v1/habits/{id}', { params: { path: { id }, header: idempotencyKey() }, body }));
  await habitQuery(id).load();
  refetchRelated();
}

export async function skipDay(id: string, date: string, reason: string): Promise<void> {
  await unwrap(
    api.POST('/api/v1/habits/{id}/skips', {
      params: { path: { id }, header: idempotencyKey() },
      body: { date, ...(reason ? { reason } : {}) }
    })
  );
  refetchRelated();
}

/** Pauses, resumes or archives a habit. */
export async function changeHabitState(id: string, to: 'pause' | 'resume' | 'archive'): Promise<void> {
  const params = { params: { path: { id }, header: idempotencyKey() } };
  const calls = {
    pause: () => api.POST('/api/v1/habits/{id}/pause', params),
    resume: () => api.POST('/api/v1/habits/{id}/resume', params),
    archive: () => api.POST('/api/v1/habits/{id}/archive', params)
  };
  const habit = await unwrap(calls[to]());
  habitQuery(id).update((shown) => ({ ...shown, ...habit }));
  refetchRelated();
}

export async function deleteHabit(id: string): Promise<void> {
  const query = habitQuery(id);
  query.disable();
  try {
    await unwrap(api.DELETE('/api/v1/habits/{id}', { params: { path: { id }, header: idempotencyKey() } }));
  } catch (thrown) {
    query.enable();
    throw thrown;
  }
  habits.update((page) => ({ ...page, items: page.items.filter((habit) => habit.id !== id) }));
  void today.load();
  refetchQueries('today/');
}
