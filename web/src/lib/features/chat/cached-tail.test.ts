import { expect, test } from 'vitest';

import { tailOf } from './cached-tail';
import type { Conversation, Message } from './conversations.svelte';

const person = (id: string) => ({ id, display_name: id, avatar_url: null });
const message = (sequence: number, sender_id: string) => ({ sequence, sender_id }) as Message;
const conversation = { id: 'c', with: { ...person('ruwan'), online: true } } as unknown as Conversation;

test('tailOf returns the last fifty messages with their authors', () => {
  const messages = Array.from({ length: 60 }, (_, at) => message(at + 1, at < 10 ? 'sena' : 'ruwan'));
  const end = tailOf(
    conversation,
    messages,
    new Map([
      ['sena', person('sena')],
      ['ruwan', person('ruwan')]
    ])
  );
  expect(end.messages.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, at) => at + 11));
  expect(end.people).toEqual([person('ruwan')]);
});

test('tailOf clears the presence', () => {
  expect(tailOf(conversation, [], new Map()).conversation.with?.online).toBe(false);
  const room = { id: 'c', with: null } as unknown as Conversation;
  expect(tailOf(room, [], new Map()).conversation).toBe(room);
});
