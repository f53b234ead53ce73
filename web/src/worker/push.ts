/// <reference lib="webworker" />
/**
 * Pushes. Each one shows a notification, whatever it contains: browsers end the subscription of a site whose pushes
 * show nothing, Safari after the third. Notifications of alerts that were read elsewhere are therefore closed after
 * the next push and while the app is open, never by a push of their own.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

/** The fields of a push that are texts; others are ignored. */
export interface PushPayload {
  id?: string;
  tag?: string;
  title?: string;
  body?: string;
  link?: string;
  task_id?: string;
  /** Identifies an occurrence of a reminder. */
  occurs_at?: string;
}

/** The data of a notification that a push has shown. */
export interface NotificationData extends PushPayload {
  /** In milliseconds. */
  shown_at: number;
}

interface Labels {
  done: string;
  snooze: string;
  news: string;
}

const FIELDS = ['id', 'tag', 'title', 'body', 'link', 'task_id', 'occurs_at'] as const;
const ENGLISH: Labels = { done: 'Done', snooze: 'Snooze 1 hour', news: 'Open Habitro to see what is new.' };
/** Milliseconds that a notification waits for data without which it can be shown. */
const LOADING_TIMEOUT = 3_000;

/** Reads a push. Anything but a JSON object of texts counts as an empty one. */
export function readPayload(data: Pick<PushMessageData, 'json'> | null): PushPayload {
  const payload: PushPayload = {};
  try {
    const read = data?.json() as Record<string, unknown> | null | undefined;
    for (const field of FIELDS) {
      const value = read?.[field];
      if (typeof value === 'string' && value) payload[field] = value;
    }
  } catch {
    // Not JSON.
  }
  return payload;
}

/** Resolves to `fallback` if `work` fails or takes longer than `LOADING_TIMEOUT`. */
export function orElse<T>(work: Promise<T>, fallback: T): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(fallback), LOADING_TIMEOUT);
    const settle = (value: T) => {
      clearTimeout(timer);
      resolve(value);
    };
    work.then(settle, () => settle(fallback));
  });
}

/** Shows a push. `repeated`: it replaces the notification of the same occurrence, silently. */
export async function showPush(payload: PushPayload, repeated = false): Promise<void> {
  const labels = await orElse(readLabels(), ENGLISH);
  const title = payload.title ?? 'Habitro';
  const body = payload.body ?? (payload.title ? '' : labels.news);
  const data: NotificationData = { ...payload, shown_at: Date.now() };
  const options: NotificationOptions & { actions?: { action: string; title: string }[]; renotify?: boolean } = {
    body,
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    data
  };
  // A newer notification with the same tag replaces the older one but still alerts the user.
  if (payload.tag) Object.assign(options, { tag: payload.tag, renotify: !repeated, silent: repeated });
  if (payload.task_id) {
    options.actions = [
      { action: 'done', title: labels.done },
      { action: 'snooze', title: labels.snooze }
    ];
  }
  try {
    await worker.registration.showNotification(title, options);
  } catch {
    // A browser that refuses an option.
    await worker.registration.showNotification(title, { body, data });
  }
}

/** Stored by the page in the user's language; see push.svelte.ts. */
async function readLabels(): Promise<Labels> {
  const cached = await caches.match('/push-labels', { cacheName: 'push-labels' });
  return { ...ENGLISH, ...((await cached?.json()) as Partial<Labels> | undefined) };
}

/** Closes notifications whose alerts were read after they were shown, except that of the alert `except`. */
export async function closeRead(except?: string): Promise<void> {
  const shown = (await worker.registration.getNotifications()).filter((each) => {
    const { id } = (each.data ?? {}) as Partial<NotificationData>;
    return id !== undefined && id !== except;
  });
  if (shown.length === 0) return;
  const response = await fetch('/api/v1/notifications?limit=50', { credentials: 'same-origin', cache: 'no-store' });
  if (!response.ok) return;
  const { items } = (await response.json()) as { items: { id: string; read_at: string | null }[] };
  const readAt = new Map(items.map((alert) => [alert.id, alert.read_at]));
  for (const each of shown) {
    const { id, shown_at } = each.data as NotificationData;
    const at = readAt.get(id ?? '');
    // A snoozed alert is shown again although it was read.
    if (at && Date.parse(at) > shown_at) each.close();
  }
}
