/** Combines stored and queued messages for display. Pure. */
import type { Message } from './conversations.svelte';
import type { QueuedMessage } from './outbox.svelte';
import type { Groupable } from './grouping';

export interface DisplayMessage extends Groupable {
  text: string;
  mine: boolean;
  /** Delivery status of the user's own messages. */
  mark?: 'waiting' | 'stored' | 'read' | 'refused';
  unreadable: boolean;
  message?: Message;
  waiting?: QueuedMessage;
}

/** The messages of a conversation in display order; `read` is the sequence up to which the friend has read. */
export function toDisplayMessages(
  messages: readonly Message[],
  waiting: readonly QueuedMessage[],
  me: string,
  read: number | undefined
): DisplayMessage[] {
  const stored = new Set(messages.filter((one) => one.sender_id === me).map((one) => one.client_id));
  const lines: DisplayMessage[] = messages.map((message) => {
    const mine = message.sender_id === me;
    return {
      key: mine ? message.client_id : message.id,
      sender: message.sender_id,
      at: new Date(message.sent_at),
      text: message.text,
      mine,
      mark: mine ? (message.sequence <= (read ?? 0) ? 'read' : 'stored') : undefined,
      unreadable: message.unreadable !== undefined && message.unreadable !== null,
      message
    };
  });
  for (const one of waiting) {
    // Already stored, and about to leave the outbox.
    if (stored.has(one.client_id)) continue;
    lines.push({
      key: one.client_id,
      sender: me,
      at: new Date(one.at),
      text: one.text,
      mine: true,
      mark: one.refused ? 'refused' : 'waiting',
      unreadable: false,
      waiting: one
    });
  }
  return lines;
}
