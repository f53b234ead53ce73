/**
 * Keeps the service worker's plan of reminders: fetched when something changes, handed over, and
 * the worker woken when one is due while a page of ours is open.
 */
import { api, unwrap, type Schemas } from '$lib/api/client';
import { onAlert } from '$lib/features/notifications/notifications.svelte';
import { today, type Today } from '$lib/features/habits/today.svelte';
import { lock } from '$lib/features/passkeys/lock.svelte';
import { m } from '$lib/i18n';

type Planned = Schemas['PlannedReminder'];

/** After a change a moment is waited for the next one. */
const DEBOUNCE = 1_500;
/** The worker is woken so often while the app is open: no later than this is a reminder late. */
const TICK_INTERVAL = 15_000;
const MAX_PLAN_AGE = 6 * 3_600_000;

async function postToWorker(message: object, ports: Transferable[] = []): Promise<boolean> {
  const worker = (await navigator.serviceWorker?.getRegistration())?.active;
  worker?.postMessage(message, ports);
  return !!worker;
}

/** What is left of today, for the worker: habits with nothing left to do. */
export function completedHabits(day: Today): { date: string; habits: string[]; all: boolean } {
  const done = day.habits.filter((habit) => habit.tasks.every((task) => task.completed_at));
  return { date: day.date, habits: done.map((habit) => habit.id), all: day.due > 0 && day.completed >= day.due };
}

/** Where the browser offers it, the worker wakes up now and then to fetch the plan. */
function registerPeriodicSync(registration: ServiceWorkerRegistration): void {
  const { periodicSync } = registration as ServiceWorkerRegistration & {
    periodicSync?: { register(tag: string, options: { minInterval: number }): Promise<void> };
  };
  // Most say no, and everything works without.
  periodicSync?.register('reminders', { minInterval: MAX_PLAN_AGE }).catch(() => {});
}

class WorkerSync {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #at = 0;

  /** Begins; once, when somebody is signed in and nothing else is waited for. Answers how to stop. */
  start(): () => void {
    if (!('serviceWorker' in navigator) || this.#running) return () => {};
    this.#running = true;
    const soon = () => this.soon();
    const looked = () => {
      if (document.visibilityState !== 'visible') return;
      void postToWorker({ type: 'reminders.tick' });
      if (Date.now() - this.#at > MAX_PLAN_AGE) this.soon();
    };
    const ticking = setInterval(() => void postToWorker({ type: 'reminders.tick' }), TICK_INTERVAL);
    addEventListener('online', soon);
    document.addEventListener('visibilitychange', looked);
    // The first worker of this device is there only now.
    void navigator.serviceWorker.ready.then((registration) => {
      soon();
      registerPeriodicSync(registration);
    });
    const stop = $effect.root(() => {
      $effect(() => {
        const day = today.data;
        if (!day) return;
        void postToWorker({ type: 'reminders.done', done: completedHabits(day) });
        this.soon();
      });
      // Turning the lock on takes the words away, turning it off brings them back.
      $effect(() => {
        void lock.minutes;
        this.soon();
      });
    });
    // Shown by the open app itself: seen as well.
    const deaf = onAlert(({ data }) => {
      const seen = typeof data.occurs_at === 'string' && document.visibilityState === 'visible';
      if (seen) void unwrap(api.POST('/api/v1/reminders/shown', { body: { tags: ['app'] } })).catch(() => {});
    });
    return () => {
      this.#running = false;
      deaf();
      clearInterval(ticking);
      clearTimeout(this.#timer);
      removeEventListener('online', soon);
      document.removeEventListener('visibilitychange', looked);
      stop();
    };
  }

  /** The plan may have changed: it is fetched in a moment. */
  soon(): void {
    clearTimeout(this.#timer);
    if (this.#running) this.#timer = setTimeout(() => void this.fetch(), DEBOUNCE);
  }

  /** Fetches the plan and hands it over; without a connection the old one stays. */
  async fetch(): Promise<void> {
    try {
      const { items } = await unwrap(api.GET('/api/v1/reminders/schedule'));
      const generic = lock.minutes > 0 ? { title: m.reminders_locked_title(), body: m.reminders_locked_text() } : null;
      if (await postToWorker({ type: 'reminders.keep', items, generic })) this.#at = Date.now();
    } catch {
      // It is tried again with the next change, or when the connection is back.
    }
  }

  /** What was planned and nobody was shown, once. */
  async missed(): Promise<Planned[]> {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<Planned[]>((resolve) => {
      port1.onmessage = ({ data }) => resolve(Array.isArray(data) ? data : []);
      setTimeout(() => resolve([]), 3_000);
    });
    if (!navigator.serviceWorker || !(await postToWorker({ type: 'reminders.missed' }, [port2]))) return [];
    return answer;
  }
}

export const workerSync = new WorkerSync();
