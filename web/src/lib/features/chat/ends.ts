/** The end of each conversation that was opened, kept on the device: it is there to be read without a connection. */
import type { Schemas } from '$lib/api/client';

import type { Conversation, Message } from './conversations.svelte';

export interface End {
  conversation: Conversation;
  /** Oldest first, without a gap. */
  messages: Message[];
  /** Who wrote them. */
  people: Schemas['Person'][];
}

/** Messages of one conversation that are kept. */
const MOST = 50;
const name = (id: string) => `chat/end/${id}`;

/** What is kept of a conversation: its last messages with their writers. Pure. */
export function endOf(
  conversation: Conversation,
  messages: readonly Message[],
  people: ReadonlyMap<string, Schemas['Person']>
): End {
  const last = messages.slice(-MOST);
  const writers = new Set(last.map((message) => message.sender_id));
  return {
    // Who is there now is not known later.
    conversation: conversation.with ? { ...conversation, with: { ...conversation.with, online: false } } : conversation,
    messages: last,
    people: [...people.values()].filter((person) => writers.has(person.id))
  };
}

/** Keeps it; nothing when the conversation is gone. Never throws: without it the app only knows less offline. */
export async function keepEnd(id: string, end: End | null): Promise<void> {
  const { keep } = await import('$lib/data/kept');
  await keep(name(id), end).catch(() => {});
}

/** What was kept before. Never throws. */
export async function recallEnd(id: string): Promise<End | undefined> {
  const { recall } = await import('$lib/data/kept');
  const found = await recall<End | null>(name(id)).catch(() => undefined);
  return found?.value ?? undefined;
}
