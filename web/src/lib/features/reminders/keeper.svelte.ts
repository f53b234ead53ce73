/**
 * Keeps the service worker's plan of reminders: fetched when something changes, handed over, and
 * the worker woken when one is due while a page of ours is open.
 */
import { api, ask, type Schemas } from '$lib/api/client';
import { whenHeard } from '$lib/features/notifications/notifications.svelte';
import { today, type Today } from '$lib/features/habits/today.svelte';
import { lock } from '$lib/features/passkeys/lock.svelte';
import { m } from '$lib/words';

type Planned = Schemas['PlannedReminder'];

/** After a change a moment is waited for the next one. */
const SETTLE = 1_500;
/** The worker is woken so often while the app is open: no later than this is a reminder late. */
const TICK = 15_000;
const STALE = 6 * 3_600_000;

async function post(message: object, ports: Transferable[] = []): Promise<boolean> {
  const worker = (await navigator.serviceWorker?.getRegistration())?.active;
  worker?.postMessage(message, ports);
  return !!worker;
}

/** What is left of today, for the worker: habits with nothing left to do. */
export function doneOf(day: Today): { date: string; habits: string[]; all: boolean } {
  const done = day.habits.filter((habit) => habit.tasks.every((task) => task.completed_at));
  return { date: day.date, habits: done.map((habit) => habit.id), all: day.due > 0 && day.completed >= day.due };
}

/** Where the browser offers it, the worker wakes up now and then to fetch the plan. */
function wakeBySelf(registration: ServiceWorkerRegistration): void {
  const { periodicSync } = registration as ServiceWorkerRegistration & {
    periodicSync?: { register(tag: string, options: { minInterval: number }): Promise<void> };
  };
  // Most say no, and everything works without.
  periodicSync?.register('reminders', { minInterval: STALE }).catch(() => {});
}

class Keeper {
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
      void post({ type: 'reminders.tick' });
      if (Date.now() - this.#at > STALE) this.soon();
    };
    const ticking = setInterval(() => void post({ type: 'reminders.tick' }), TICK);
    addEventListener('online', soon);
    document.addEventListener('visibilitychange', looked);
    // The first worker of this device is there only now.
    void navigator.serviceWorker.ready.then((registration) => {
      soon();
      wakeBySelf(registration);
    });
    const stop = $effect.root(() => {
      $effect(() => {
        const day = today.data;
        if (!day) return;
        void post({ type: 'reminders.done', done: doneOf(day) });
        this.soon();
      });
      // Turning the lock on takes the words away, turning it off brings them back.
      $effect(() => {
        void lock.minutes;
        this.soon();
      });
    });
    // Shown by the open app itself: seen as well.
    const deaf = whenHeard(({ data }) => {
      const seen = typeof data.occurs_at === 'string' && document.visibilityState === 'visible';
      if (seen) void ask(api.POST('/api/v1/reminders/shown', { body: { tags: ['app'] } })).catch(() => {});
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
    if (this.#running) this.#timer = setTimeout(() => void this.fetch(), SETTLE);
  }

  /** Fetches the plan and hands it over; without a connection the old one stays. */
  async fetch(): Promise<void> {
    try {
      const { items } = await ask(api.GET('/api/v1/reminders/schedule'));
      const generic = lock.minutes > 0 ? { title: m.reminders_locked_title(), body: m.reminders_locked_text() } : null;
      if (await post({ type: 'reminders.keep', items, generic })) this.#at = Date.now();
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
    if (!navigator.serviceWorker || !(await post({ type: 'reminders.missed' }, [port2]))) return [];
    return answer;
  }
}

export const keeper = new Keeper();
