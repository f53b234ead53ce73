import { expect, test } from 'vitest';

import type { Conversation, Message } from './conversations.svelte';
import { tailOf } from './cached-tail';

const person = (id: string) => ({ id, display_name: id, avatar_url: null });
const said = (sequence: number, sender_id: string) => ({ sequence, sender_id }) as Message;
const talk = { id: 'c', with: { ...person('ruwan'), online: true } } as unknown as Conversation;

test('the last fifty are kept, with those who wrote them', () => {
  const messages = Array.from({ length: 60 }, (_, at) => said(at + 1, at < 10 ? 'sena' : 'ruwan'));
  const end = tailOf(
    talk,
    messages,
    new Map([
      ['sena', person('sena')],
      ['ruwan', person('ruwan')]
    ])
  );
  expect(end.messages.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, at) => at + 11));
  expect(end.people).toEqual([person('ruwan')]);
});

test('nobody is kept as being there', () => {
  expect(tailOf(talk, [], new Map()).conversation.with?.online).toBe(false);
  const room = { id: 'c', with: null } as unknown as Conversation;
  expect(tailOf(room, [], new Map()).conversation).toBe(room);
});
