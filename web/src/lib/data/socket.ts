/**
 * The one socket to the server: it says what changed, and whoever shows it asks again. It is an
 * accelerator: without it everything works, only later.
 */
import { api, unwrap } from '$lib/api/client';

import { backoff } from './backoff';
import { refetchQueries } from './query.svelte';

/** A frame of the server: an object with a `type`. */
export interface Frame {
  type: string;
  [field: string]: unknown;
}

type Listener = (frame: Frame) => void;

/** A try that lasted so long was a connection. */
const LASTED = 10_000;
/** Closed by the server because the session is over. */
const SESSION_ENDED = 4401;

class LiveSocket {
  #socket: WebSocket | undefined;
  #wanted = false;
  #tries = 0;
  #openedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listeners = new Map<string, Set<Listener>>();

  /** Calls `listener` with each frame of this type; `open` comes by itself whenever it is (again) open. */
  on(type: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Sends a frame if the socket is open; answers whether it was. */
  send(frame: Frame): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Opens it and keeps it open. */
  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    addEventListener('online', this.#soon);
    document.addEventListener('visibilitychange', this.#soon);
    this.#open();
  }

  /** Closes it for good: nobody is signed in. */
  stop(): void {
    this.#wanted = false;
    removeEventListener('online', this.#soon);
    document.removeEventListener('visibilitychange', this.#soon);
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
    this.#socket = undefined;
    this.#tries = 0;
  }

  #open(): void {
    clearTimeout(this.#timer);
    const socket = new WebSocket(`${location.origin.replace(/^http/u, 'ws')}/api/v1/socket`);
    this.#socket = socket;
    socket.onopen = () => {
      // What changed while it was closed nobody told: all that is shown, when it was open before;
      // else what came between the page's first question and now.
      refetchQueries(this.#openedAt > 0 ? '' : 'notifications');
      this.#openedAt = Date.now();
      this.#tell({ type: 'open' });
    };
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#closed(code);
    };
  }

  #closed(code: number): void {
    this.#socket = undefined;
    if (!this.#wanted) return;
    if (code === SESSION_ENDED) {
      this.stop();
      // The answer is "who are you?", and the sign-in comes up.
      void unwrap(api.GET('/api/v1/me')).catch(() => {});
      return;
    }
    if (Date.now() - this.#openedAt > LASTED) this.#tries = 0;
    const pause = backoff(this.#tries, Math.random());
    this.#tries += 1;
    // Nobody looks: it waits until somebody does.
    if (document.visibilityState === 'visible') this.#timer = setTimeout(() => this.#open(), pause);
  }

  #soon = (): void => {
    if (this.#wanted && !this.#socket && navigator.onLine && document.visibilityState === 'visible') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#open(), Math.random() * 1_000);
    }
  };

  #hear(data: unknown): void {
    try {
      const frame = JSON.parse(String(data)) as Frame;
      if (typeof frame.type === 'string') this.#tell(frame);
    } catch {
      // Not for us to understand.
    }
  }

  #tell(frame: Frame): void {
    for (const listener of this.#listeners.get(frame.type) ?? []) listener(frame);
  }
}

export const socket = new LiveSocket();
