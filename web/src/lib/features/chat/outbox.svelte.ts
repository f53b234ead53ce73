/**
 * Messages not stored by the server yet, for all conversations. They are saved on the device and sent
 * in order once the server can be reached. A message has a client-generated id, so sending it twice
 * stores it once.
 */
import { api, unwrap } from '$lib/api/client';
import { asProblem } from '$lib/api/problem';
import { backoff } from '$lib/data/backoff';
import { socket } from '$lib/data/socket';
import { session } from '$lib/features/accounts/session.svelte';

import { applyMessage, type Message } from './conversations.svelte';

export interface QueuedMessage {
  client_id: string;
  conversation_id: string;
  text: string;
  /** When it was written, an instant. */
  at: string;
  /** The server's reason for refusing it; it is resent only when the user asks for it. */
  refused?: string;
}

const CACHE_KEY = 'chat/outbox';
/** Milliseconds without a response on the socket before falling back to HTTP. */
const SOCKET_TIMEOUT = 4_000;

class Outbox {
  #queued = $state.raw<QueuedMessage[]>([]);
  #restored: Promise<void> | undefined;
  #owner: string | undefined;
  #listening = false;
  #busy = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listeners = new Set<(message: Message) => void>();

  /** All queued messages in the order they were written. */
  get queued(): readonly QueuedMessage[] {
    return this.#queued;
  }

  /** Restores and sends messages left over from an earlier visit of this user. */
  start(): Promise<void> {
    const owner = session.user?.id;
    if (this.#owner !== owner) {
      // Another user signed in; the previous user's cache was cleared.
      this.#owner = owner;
      this.#queued = [];
      this.#restored = undefined;
    }
    if (!this.#listening) {
      this.#listening = true;
      socket.on('open', () => this.#retryNow());
      addEventListener('online', () => this.#retryNow());
    }
    this.#restored ??= this.#restore();
    return this.#restored;
  }

  async #restore(): Promise<void> {
    const { readCache } = await import('$lib/data/offline-cache');
    const saved = (await readCache<QueuedMessage[]>(CACHE_KEY).catch(() => undefined))?.value ?? [];
    const here = new Set(this.#queued.map(({ client_id }) => client_id));
    this.#queued = [...saved.filter(({ client_id }) => !here.has(client_id)), ...this.#queued];
    void this.flush();
  }

  /** Calls `listener` with each message once it is stored; returns a function that unsubscribes. */
  onStored(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Queues a message and sends it. */
  add(conversation_id: string, text: string): void {
    const waiting = { client_id: crypto.randomUUID(), conversation_id, text, at: new Date().toISOString() };
    this.#set([...this.#queued, waiting]);
    void this.flush();
  }

  /** Sends a refused message again. */
  retry(client_id: string): void {
    this.#set(this.#queued.map((one) => (one.client_id === client_id ? { ...one, refused: undefined } : one)));
    void this.flush();
  }

  /** Removes a message from the queue. */
  discard(client_id: string): void {
    this.#set(this.#queued.filter((one) => one.client_id !== client_id));
  }

  #set(waiting: QueuedMessage[]): void {
    this.#queued = waiting;
    const saved = $state.snapshot(waiting) as QueuedMessage[];
    void import('$lib/data/offline-cache').then(({ writeCache }) => writeCache(CACHE_KEY, saved)).catch(() => {});
  }

  #retryNow(): void {
    this.#tries = 0;
    void this.flush();
  }

  /** Sends queued messages one by one until the queue is empty or the server can't be reached. */
  async flush(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    try {
      for (;;) {
        const next = this.#queued.find((one) => !one.refused);
        if (!next) return;
        const outcome = await deliver(next);
        if (outcome === 'later') {
          this.#timer = setTimeout(() => void this.flush(), backoff(this.#tries, Math.random()));
          this.#tries += 1;
          return;
        }
        this.#tries = 0;
        if (typeof outcome === 'string') {
          this.#set(this.#queued.map((one) => (one.client_id === next.client_id ? { ...one, refused: outcome } : one)));
        } else {
          applyMessage(outcome);
          for (const listener of this.#listeners) listener(outcome);
          this.discard(next.client_id);
        }
      }
    } finally {
      this.#busy = false;
    }
  }
}

/** Returns the stored message, `later` if the server can't be reached, or the code of a refusal. */
async function deliver(waiting: QueuedMessage): Promise<Message | string> {
  const { client_id, conversation_id, text } = waiting;
  const answered = await overSocket(client_id, { type: 'message.send', client_id, conversation_id, text });
  if (answered) return answered;
  try {
    const params = { path: { id: conversation_id } };
    return await unwrap(api.POST('/api/v1/conversations/{id}/messages', { params, body: { client_id, text } }));
  } catch (thrown) {
    const problem = asProblem(thrown);
    const again = problem.unreachable || problem.status === 429 || problem.status >= 500 || problem.status === 401;
    return again ? 'later' : problem.code;
  }
}

/** Resolves to undefined if the socket is closed or does not respond; HTTP then reports the reason. */
function overSocket(
  client_id: string,
  frame: { type: string; [field: string]: unknown }
): Promise<Message | undefined> {
  return new Promise((done) => {
    const stop: (() => void)[] = [];
    const end = (message?: Message) => {
      stop.forEach((each) => each());
      done(message);
    };
    stop.push(
      socket.on('message.stored', (reply) => {
        if (reply.client_id === client_id) end(reply.message as Message);
      }),
      socket.on('problem', (reply) => {
        if (reply.client_id === client_id) end();
      })
    );
    const timer = setTimeout(() => end(), SOCKET_TIMEOUT);
    stop.push(() => clearTimeout(timer));
    if (!socket.send(frame)) end();
  });
}

export const outbox = new Outbox();
