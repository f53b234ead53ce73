/** The feed and how much of it is new; live over the socket. */
import { api, ask, type Schemas } from '$lib/api/client';
import { Pages } from '$lib/data/pages.svelte';
import { query, refresh, type Query } from '$lib/data/query.svelte';
import { socket } from '$lib/data/socket';

export type Alert = Schemas['Page_NotificationView']['items'][number];
export type Preferences = Schemas['PreferencesView'];

/** The top of the feed: what the bell shows. */
export const top = query<{ items: Alert[]; unread: number }>('notifications', {
  fetch: () => ask(api.GET('/api/v1/notifications', { params: { query: { limit: 20 } } })),
  fresh: 30_000
});

/** What somebody wants to hear of. */
export const preferences: Query<Preferences> = query('notification-preferences', {
  fetch: () => ask(api.GET('/api/v1/notifications/preferences'))
});

/** A fresh list of all alerts, newest first. */
export function feedPages(): Pages<Alert> {
  return new Pages((cursor) =>
    ask(api.GET('/api/v1/notifications', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
  );
}

/** Everything up to this alert was seen. */
export async function markRead(newest: Alert): Promise<void> {
  await ask(api.PUT('/api/v1/notifications/read', { body: { up_to: newest.id } }));
  top.merge((feed) => ({ ...feed, unread: 0 }));
}

/** Starts hearing; once. */
export function listen(): void {
  socket.on('notification', (frame) => {
    const { unread, ...alert } = frame as unknown as Alert & { unread: number };
    top.merge((feed) => ({
      items: [alert, ...feed.items.filter((each) => each.id !== alert.id)].slice(0, 20),
      unread
    }));
    // An answer that was asked for before this would put the older feed in its place.
    if (top.loading) void top.renew();
    for (const listener of heard) listener(alert);
  });
  socket.on('notifications.read', (frame) => top.merge((feed) => ({ ...feed, unread: Number(frame.unread) })));
  socket.on('rewards.changed', () => {
    refresh('rewards');
    refresh('today');
  });
}

const heard = new Set<(alert: Alert) => void>();

/** Calls `listener` with each alert that comes in; answers how to stop. */
export function whenHeard(listener: (alert: Alert) => void): () => void {
  heard.add(listener);
  return () => heard.delete(listener);
}
