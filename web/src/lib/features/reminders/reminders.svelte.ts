/** Reminder settings, delivery health and calendar links: queries and commands. */
import { api, idempotencyKey, type Schemas, unwrap } from '$lib/api/client';
import { query, type Query } from '$lib/data/query.svelte';

import { preferences, type Preferences } from '../notifications/notifications.svelte';

import { workerSync } from './worker-sync.svelte';

export type Settings = Schemas['ReminderSettings'];
export type Health = Schemas['ReminderHealth'];

/** Times of the morning summary and the evening reminder. */
export const settings: Query<Settings> = query('reminders/settings', {
  fetch: () => unwrap(api.GET('/api/v1/reminders/settings'))
});

/** Whether sent reminders were seen. */
export const health: Query<Health> = query('reminders/health', {
  fetch: () => unwrap(api.GET('/api/v1/reminders/health')),
  staleTime: 60_000
});

/** Calendar links of this user. */
export const links: Query<Schemas['Page_CalendarLinkView']> = query('reminders/links', {
  fetch: () => unwrap(api.GET('/api/v1/calendar-links', { params: { query: { limit: 50 } } }))
});

/** Throws an `ApiProblem` if refused. */
export async function saveSettings(body: Settings): Promise<void> {
  await settings.mutate({
    patch: () => body,
    send: () => unwrap(api.PUT('/api/v1/reminders/settings', { params: { header: idempotencyKey() }, body })),
    settle: (_, answer) => answer
  });
  workerSync.scheduleFetch();
}

/** Changes notification preferences. Throws an `ApiProblem` if refused. */
export async function savePreferences(next: (now: Preferences) => Preferences): Promise<void> {
  const now = preferences.data;
  if (!now) return;
  const body = next(now);
  await preferences.mutate({
    patch: () => body,
    send: () => unwrap(api.PUT('/api/v1/notifications/preferences', { body })),
    settle: (_, answer) => answer
  });
  workerSync.scheduleFetch();
}

/** Turns on reminders by mail. Throws an `ApiProblem` if refused. */
export async function enableMail(): Promise<void> {
  if (!preferences.data) await preferences.load();
  await savePreferences((now) => ({
    ...now,
    kinds: now.kinds?.map((each) => (each.kind === 'reminder' ? { ...each, mail: true } : each))
  }));
  await health.load();
}

/** Creates a calendar link; its URL is shown only once. Throws an `ApiProblem` if refused. */
export async function createLink(): Promise<string> {
  const { url } = await unwrap(api.POST('/api/v1/calendar-links'));
  void links.load();
  return url;
}

/** Throws an `ApiProblem` if refused. */
export async function revokeLink(id: string): Promise<void> {
  await unwrap(api.DELETE('/api/v1/calendar-links/{id}', { params: { path: { id }, header: idempotencyKey() } }));
  links.update((page) => ({ ...page, items: page.items.filter((link) => link.id !== id) }));
}
