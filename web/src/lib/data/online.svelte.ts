/** Whether the server can be reached, as far as this device knows. */
import { whenReached } from '$lib/api/client';

import { refresh } from './query.svelte';

class Online {
  #yes = $state(typeof navigator === 'undefined' || navigator.onLine);
  #device = $state(typeof navigator === 'undefined' || navigator.onLine);
  #asking: ReturnType<typeof setTimeout> | undefined;

  /** False after the device went offline or a request got no answer. */
  get yes(): boolean {
    return this.#yes;
  }

  /** Whether the device itself believes to be connected; the server may still be away. */
  get device(): boolean {
    return this.#device;
  }

  /** Starts listening; once, at start-up. */
  start(): void {
    whenReached((reached) => {
      this.#yes = reached && navigator.onLine;
      if (!reached) this.#askLater();
    });
    addEventListener('offline', () => (this.#yes = this.#device = false));
    addEventListener('online', () => {
      this.#yes = this.#device = true;
      refresh();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') refresh();
    });
  }

  /** No event tells when a server comes back: it is asked, ever more seldom, while somebody looks. */
  #askLater(pause = 4_000): void {
    if (this.#asking !== undefined) return;
    this.#asking = setTimeout(() => void this.#ask(pause), pause);
  }

  async #ask(pause: number): Promise<void> {
    let back = false;
    if (navigator.onLine && document.visibilityState === 'visible') {
      try {
        // Any answer of the server's own is one; a proxy says 502 for it while it is away.
        back = (await fetch('/api/v1/me', { method: 'HEAD', cache: 'no-store' })).status < 500;
      } catch {
        back = false;
      }
    }
    this.#asking = undefined;
    if (this.#yes) return;
    if (!back) return this.#askLater(Math.min(pause * 1.5, 30_000));
    this.#yes = true;
    refresh();
  }
}

export const online = new Online();
