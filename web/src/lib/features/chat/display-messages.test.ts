import { expect, test } from 'vitest';

import type { Message } from './conversations.svelte';
import { toDisplayMessages } from './display-messages';

const message = (sequence: number, sender_id: string): Message => ({
  id: `m${sequence}`,
  conversation_id: 'c',
  sequence,
  sender_id,
  client_id: `k${sequence}`,
  text: `text ${sequence}`,
  sent_at: '2026-03-01T20:00:00Z'
});
const waiting = (client_id: string, refused?: string) => ({
  client_id,
  conversation_id: 'c',
  text: 'later',
  at: '2026-03-01T20:01:00Z',
  refused
});

test('marks say how far a message has come', () => {
  const lines = toDisplayMessages(
    [message(1, 'me'), message(2, 'you'), message(3, 'me')],
    [waiting('a'), waiting('b', 'not-friends')],
    'me',
    2
  );
  expect(lines.map(({ mark }) => mark)).toEqual(['read', undefined, 'stored', 'waiting', 'refused']);
});

test('what is stored does not wait any more', () => {
  const lines = toDisplayMessages([message(1, 'me')], [waiting('k1')], 'me', undefined);
  expect(lines.map(({ key }) => key)).toEqual(['k1']);
});
