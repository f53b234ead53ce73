/** Keeps the service worker's reminder plan up to date and wakes the worker when a reminder may be due. */
import { api, type Schemas, unwrap } from '$lib/api/client';
import { postToWorker } from '$lib/data/service-worker';
import { today, type Today } from '$lib/features/habits/today.svelte';
import { onAlert } from '$lib/features/notifications/notifications.svelte';
import { lock } from '$lib/features/passkeys/lock.svelte';
import { m } from '$lib/i18n';

type Planned = Schemas['PlannedReminder'];

/** Milliseconds to wait for further changes before fetching the plan. */
const DEBOUNCE = 1_500;
/** Milliseconds between wake-ups of the worker while the app is open; the maximum delay of a reminder. */
const TICK_INTERVAL = 15_000;
const MAX_PLAN_AGE = 6 * 3_600_000;

/** Habits with no task left to do today. */
export function completedHabits(day: Today): { date: string; habits: string[]; all: boolean } {
  const done = day.habits.filter((habit) => habit.tasks.every((task) => task.completed_at));
  return { date: day.date, habits: done.map((habit) => habit.id), all: day.due > 0 && day.completed >= day.due };
}

/** Where the browser supports it, the worker wakes periodically to fetch the plan. */
function registerPeriodicSync(registration: ServiceWorkerRegistration): void {
  const { periodicSync } = registration as ServiceWorkerRegistration & {
    periodicSync?: { register(tag: string, options: { minInterval: number }): Promise<void> };
  };
  // Most browsers refuse, which is fine.
  periodicSync?.register('reminders', { minInterval: MAX_PLAN_AGE }).catch(() => {});
}

class WorkerSync {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #at = 0;

  /** Starts syncing. Call once, when the user is signed in; returns a function that stops it. */
  start(): () => void {
    if (!('serviceWorker' in navigator) || this.#running) return () => {};
    this.#running = true;
    const scheduleFetch = () => this.scheduleFetch();
    const onVisible = () => {
      if (document.visibilityState !== 'visible') return;
      void postToWorker({ type: 'reminders.tick' });
      if (Date.now() - this.#at > MAX_PLAN_AGE) this.scheduleFetch();
    };
    const interval = setInterval(() => void postToWorker({ type: 'reminders.tick' }), TICK_INTERVAL);
    addEventListener('online', scheduleFetch);
    document.addEventListener('visibilitychange', onVisible);
    // On the first visit the worker becomes ready only now.
    void navigator.serviceWorker.ready.then((registration) => {
      scheduleFetch();
      registerPeriodicSync(registration);
    });
    const stop = $effect.root(() => {
      $effect(() => {
        const day = today.data;
        if (!day) return;
        void postToWorker({ type: 'reminders.done', done: completedHabits(day) });
        this.scheduleFetch();
      });
      // While the app lock is on, the plan contains only generic text.
      $effect(() => {
        void lock.minutes;
        this.scheduleFetch();
      });
    });
    // An alert shown by the open app counts as seen.
    const unsubscribe = onAlert(({ data }) => {
      const seen = typeof data.occurs_at === 'string' && document.visibilityState === 'visible';
      if (seen) void unwrap(api.POST('/api/v1/reminders/shown', { body: { tags: ['app'] } })).catch(() => {});
    });
    return () => {
      this.#running = false;
      unsubscribe();
      clearInterval(interval);
      clearTimeout(this.#timer);
      removeEventListener('online', scheduleFetch);
      document.removeEventListener('visibilitychange', onVisible);
      stop();
    };
  }

  /** Schedules a fetch of the plan. */
  scheduleFetch(): void {
    clearTimeout(this.#timer);
    if (this.#running) this.#timer = setTimeout(() => void this.fetch(), DEBOUNCE);
  }

  /** Fetches the plan and sends it to the worker; offline, the old plan stays. */
  async fetch(): Promise<void> {
    try {
      const { items } = await unwrap(api.GET('/api/v1/reminders/schedule'));
      const generic = lock.minutes > 0 ? { title: m.reminders_locked_title(), body: m.reminders_locked_text() } : null;
      if (await postToWorker({ type: 'reminders.keep', items, generic })) this.#at = Date.now();
    } catch {
      // Retried with the next change or when the connection is back.
    }
  }

  /** Planned reminders that were not shown; each is returned once. */
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
