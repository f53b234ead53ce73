/// <reference lib="webworker" />
/**
 * Offline reminders: stores the plan of the next fourteen days in IndexedDB and shows due reminders
 * while the worker or the app is alive, with the same tags as pushes.
 *
 * While the app lock is on, the stored plan holds only times, tags and a generic text.
 */
import { due, missed, occurrenceKey, replacePlan, untilNext, type ReminderState, type Planned } from './due';

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
    request.onerror = () => reject(request.error ?? new Error('no database'));
  });
}

async function store<T>(mode: IDBTransactionMode, work: (kept: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const request = work(database.transaction('state', mode).objectStore('state'));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('not kept'));
    });
  } finally {
    database.close();
  }
}

const read = async (): Promise<StoredState> => ({ ...EMPTY, ...(await store('readonly', (kept) => kept.get('all'))) });

// Serialized: two concurrent read-modify-write cycles would lose one of the changes.
let queue: Promise<unknown> = Promise.resolve();
function change<T>(work: (kept: StoredState) => [StoredState, T] | Promise<[StoredState, T]>): Promise<T> {
  const done = queue.then(async () => {
    const [next, answer] = await work(await read());
    await store('readwrite', (kept) => kept.put(next, 'all'));
    return answer;
  });
  queue = done.catch(() => undefined);
  return done;
}

const withGenericText = (planned: Planned[], generic: StoredState['generic']) =>
  generic ? planned.map((one) => ({ ...one, ...generic })) : planned;

let timer: ReturnType<typeof setTimeout> | undefined;

async function mayReceivePush(): Promise<boolean> {
  if (!worker.navigator.onLine) return false;
  return (await worker.registration.pushManager?.getSubscription().catch(() => null)) != null;
}

/** Shows due reminders and sets a timer for the next one. */
export async function showDue(): Promise<void> {
  if (Notification.permission !== 'granted') return;
  const pushed = await mayReceivePush();
  const left = await change(async (kept) => {
    const now = Date.now();
    const shown = { ...kept.shown };
    const unreported = [...kept.unreported];
    for (const one of due(kept, now, pushed)) {
      const { title, body, tag, link } = one;
      const options = { body, tag, renotify: true, icon: '/icons/icon-192.png', badge: '/icons/badge-96.png' };
      await worker.registration.showNotification(title, { ...options, data: { tag, link } } as NotificationOptions);
      shown[occurrenceKey(one)] = now;
      unreported.push(tag);
    }
    const next: StoredState = { ...kept, shown, unreported: unreported.slice(-100) };
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
  const answer = await fetch('/api/v1/reminders/shown', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tags: unreported })
  }).catch(() => undefined);
  if (!answer?.ok && answer?.status !== 401) return;
  await change((kept) => [{ ...kept, unreported: kept.unreported.slice(unreported.length) }, undefined]);
}

/**
 * Records a received push; returns whether the worker had already shown that occurrence. It is
 * reported as shown either way.
 */
export async function recordPush(tag: string, occurs_at: string): Promise<boolean> {
  return change((kept) => {
    const name = occurrenceKey({ tag, occurs_at });
    const before = name in kept.shown;
    const unreported = before ? kept.unreported : [...kept.unreported, tag].slice(-100);
    return [{ ...kept, shown: { ...kept.shown, [name]: Date.now() }, unreported }, before];
  });
}

/** Fetches the plan if there is a connection and a session. */
export async function refreshPlan(): Promise<void> {
  const answer = await fetch('/api/v1/reminders/schedule', { credentials: 'same-origin', cache: 'no-store' }).catch(
    () => undefined
  );
  if (answer?.status === 401) return forget();
  if (!answer?.ok) return;
  const { items } = (await answer.json()) as { items: Planned[] };
  await change((kept) => [
    { ...kept, ...replacePlan(kept, withGenericText(items, kept.generic), Date.now()) },
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
export async function handleMessage(said: WorkerMessage, port: MessagePort | undefined): Promise<void> {
  if (said.type === 'reminders.keep') {
    const { items, generic } = said;
    await change((kept) => {
      const next = replacePlan(kept, items, Date.now());
      return [{ ...kept, ...next, planned: withGenericText(next.planned, generic), generic }, undefined];
    });
  } else if (said.type === 'reminders.done') {
    await change((kept) => [{ ...kept, done: said.done }, undefined]);
  } else if (said.type === 'reminders.missed') {
    const now = Date.now();
    const told = await change((kept) => {
      const list = missed(kept, now);
      const shown = { ...kept.shown };
      for (const one of list) shown[occurrenceKey(one)] = now;
      return [{ ...kept, shown }, list];
    });
    port?.postMessage(told);
    return;
  } else if (said.type === 'reminders.forget') {
    await forget();
    return;
  }
  await showDue();
}
