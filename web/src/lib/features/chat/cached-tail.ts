/** The latest messages of each opened conversation in the offline cache. */
import type { Schemas } from '$lib/api/client';

import type { Conversation, Message } from './conversations.svelte';

export interface CachedTail {
  conversation: Conversation;
  /** Oldest first, without gaps. */
  messages: Message[];
  /** The authors of these messages. */
  people: Schemas['Person'][];
}

/** Cached messages per conversation. */
const MAX_MESSAGES = 50;
const name = (id: string) => `chat/end/${id}`;

/** The part of a conversation to cache: its last messages with their authors. Pure. */
export function tailOf(
  conversation: Conversation,
  messages: readonly Message[],
  people: ReadonlyMap<string, Schemas['Person']>
): CachedTail {
  const last = messages.slice(-MAX_MESSAGES);
  const writers = new Set(last.map((message) => message.sender_id));
  return {
    // Presence is unknown when the cache is read.
    conversation: conversation.with ? { ...conversation, with: { ...conversation.with, online: false } } : conversation,
    messages: last,
    people: [...people.values()].filter((person) => writers.has(person.id))
  };
}

/** Caches the tail; null removes it. Never throws. */
export async function saveTail(id: string, end: CachedTail | null): Promise<void> {
  const { writeCache } = await import('$lib/data/offline-cache');
  await writeCache(name(id), end).catch(() => {});
}

/** The cached tail, if any. Never throws. */
export async function loadTail(id: string): Promise<CachedTail | undefined> {
  const { readCache } = await import('$lib/data/offline-cache');
  const found = await readCache<CachedTail | null>(name(id)).catch(() => undefined);
  return found?.value ?? undefined;
}
