/** The notification feed and its unread count; updated live over the socket. */
import { api, type Schemas, unwrap } from '$lib/api/client';
import { PaginatedList } from '$lib/data/paginated-list.svelte';
import { query, type Query, refetchQueries } from '$lib/data/query.svelte';
import { postToWorker } from '$lib/data/service-worker';
import { socket } from '$lib/data/socket';

export type Alert = Schemas['Page_NotificationView']['items'][number];
export type Preferences = Schemas['PreferencesView'];

/** The latest alerts and the unread count. */
export const latestAlerts = query<{ items: Alert[]; unread: number }>('notifications', {
  fetch: () => unwrap(api.GET('/api/v1/notifications', { params: { query: { limit: 20 } } })),
  staleTime: 30_000
});

export const preferences: Query<Preferences> = query('notification-preferences', {
  fetch: () => unwrap(api.GET('/api/v1/notifications/preferences'))
});

/** A new paginated list of all alerts, newest first. */
export function alertList(): PaginatedList<Alert> {
  return new PaginatedList((cursor) =>
    unwrap(api.GET('/api/v1/notifications', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
  );
}

/** Marks everything up to this alert as read. */
export async function markRead(newest: Alert): Promise<void> {
  await unwrap(api.PUT('/api/v1/notifications/read', { body: { up_to: newest.id } }));
  latestAlerts.update((feed) => ({ ...feed, unread: 0 }));
  closeReadNotifications();
}

/** Has the service worker close the notifications of alerts that were read, here or elsewhere. */
function closeReadNotifications(): void {
  void postToWorker({ type: 'notifications.read' });
}

/** Subscribes to socket events. Call once. */
export function startListening(): void {
  socket.on('notification', (frame) => {
    const { unread, ...alert } = frame as unknown as Alert & { unread: number };
    latestAlerts.update((feed) => ({
      items: [alert, ...feed.items.filter((each) => each.id !== alert.id)].slice(0, 20),
      unread
    }));
    // The response of a running fetch may be older than this event.
    if (latestAlerts.loading) void latestAlerts.refetch();
    for (const listener of listeners) listener(alert);
  });
  socket.on('notifications.read', (frame) => {
    latestAlerts.update((feed) => ({ ...feed, unread: Number(frame.unread) }));
    closeReadNotifications();
  });
  // Alerts may have been read elsewhere while the app was closed or in the background.
  closeReadNotifications();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') closeReadNotifications();
  });
  socket.on('rewards.changed', () => {
    refetchQueries('rewards');
    refetchQueries('today');
  });
}

const listeners = new Set<(alert: Alert) => void>();

/** Calls `listener` with each incoming alert; returns a function that unsubscribes. */
export function onAlert(listener: (alert: Alert) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
