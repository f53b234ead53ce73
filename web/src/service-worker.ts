/// <reference lib="webworker" />
/**
 * The service worker: precaches the page, its code and images under the build's version, and never
 * caches API responses. scripts/finish-build.mjs fills in `__PRECACHE__` and `__VERSION__`.
 */
import { handleMessage, recordPush, refreshPlan, showDue, type WorkerMessage } from './worker/reminders';

declare const __PRECACHE__: string[];
declare const __VERSION__: string;

const worker = self as unknown as ServiceWorkerGlobalScope;

const cacheName = `habitro-${__VERSION__}`;
const precached = new Set(__PRECACHE__);

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      // Bypasses the HTTP cache for file names that don't change with their content.
      .then((cache) => cache.addAll(__PRECACHE__.map((path) => new Request(path, { cache: 'no-cache' }))))
      .then(() => worker.skipWaiting())
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith('habitro-') && name !== cacheName).map((name) => caches.delete(name))
        )
      )
      .then(() => worker.clients.claim())
      .then(() => showDue().catch(() => undefined))
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(servePage(request));
  else if (precached.has(url.pathname)) event.respondWith(fromCache(request, url.pathname));
});

/** Network first, so that a new version is used at once; the cached page when offline. */
async function servePage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await caches.match('/', { cacheName });
    if (found) return found;
    throw error;
  }
}

async function fromCache(request: Request, path: string): Promise<Response> {
  return (await caches.match(path, { cacheName })) ?? fetch(request);
}

interface PushPayload {
  type?: string;
  id?: string;
  tag?: string;
  tags?: string[];
  title?: string;
  body?: string;
  link?: string;
  task_id?: string;
  /** Identifies an occurrence of a reminder. */
  occurs_at?: string;
}

worker.addEventListener('push', (event) => {
  const payload = read(event.data);
  event.waitUntil(payload.type === 'close' ? closeNotifications(payload.tags ?? []) : handlePush(payload));
});

/**
 * A push for a reminder that the worker already showed replaces that notification silently. It is
 * reported as seen either way.
 */
async function handlePush(payload: PushPayload): Promise<void> {
  const { tag, occurs_at } = payload;
  const silent = tag && occurs_at ? await recordPush(tag, occurs_at).catch(() => false) : false;
  await show(payload, silent);
  // The worker is awake now, so show other due reminders and update the plan.
  if (occurs_at) await Promise.allSettled([showDue(), refreshPlan()]);
}

worker.addEventListener('message', (event) => {
  const message = event.data as WorkerMessage | undefined;
  if (typeof message?.type === 'string' && message.type.startsWith('reminders.'))
    event.waitUntil(handleMessage(message, event.ports[0]).catch(() => undefined));
});

// Some browsers wake the worker periodically; use that to update the plan.
worker.addEventListener('periodicsync', (event) => {
  (event as ExtendableEvent).waitUntil(Promise.allSettled([refreshPlan(), showDue()]));
});

function read(data: PushMessageData | null): PushPayload {
  try {
    return (data?.json() ?? {}) as PushPayload;
  } catch {
    return {};
  }
}

async function show(payload: PushPayload, silent = false): Promise<void> {
  const labels = await actionLabels();
  const options: NotificationOptions & { actions?: { action: string; title: string }[]; renotify?: boolean } = {
    body: payload.body ?? '',
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    data: payload
  };
  // A newer notification with the same tag replaces the older one but still alerts the user.
  if (payload.tag) Object.assign(options, { tag: payload.tag, renotify: !silent, silent });
  if (payload.task_id) {
    options.actions = [
      { action: 'done', title: labels.done },
      { action: 'snooze', title: labels.snooze }
    ];
  }
  await worker.registration.showNotification(payload.title ?? 'Habitro', options);
}

/** Closes notifications that were read on another device. */
async function closeNotifications(tags: string[]): Promise<void> {
  const shown = await worker.registration.getNotifications();
  for (const each of shown) if (tags.includes(each.tag)) each.close();
}

/** Stored by the page in the user's language; see push.svelte.ts. */
async function actionLabels(): Promise<{ done: string; snooze: string }> {
  const cached = await caches.match('/push-labels', { cacheName: 'push-labels' }).catch(() => undefined);
  const labels = (await cached?.json().catch(() => undefined)) as { done: string; snooze: string } | undefined;
  return labels ?? { done: 'Done', snooze: 'Snooze 1 hour' };
}

worker.addEventListener('notificationclick', (event) => {
  const payload = (event.notification.data ?? {}) as PushPayload;
  event.notification.close();
  event.waitUntil(handleAction(event.action, payload));
});

async function handleAction(action: string, payload: PushPayload): Promise<void> {
  if (action === 'done' && payload.task_id) {
    const response = await send('PUT', `/tasks/${payload.task_id}/completion`);
    // Too late, signed out, or no connection: the app explains which.
    if (!response?.ok) return open(payload.link ?? '/today');
    await refreshPlan().catch(() => undefined);
  } else if (action === 'snooze' && payload.id) {
    const response = await send('POST', `/notifications/${payload.id}/snooze`, { minutes: 60 });
    if (!response?.ok) await show(payload);
    return;
  } else {
    await open(payload.link ?? '/notifications');
  }
  if (payload.id) await send('POST', `/notifications/${payload.id}/read`);
}

async function send(method: string, path: string, body: unknown = {}): Promise<Response | undefined> {
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body)
    });
  } catch {
    return undefined;
  }
}

/** Opens a page of the app in an existing window, or else in a new one. */
async function open(link: string): Promise<void> {
  const address = new URL(link, worker.location.origin);
  // Never navigate to another origin.
  if (address.origin !== worker.location.origin) return;
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const [first] = windows;
  if (first) {
    await first.focus();
    await first.navigate(address.href).catch(() => undefined);
  } else await worker.clients.openWindow(address.href);
}
