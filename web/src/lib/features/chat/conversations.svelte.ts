/** The list of conversations and their unread counts; updated live over the socket. */
import { api, idempotencyKey, type Schemas, unwrap } from '$lib/api/client';
import { query, type Query } from '$lib/data/query.svelte';
import { socket } from '$lib/data/socket';
import { session } from '$lib/features/accounts/session.svelte';

import { unread } from './unread.svelte';

export type Conversation = Schemas['Conversation'];
export type Message = Schemas['ChatMessage'];

/** The latest hundred conversations. */
export const conversations: Query<Schemas['Page_Conversation']> = query('conversations', {
  fetch: () => unwrap(api.GET('/api/v1/conversations', { params: { query: { limit: 100 } } })),
  offline: true,
  staleTime: 30_000
});

$effect.root(() => {
  $effect(() => {
    unread.all = (conversations.data?.items ?? []).reduce((sum, conversation) => sum + conversation.unread, 0);
  });
});

/** Changes one conversation in the list. */
export function updateConversation(id: string, change: (conversation: Conversation) => Conversation): void {
  conversations.update((list) => ({
    ...list,
    items: list.items.map((conversation) => (conversation.id === id ? change(conversation) : conversation))
  }));
}

/** Applies a message to the list: its conversation moves to the top; messages of others count as unread. */
export function applyMessage(message: Message): void {
  const existing = conversations.data?.items.find((conversation) => conversation.id === message.conversation_id);
  if (!existing) {
    void conversations.load();
    return;
  }
  if (message.sequence <= existing.last_sequence) return;
  const fromOther = message.sender_id !== session.user?.id;
  const next = {
    ...existing,
    last_message: message,
    last_sequence: message.sequence,
    last_at: message.sent_at,
    unread: existing.unread + (fromOther ? 1 : 0)
  };
  conversations.update((list) => ({
    ...list,
    items: [next, ...list.items.filter((conversation) => conversation.id !== existing.id)]
  }));
}

/** Opens the conversation with a friend, creating it if needed. */
export async function openConversationWith(user: string): Promise<Conversation> {
  const body = { user_id: user };
  const opened = await unwrap(api.POST('/api/v1/conversations', { params: { header: idempotencyKey() }, body }));
  void conversations.load();
  return opened;
}

let listening = false;

/** Subscribes to socket events and loads the list. */
export function startListening(): void {
  if (listening) {
    conversations.fetchIfStale();
    return;
  }
  listening = true;
  // Load after subscribing, so that no event is missed.
  void conversations.load();
  socket.on('message.new', (frame) => applyMessage(frame.message as Message));
  socket.on('message.stored', (frame) => applyMessage(frame.message as Message));
  socket.on('message.read', ({ conversation_id, user_id, sequence, unread }) => {
    updateConversation(String(conversation_id), (conversation) =>
      user_id === session.user?.id
        ? {
            ...conversation,
            read_sequence: Math.max(conversation.read_sequence, Number(sequence)),
            unread: Number(unread ?? conversation.unread)
          }
        : { ...conversation, other_read_sequence: Math.max(conversation.other_read_sequence ?? 0, Number(sequence)) }
    );
  });
  socket.on('message.hidden', () => void conversations.load());
  socket.on('presence', ({ user_id, online }) => {
    conversations.update((list) => ({
      ...list,
      items: list.items.map((conversation) =>
        conversation.with?.id === user_id && conversation.with
          ? { ...conversation, with: { ...conversation.with, online: online === true } }
          : conversation
      )
    }));
  });
}
