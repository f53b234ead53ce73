/** All habits, and what can be done with one. */
import { api, ask, once, type Schemas } from '$lib/api/client';
import { query, refresh, type Query } from '$lib/data/query.svelte';

import { today } from './today.svelte';

export type Habit = Schemas['HabitView'];
export type HabitDetail = Schemas['HabitDetail'];

/** The query of all habits, in any state. */
export const habits: Query<Schemas['Page_HabitView']> = query('habits', {
  fetch: () => ask(api.GET('/api/v1/habits', { params: { query: { limit: 200 } } })),
  fresh: 10_000
});

/** The query of one habit with its plan. */
export function habitOf(id: string): Query<HabitDetail> {
  return query(`habits/${id}`, {
    fetch: () => ask(api.GET('/api/v1/habits/{id}', { params: { path: { id } } })),
    fresh: 10_000
  });
}

/** What a change of a habit can reach. */
function settled(): void {
  refresh('habits');
  void today.load();
  refresh('today/');
}

/** Changes words, times, weekdays. All of these throw an `ApiProblem` when refused. */
export async function editHabit(id: string, body: Schemas['EditHabit']): Promise<void> {
  await ask(api.PATCH('/api/v1/habits/{id}', { params: { path: { id }, header: once() }, body }));
  await habitOf(id).load();
  settled();
}

/** Skips one day. */
export async function skipDay(id: string, date: string, reason: string): Promise<void> {
  await ask(
    api.POST('/api/v1/habits/{id}/skips', {
      params: { path: { id }, header: once() },
      body: { date, ...(reason ? { reason } : {}) }
    })
  );
  settled();
}

/** Pauses, goes on, puts away. */
export async function moveHabit(id: string, to: 'pause' | 'resume' | 'archive'): Promise<void> {
  const params = { params: { path: { id }, header: once() } };
  const calls = {
    pause: () => api.POST('/api/v1/habits/{id}/pause', params),
    resume: () => api.POST('/api/v1/habits/{id}/resume', params),
    archive: () => api.POST('/api/v1/habits/{id}/archive', params)
  };
  const habit = await ask(calls[to]());
  habitOf(id).merge((shown) => ({ ...shown, ...habit }));
  settled();
}

/** Deletes a habit with its plan and notes. */
export async function deleteHabit(id: string): Promise<void> {
  const query = habitOf(id);
  query.retire();
  try {
    await ask(api.DELETE('/api/v1/habits/{id}', { params: { path: { id }, header: once() } }));
  } catch (thrown) {
    query.retire(false);
    throw thrown;
  }
  habits.merge((page) => ({ ...page, items: page.items.filter((habit) => habit.id !== id) }));
  void today.load();
  refresh('today/');
}
