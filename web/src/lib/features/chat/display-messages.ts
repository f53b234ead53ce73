/** Combines stored and queued messages for display. Pure. */
import type { Message } from './conversations.svelte';
import type { Groupable } from './grouping';
import type { QueuedMessage } from './outbox.svelte';

export interface DisplayMessage extends Groupable {
  text: string;
  mine: boolean;
  /** Delivery status of the user's own messages. */
  status?: 'waiting' | 'stored' | 'read' | 'refused';
  unreadable: boolean;
  message?: Message;
  queued?: QueuedMessage;
}

/** The messages of a conversation in display order; `read` is the sequence up to which the friend has read. */
export function toDisplayMessages(
  messages: readonly Message[],
  queue: readonly QueuedMessage[],
  me: string,
  read: number | undefined
): DisplayMessage[] {
  const stored = new Set(messages.filter(({ sender_id }) => sender_id === me).map(({ client_id }) => client_id));
  const result: DisplayMessage[] = messages.map((message) => {
    const mine = message.sender_id === me;
    return {
      key: mine ? message.client_id : message.id,
      sender: message.sender_id,
      at: new Date(message.sent_at),
      text: message.text,
      mine,
      status: mine ? (message.sequence <= (read ?? 0) ? 'read' : 'stored') : undefined,
      unreadable: message.unreadable !== undefined && message.unreadable !== null,
      message
    };
  });
  for (const queued of queue) {
    // Already stored, and about to leave the outbox.
    if (stored.has(queued.client_id)) continue;
    result.push({
      key: queued.client_id,
      sender: me,
      at: new Date(queued.at),
      text: queued.text,
      mine: true,
      status: queued.refused ? 'refused' : 'waiting',
      unreadable: false,
      queued
    });
  }
  return result;
}
