/** The end of each conversation that was opened, kept on the device: it is there to be read without a connection. */
import type { Schemas } from '$lib/api/client';

import type { Conversation, Message } from './conversations.svelte';

export interface CachedTail {
  conversation: Conversation;
  /** Oldest first, without a gap. */
  messages: Message[];
  /** Who wrote them. */
  people: Schemas['Person'][];
}

/** Messages of one conversation that are kept. */
const MAX_MESSAGES = 50;
const name = (id: string) => `chat/end/${id}`;

/** What is kept of a conversation: its last messages with their writers. Pure. */
export function tailOf(
  conversation: Conversation,
  messages: readonly Message[],
  people: ReadonlyMap<string, Schemas['Person']>
): CachedTail {
  const last = messages.slice(-MAX_MESSAGES);
  const writers = new Set(last.map((message) => message.sender_id));
  return {
    // Who is there now is not known later.
    conversation: conversation.with ? { ...conversation, with: { ...conversation.with, online: false } } : conversation,
    messages: last,
    people: [...people.values()].filter((person) => writers.has(person.id))
  };
}

/** Keeps it; nothing when the conversation is gone. Never throws: without it the app only knows less offline. */
export async function saveTail(id: string, end: CachedTail | null): Promise<void> {
  const { writeCache } = await import('$lib/data/offline-cache');
  await writeCache(name(id), end).catch(() => {});
}

/** What was kept before. Never throws. */
export async function loadTail(id: string): Promise<CachedTail | undefined> {
  const { readCache } = await import('$lib/data/offline-cache');
  const found = await readCache<CachedTail | null>(name(id)).catch(() => undefined);
  return found?.value ?? undefined;
}
