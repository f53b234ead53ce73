/// <reference lib="webworker" />
/**
 * Offline reminders: stores the plan of the next fourteen days in IndexedDB and shows due reminders
 * while the worker or the app is alive, with the same tags as pushes.
 *
 * While the app lock is on, the stored plan holds only times, tags and a generic text.
 */
import { due, missed, occurrenceKey, type Planned, type ReminderState, replacePlan, untilNext } from './due';

const worker = self as unknown as ServiceWorkerGlobalScope;

interface StoredState extends ReminderState {
  /** The generic text while the app lock is on; null if each reminder has its own. */
  generic: { title: string; body: string } | null;
  /** Tags shown but not yet reported to the server. */
  unreported: string[];
}

const EMPTY: StoredState = {
  planned: [],
  shown: {},
  done: { date: '', habits: [], all: false },
  generic: null,
  unreported: []
};
/** Milliseconds; browsers terminate a worker that waits longer. */
const MAX_TIMER = 25_000;

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('habitro-reminders', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('state');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the reminder database could not be opened'));
  });
}

async function store<T>(mode: IDBTransactionMode, work: (objects: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const request = work(database.transaction('state', mode).objectStore('state'));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('the reminder store failed'));
    });
  } finally {
    database.close();
  }
}

const read = async (): Promise<StoredState> => ({
  ...EMPTY,
  ...(await store('readonly', (objects) => objects.get('all')))
});

// Serialized: two concurrent read-modify-write cycles would lose one of the changes.
let queue: Promise<unknown> = Promise.resolve();
function change<T>(work: (state: StoredState) => [StoredState, T] | Promise<[StoredState, T]>): Promise<T> {
  const done = queue.then(async () => {
    const [next, result] = await work(await read());
    await store('readwrite', (objects) => objects.put(next, 'all'));
    return result;
  });
  queue = done.catch(() => undefined);
  return done;
}

const withGenericText = (planned: Planned[], generic: StoredState['generic']) =>
  generic ? planned.map((reminder) => ({ ...reminder, ...generic })) : planned;

let timer: ReturnType<typeof setTimeout> | undefined;

async function mayReceivePush(): Promise<boolean> {
  if (!worker.navigator.onLine) return false;
  return (await worker.registration.pushManager?.getSubscription().catch(() => null)) != null;
}

/** Shows due reminders and sets a timer for the next one. */
export async function showDue(): Promise<void> {
  if (Notification.permission !== 'granted') return;
  const pushed = await mayReceivePush();
  const left = await change(async (state) => {
    const now = Date.now();
    const shown = { ...state.shown };
    const unreported = [...state.unreported];
    for (const reminder of due(state, now, pushed)) {
      const { title, body, tag, link } = reminder;
      const options = { body, tag, renotify: true, icon: '/icons/icon-192.png', badge: '/icons/badge-96.png' };
      await worker.registration.showNotification(title, { ...options, data: { tag, link } } as NotificationOptions);
      shown[occurrenceKey(reminder)] = now;
      unreported.push(tag);
    }
    const next: StoredState = { ...state, shown, unreported: unreported.slice(-100) };
    return [next, untilNext(next, now, pushed)];
  });
  clearTimeout(timer);
  if (left !== undefined && left <= MAX_TIMER) timer = setTimeout(() => void showDue(), left);
  await reportShown();
}

/** Reports shown reminders to the server; retried later if that fails. */
async function reportShown(): Promise<void> {
  const { unreported } = await read();
  if (unreported.length === 0 || !worker.navigator.onLine) return;
  const response = await fetch('/api/v1/reminders/shown', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tags: unreported })
  }).catch(() => undefined);
  if (!response?.ok && response?.status !== 401) return;
  await change((state) => [{ ...state, unreported: state.unreported.slice(unreported.length) }, undefined]);
}

/**
 * Records a received push; returns whether the worker had already shown that occurrence. It is
 * reported as shown either way.
 */
export async function recordPush(tag: string, occurs_at: string): Promise<boolean> {
  return change((state) => {
    const name = occurrenceKey({ tag, occurs_at });
    const before = name in state.shown;
    const unreported = before ? state.unreported : [...state.unreported, tag].slice(-100);
    return [{ ...state, shown: { ...state.shown, [name]: Date.now() }, unreported }, before];
  });
}

/** Fetches the plan if there is a connection and a session. */
export async function refreshPlan(): Promise<void> {
  const response = await fetch('/api/v1/reminders/schedule', { credentials: 'same-origin', cache: 'no-store' }).catch(
    () => undefined
  );
  if (response?.status === 401) return forget();
  if (!response?.ok) return;
  const { items } = (await response.json()) as { items: Planned[] };
  await change((state) => [
    { ...state, ...replacePlan(state, withGenericText(items, state.generic), Date.now()) },
    undefined
  ]);
}

async function forget(): Promise<void> {
  await change(() => [EMPTY, undefined]);
}

/** Messages from the page: the plan, completed habits, a timer tick, a request for missed reminders, sign-out. */
export type WorkerMessage =
  | { type: 'reminders.keep'; items: Planned[]; generic: StoredState['generic'] }
  | { type: 'reminders.done'; done: ReminderState['done'] }
  | { type: 'reminders.tick' }
  | { type: 'reminders.missed' }
  | { type: 'reminders.forget' };

/** Handles a message from the page; replies through `port` where a reply is expected. */
export async function handleMessage(message: WorkerMessage, port: MessagePort | undefined): Promise<void> {
  if (message.type === 'reminders.keep') {
    const { items, generic } = message;
    await change((state) => {
      const next = replacePlan(state, items, Date.now());
      return [{ ...state, ...next, planned: withGenericText(next.planned, generic), generic }, undefined];
    });
  } else if (message.type === 'reminders.done') {
    await change((state) => [{ ...state, done: message.done }, undefined]);
  } else if (message.type === 'reminders.missed') {
    const now = Date.now();
    const reminders = await change((state) => {
      const list = missed(state, now);
      const shown = { ...state.shown };
      for (const reminder of list) shown[occurrenceKey(reminder)] = now;
      return [{ ...state, shown }, list];
    });
    port?.postMessage(reminders);
    return;
  } else if (message.type === 'reminders.forget') {
    await forget();
    return;
  }
  await showDue();
}
