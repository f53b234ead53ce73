/** Whether the server can be reached, as far as this device knows. */
import { whenReached } from '$lib/api/client';

import { refresh } from './query.svelte';

class Online {
  #yes = $state(typeof navigator === 'undefined' || navigator.onLine);

  /** False after the device went offline or a request got no answer. */
  get yes(): boolean {
    return this.#yes;
  }

  /** Starts listening; once, at start-up. */
  start(): void {
    whenReached((reached) => (this.#yes = reached && navigator.onLine));
    addEventListener('offline', () => (this.#yes = false));
    addEventListener('online', () => {
      this.#yes = true;
      refresh();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') refresh();
    });
  }
}

export const online = new Online();
