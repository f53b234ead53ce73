/** Whether the server can be reached, as far as this device knows. */
import { onReachability } from '$lib/api/client';

import { refetchQueries } from './query.svelte';

class Connection {
  #online = $state(typeof navigator === 'undefined' || navigator.onLine);
  #deviceOnline = $state(typeof navigator === 'undefined' || navigator.onLine);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** False after the device went offline or a request got no response. */
  get online(): boolean {
    return this.#online;
  }

  /** Whether the device reports a network connection; the server may still be unreachable. */
  get deviceOnline(): boolean {
    return this.#deviceOnline;
  }

  /** Starts listening. Call once, at start-up. */
  start(): void {
    onReachability((reached) => {
      this.#online = reached && navigator.onLine;
      if (!reached) this.#pollLater();
    });
    addEventListener('offline', () => (this.#online = this.#deviceOnline = false));
    addEventListener('online', () => {
      this.#online = this.#deviceOnline = true;
      refetchQueries();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') refetchQueries();
    });
  }

  /** No event reports that a server is back, so it is polled with growing pauses while the page is visible. */
  #pollLater(pause = 4_000): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#poll(pause), pause);
  }

  async #poll(pause: number): Promise<void> {
    let reachable = false;
    if (navigator.onLine && document.visibilityState === 'visible') {
      try {
        // Any response of the server itself counts; a proxy responds 502 while the server is down.
        reachable = (await fetch('/api/v1/me', { method: 'HEAD', cache: 'no-store' })).status < 500;
      } catch {
        reachable = false;
      }
    }
    this.#timer = undefined;
    if (this.#online) return;
    if (!reachable) return this.#pollLater(Math.min(pause * 1.5, 30_000));
    this.#online = true;
    refetchQueries();
  }
}

export const connection = new Connection();
