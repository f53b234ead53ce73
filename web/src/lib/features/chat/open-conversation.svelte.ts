/** The conversation on screen: loaded messages, typing indicator, read state. */
import { api, idempotencyKey, type Schemas, unwrap } from '$lib/api/client';
import { type ApiProblem, asProblem } from '$lib/api/problem';
import { whenIdle } from '$lib/data/idle';
import { socket } from '$lib/data/socket';
import { session } from '$lib/features/accounts/session.svelte';

import { loadTail, saveTail, tailOf } from './cached-tail';
import {
  type Conversation,
  conversations,
  type Message,
  startListening,
  updateConversation
} from './conversations.svelte';
import { mergeMessages } from './grouping';
import { outbox } from './outbox.svelte';

type Person = Schemas['Person'];

const PAGE_SIZE = 50;
/** Milliseconds after which a typing indicator disappears. */
const TYPING_TIMEOUT = 5_000;
/** Minimum milliseconds between two typing notifications. */
const TYPING_INTERVAL = 3_000;

export class OpenConversation {
  #conversation = $state.raw<Conversation>();
  #messages = $state.raw<Message[]>();
  #people = $state.raw<ReadonlyMap<string, Person>>(new Map());
  #problem = $state.raw<ApiProblem>();
  #older = $state.raw<string | null>(null);
  #loading = $state(false);
  #stale = $state(false);
  #typing = $state.raw<string>();
  #typingTimer: ReturnType<typeof setTimeout> | undefined;
  #typingSentAt = 0;
  #readSent = 0;
  #stop: (() => void)[] = [];
  #owner: string | undefined;
  #caching = false;

  constructor(readonly id: string) {}

  /** The conversation; from the list until the server has responded. */
  get conversation(): Conversation | undefined {
    return conversations.data?.items.find((one) => one.id === this.id) ?? this.#conversation;
  }
  /** Oldest first; undefined before the first response, unless messages are cached. */
  get messages(): Message[] | undefined {
    return this.#messages;
  }
  /** Authors by id. */
  get people(): ReadonlyMap<string, Person> {
    return this.#people;
  }
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  get loading(): boolean {
    return this.#loading;
  }
  /** Whether the server could not be reached yet, so that only cached messages are shown. */
  get stale(): boolean {
    return this.#stale;
  }
  get more(): boolean {
    return this.#older !== null;
  }
  /** The id of the user who is typing. */
  get typing(): string | undefined {
    return this.#typing;
  }

  /** Subscribes to events and loads the latest messages; returns a function that unsubscribes. */
  start(): () => void {
    const isThis = (id: unknown) => id === this.id;
    this.#stop = [
      socket.on('message.new', ({ message }) => {
        const added = message as Message;
        if (isThis(added.conversation_id)) this.#add(added);
      }),
      outbox.onStored((message) => isThis(message.conversation_id) && this.#add(message)),
      socket.on('message.hidden', ({ conversation_id, message_id }) => {
        if (isThis(conversation_id)) this.#remove(String(message_id));
      }),
      socket.on('message.read', ({ conversation_id, user_id, sequence, unread }) => {
        const known = this.#conversation;
        if (!isThis(conversation_id) || !known) return;
        this.#conversation =
          user_id === session.user?.id
            ? { ...known, read_sequence: Number(sequence), unread: Number(unread ?? known.unread) }
            : { ...known, other_read_sequence: Number(sequence) };
      }),
      socket.on('presence', ({ user_id, online }) => {
        const known = this.#conversation;
        if (known?.with?.id !== user_id || !known?.with) return;
        this.#conversation = { ...known, with: { ...known.with, online: online === true } };
      }),
      socket.on('typing', ({ conversation_id, user_id }) => {
        if (!isThis(conversation_id)) return;
        this.#typing = String(user_id);
        clearTimeout(this.#typingTimer);
        this.#typingTimer = setTimeout(() => (this.#typing = undefined), TYPING_TIMEOUT);
      }),
      socket.on('resumed', ({ conversations: resumed }) => {
        const place = (resumed as { id: string; more: boolean }[]).find((one) => isThis(one.id));
        if (place?.more) this.#catchUp();
      }),
      socket.on('open', () => this.#catchUp())
    ];
    this.#owner = session.user?.id;
    startListening();
    void outbox.start();
    void this.load();
    return () => {
      this.#stop.forEach((stop) => stop());
      clearTimeout(this.#typingTimer);
    };
  }

  /** Fetches what was missed while the socket was closed. */
  #catchUp(): void {
    if (!this.#messages || this.#stale) {
      void this.load();
      return;
    }
    const sequence = this.#messages.at(-1)?.sequence ?? 0;
    socket.send({ type: 'resume', conversations: [{ id: this.id, sequence }] });
    void this.#refetch();
  }

  async #refetch(): Promise<void> {
    const seen = await unwrap(api.GET('/api/v1/conversations/{id}', { params: { path: { id: this.id } } })).catch(
      () => undefined
    );
    if (!seen) return;
    this.#conversation = seen;
    updateConversation(this.id, () => seen);
  }

  /** Loads the latest messages. Never throws. */
  async load(): Promise<void> {
    this.#loading = true;
    try {
      const params = { path: { id: this.id }, query: { limit: PAGE_SIZE } };
      const [seen, page] = await Promise.all([
        unwrap(api.GET('/api/v1/conversations/{id}', { params: { path: { id: this.id } } })),
        unwrap(api.GET('/api/v1/conversations/{id}/messages', { params }))
      ]);
      this.#conversation = seen;
      updateConversation(this.id, () => seen);
      this.#addPeople(page.people);
      // Cached messages may have been deleted since; messages received meanwhile are newer than the response.
      const end = page.items.at(-1)?.sequence ?? 0;
      const known = this.#messages?.filter(({ sequence }) => !this.#stale || sequence > end) ?? [];
      this.#messages = mergeMessages(known, page.items);
      this.#older = page.next_cursor ?? null;
      this.#problem = undefined;
      this.#stale = false;
      this.#cacheSoon();
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status === 404) void saveTail(this.id, null);
      if (problem.unreachable && !this.#messages) await this.#restore();
      this.#problem = problem;
    } finally {
      this.#loading = false;
    }
  }

  async #restore(): Promise<void> {
    const cached = await loadTail(this.id);
    this.#stale = true;
    if (!cached || this.#messages) return;
    this.#conversation ??= cached.conversation;
    this.#addPeople(cached.people);
    this.#messages = cached.messages;
  }

  /** Caches the latest messages, debounced. */
  #cacheSoon(): void {
    if (this.#caching) return;
    this.#caching = true;
    whenIdle(() => {
      this.#caching = false;
      const shown = this.conversation;
      // Not if the user signed out meanwhile.
      if (!shown || !this.#messages || !this.#owner || session.user?.id !== this.#owner) return;
      void saveTail(this.id, tailOf(shown, this.#messages, this.#people));
    });
  }

  /** Loads older messages. Never throws. */
  async loadOlder(): Promise<void> {
    if (this.#older === null || this.#loading) return;
    this.#loading = true;
    try {
      const params = { path: { id: this.id }, query: { limit: PAGE_SIZE, cursor: this.#older } };
      const page = await unwrap(api.GET('/api/v1/conversations/{id}/messages', { params }));
      this.#addPeople(page.people);
      this.#messages = mergeMessages(page.items, this.#messages ?? []);
      this.#older = page.next_cursor ?? null;
    } catch {
      // Messages on screen stay; scrolling up retries.
    } finally {
      this.#loading = false;
    }
  }

  #addPeople(people: Person[]): void {
    this.#people = new Map([...this.#people, ...people.map((person) => [person.id, person] as const)]);
  }

  #add(message: Message): void {
    if (message.sender_id === this.#typing) this.#typing = undefined;
    if (!this.#messages) return;
    const gap = message.sequence > (this.#messages.at(-1)?.sequence ?? 0) + 1;
    this.#messages = mergeMessages(this.#messages, [message]);
    this.#cacheSoon();
    // An unknown author or a gap in the sequence requires a fetch.
    if (gap || !this.#people.has(message.sender_id)) void this.#fetchGap(message.sequence);
  }

  async #fetchGap(until: number): Promise<void> {
    const params = { path: { id: this.id }, query: { limit: PAGE_SIZE, before: until + 1 } };
    const page = await unwrap(api.GET('/api/v1/conversations/{id}/messages', { params })).catch(() => undefined);
    if (!page) return;
    this.#addPeople(page.people);
    const first = this.#messages?.[0]?.sequence ?? 0;
    this.#messages = mergeMessages(
      this.#messages ?? [],
      page.items.filter(({ sequence }) => sequence >= first)
    );
    this.#cacheSoon();
  }

  #remove(id: string): void {
    this.#messages = this.#messages?.filter((message) => message.id !== id);
    this.#cacheSoon();
  }

  /** Marks all loaded messages as read. */
  markRead(): void {
    const last = this.#messages?.at(-1)?.sequence ?? 0;
    const known = this.conversation;
    if (!known || last <= Math.max(known.read_sequence, this.#readSent)) return;
    this.#readSent = last;
    const body = { sequence: last };
    if (!socket.send({ type: 'message.read', conversation_id: this.id, ...body })) {
      void unwrap(api.PUT('/api/v1/conversations/{id}/read', { params: { path: { id: this.id } }, body })).catch(
        () => (this.#readSent = 0)
      );
    }
    updateConversation(this.id, (one) => ({ ...one, read_sequence: last, unread: 0 }));
  }

  /** Notifies others that the user is typing, rate limited. */
  notifyTyping(): void {
    if (Date.now() - this.#typingSentAt < TYPING_INTERVAL) return;
    this.#typingSentAt = Date.now();
    socket.send({ type: 'typing', conversation_id: this.id });
  }

  /** Hides a message for this user only. Throws an `ApiProblem` if refused. */
  async hide(message: Message): Promise<void> {
    const params = { path: { id: message.id }, header: idempotencyKey() };
    await unwrap(api.DELETE('/api/v1/messages/{id}', { params }));
    this.#remove(message.id);
    void conversations.load();
  }
}

/** Reports a message to the operators of this server. */
export async function reportMessage(message: Message, reason: string): Promise<void> {
  const body = { message_id: message.id, reason };
  await unwrap(api.POST('/api/v1/moderation/reports', { params: { header: idempotencyKey() }, body }));
}
