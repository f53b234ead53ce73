/**
 * The WebSocket to the server. It announces changes, and the pages concerned refetch. Everything works
 * without it, only with a delay.
 */
import { api, unwrap } from '$lib/api/client';

import { backoff } from './backoff';
import { refetchQueries } from './query.svelte';

export interface Frame {
  type: string;
  [field: string]: unknown;
}

type Listener = (frame: Frame) => void;

/** Milliseconds after which a connection counts as stable and resets the backoff. */
const STABLE_AFTER = 10_000;
/** Close code: the session is over. */
const SESSION_ENDED = 4401;
/** Close code: the account has opened many others since. Reconnecting at once would close one of those. */
const REPLACED = 4409;

class LiveSocket {
  #socket: WebSocket | undefined;
  #active = false;
  #attempts = 0;
  /** When the last connection was established; 0 before the first. */
  #openedAt = 0;
  /** Whether the current connection was established. */
  #isOpen = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listeners = new Map<string, Set<Listener>>();

  /**
   * Calls `listener` with each frame of this type. The client itself emits `open` whenever the
   * connection is (re)established. Returns a function that unsubscribes.
   */
  on(type: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Sends a frame if the socket is open; returns whether it was. */
  send(frame: Frame): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Opens the connection and keeps it open. */
  start(): void {
    if (this.#active) return;
    this.#active = true;
    addEventListener('online', this.#reconnectSoon);
    document.addEventListener('visibilitychange', this.#reconnectSoon);
    this.#open();
  }

  /** Closes the connection permanently, because the user signed out. */
  stop(): void {
    this.#active = false;
    removeEventListener('online', this.#reconnectSoon);
    document.removeEventListener('visibilitychange', this.#reconnectSoon);
    clearTimeout(this.#timer);
    this.#socket?.close(1000);
    this.#socket = undefined;
    this.#attempts = 0;
  }

  #open(): void {
    clearTimeout(this.#timer);
    this.#isOpen = false;
    const socket = new WebSocket(`${location.origin.replace(/^http/u, 'ws')}/api/v1/socket`);
    this.#socket = socket;
    socket.onopen = () => {
      // Events sent while the socket was closed are lost. After a reconnect, refetch everything shown; after the
      // first connect, only what may have changed since the page's first request.
      refetchQueries(this.#openedAt > 0 ? '' : 'notifications');
      this.#openedAt = Date.now();
      this.#isOpen = true;
      this.#dispatch({ type: 'open' });
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#closed(code);
    };
  }

  #closed(code: number): void {
    this.#socket = undefined;
    if (!this.#active) return;
    if (code === SESSION_ENDED) {
      this.stop();
      // The response is 401, which opens the sign-in.
      void unwrap(api.GET('/api/v1/me')).catch(() => {});
      return;
    }
    // `visibilitychange` reconnects.
    if (code === REPLACED) return;
    if (this.#isOpen && Date.now() - this.#openedAt > STABLE_AFTER) this.#attempts = 0;
    const pause = backoff(this.#attempts, Math.random());
    this.#attempts += 1;
    // Don't reconnect while the page is hidden; `visibilitychange` does that later.
    if (document.visibilityState === 'visible') this.#timer = setTimeout(() => this.#open(), pause);
  }

  #reconnectSoon = (): void => {
    if (this.#active && !this.#socket && navigator.onLine && document.visibilityState === 'visible') {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#open(), Math.random() * 1_000);
    }
  };

  #receive(data: unknown): void {
    try {
      const frame = JSON.parse(String(data)) as Frame;
      if (typeof frame.type === 'string') this.#dispatch(frame);
    } catch {
      // Ignore malformed frames.
    }
  }

  #dispatch(frame: Frame): void {
    for (const listener of this.#listeners.get(frame.type) ?? []) listener(frame);
  }
}

export const socket = new LiveSocket();
