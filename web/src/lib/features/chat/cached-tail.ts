/** The latest messages of each opened conversation in the offline cache. */
import type { Schemas } from '$lib/api/client';

import type { Conversation, Message } from './conversations.svelte';

export interface CachedTail {
  conversation: Conversation;
  /** Oldest first, without gaps. */
  messages: Message[];
  /** The senders of these messages. */
  people: Schemas['Person'][];
}

/** Maximum number of cached messages per conversation. */
const MAX_MESSAGES = 50;
const cacheKey = (id: string) => `chat/end/${id}`;

/** The part of a conversation to cache: its last messages with their senders. Pure. */
export function tailOf(
  conversation: Conversation,
  messages: readonly Message[],
  people: ReadonlyMap<string, Schemas['Person']>
): CachedTail {
  const last = messages.slice(-MAX_MESSAGES);
  const senders = new Set(last.map((message) => message.sender_id));
  return {
    // Presence is unknown when the cache is read.
    conversation: conversation.with ? { ...conversation, with: { ...conversation.with, online: false } } : conversation,
    messages: last,
    people: [...people.values()].filter((person) => senders.has(person.id))
  };
}

/** Caches the tail; null removes it. Never throws. */
export async function saveTail(id: string, tail: CachedTail | null): Promise<void> {
  const { writeCache } = await import('$lib/data/offline-cache');
  await writeCache(cacheKey(id), tail).catch(() => {});
}

/** The cached tail, if any. Never throws. */
export async function loadTail(id: string): Promise<CachedTail | undefined> {
  const { readCache } = await import('$lib/data/offline-cache');
  const cached = await readCache<CachedTail | null>(cacheKey(id)).catch(() => undefined);
  return cached?.value ?? undefined;
}
