/// <reference lib="webworker" />
/**
 * The service worker: precaches the page, its code and images under the build's version, and never
 * caches API responses. scripts/finish-build.mjs fills in `__PRECACHE__` and `__VERSION__`.
 */
import { closeRead, orElse, type PushPayload, readPayload, showPush } from './worker/push';
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

worker.addEventListener('push', (event) => {
  event.waitUntil(handlePush(readPayload(event.data)));
});

/**
 * A push for a reminder that the worker already showed replaces that notification silently. It is
 * reported as seen either way.
 */
async function handlePush(payload: PushPayload): Promise<void> {
  const { tag, occurs_at } = payload;
  const repeated = tag && occurs_at ? await orElse(recordPush(tag, occurs_at), false) : false;
  await showPush(payload, repeated);
  // The worker is awake now, so close what was read, show other due reminders and update the plan.
  await Promise.allSettled([closeRead(payload.id), ...(occurs_at ? [showDue(), refreshPlan()] : [])]);
}

worker.addEventListener('message', (event) => {
  const message = event.data as WorkerMessage | { type: 'notifications.read' } | undefined;
  if (typeof message?.type !== 'string') return;
  if (message.type === 'notifications.read') event.waitUntil(closeRead().catch(() => undefined));
  else if (message.type.startsWith('reminders.'))
    event.waitUntil(handleMessage(message, event.ports[0]).catch(() => undefined));
});

// Some browsers wake the worker periodically; use that to update the plan.
worker.addEventListener('periodicsync', (event) => {
  (event as ExtendableEvent).waitUntil(Promise.allSettled([refreshPlan(), showDue()]));
});

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
    if (!response?.ok) await showPush(payload);
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
