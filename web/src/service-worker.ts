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
const kept = new Set(__PRECACHE__);

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
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (kept.has(url.pathname)) event.respondWith(fromCache(request, url.pathname));
});

/** Network first, so that a new version is used at once; the cached page when offline. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (lost) {
    const found = await caches.match('/', { cacheName });
    if (found) return found;
    throw lost;
  }
}

async function fromCache(request: Request, path: string): Promise<Response> {
  return (await caches.match(path, { cacheName })) ?? fetch(request);
}

interface Pushed {
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
  const pushed = read(event.data);
  event.waitUntil(pushed.type === 'close' ? takeAway(pushed.tags ?? []) : arrive(pushed));
});

/**
 * A push for a reminder that the worker already showed replaces that notification silently. It is
 * reported as seen either way.
 */
async function arrive(pushed: Pushed): Promise<void> {
  const { tag, occurs_at } = pushed;
  const again = tag && occurs_at ? await recordPush(tag, occurs_at).catch(() => false) : false;
  await show(pushed, again);
  // The worker is awake now, so show other due reminders and update the plan.
  if (occurs_at) await Promise.allSettled([showDue(), refreshPlan()]);
}

worker.addEventListener('message', (event) => {
  const said = event.data as WorkerMessage | undefined;
  if (typeof said?.type === 'string' && said.type.startsWith('reminders.'))
    event.waitUntil(handleMessage(said, event.ports[0]).catch(() => undefined));
});

// Some browsers wake the worker periodically; use that to update the plan.
worker.addEventListener('periodicsync', (event) => {
  (event as ExtendableEvent).waitUntil(Promise.allSettled([refreshPlan(), showDue()]));
});

function read(data: PushMessageData | null): Pushed {
  try {
    return (data?.json() ?? {}) as Pushed;
  } catch {
    return {};
  }
}

async function show(pushed: Pushed, again = false): Promise<void> {
  const words = await buttonWords();
  const options: NotificationOptions & { actions?: { action: string; title: string }[]; renotify?: boolean } = {
    body: pushed.body ?? '',
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    data: pushed
  };
  // A newer notification with the same tag replaces the older one but still alerts the user.
  if (pushed.tag) Object.assign(options, { tag: pushed.tag, renotify: !again, silent: again });
  if (pushed.task_id) {
    options.actions = [
      { action: 'done', title: words.done },
      { action: 'snooze', title: words.snooze }
    ];
  }
  await worker.registration.showNotification(pushed.title ?? 'Habitro', options);
}

/** Closes notifications that were read on another device. */
async function takeAway(tags: string[]): Promise<void> {
  const shown = await worker.registration.getNotifications();
  for (const each of shown) if (tags.includes(each.tag)) each.close();
}

/** Stored by the page in the user's language; see push.svelte.ts. */
async function buttonWords(): Promise<{ done: string; snooze: string }> {
  const kept = await caches.match('/push-labels', { cacheName: 'push-labels' }).catch(() => undefined);
  const words = (await kept?.json().catch(() => undefined)) as { done: string; snooze: string } | undefined;
  return words ?? { done: 'Done', snooze: 'Snooze 1 hour' };
}

worker.addEventListener('notificationclick', (event) => {
  const pushed = (event.notification.data ?? {}) as Pushed;
  event.notification.close();
  event.waitUntil(act(event.action, pushed));
});

async function act(action: string, pushed: Pushed): Promise<void> {
  if (action === 'done' && pushed.task_id) {
    const answer = await send('PUT', `/tasks/${pushed.task_id}/completion`);
    // Too late, signed out, or no connection: the app explains which.
    if (!answer?.ok) return open(pushed.link ?? '/today');
    await refreshPlan().catch(() => undefined);
  } else if (action === 'snooze' && pushed.id) {
    const answer = await send('POST', `/notifications/${pushed.id}/snooze`, { minutes: 60 });
    if (!answer?.ok) await show(pushed);
    return;
  } else {
    await open(pushed.link ?? '/notifications');
  }
  if (pushed.id) await send('POST', `/notifications/${pushed.id}/read`);
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
