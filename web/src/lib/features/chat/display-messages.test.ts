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
const queued = (client_id: string, refused?: string) => ({
  client_id,
  conversation_id: 'c',
  text: 'later',
  at: '2026-03-01T20:01:00Z',
  refused
});

test('toDisplayMessages derives the delivery status', () => {
  const displayed = toDisplayMessages(
    [message(1, 'me'), message(2, 'you'), message(3, 'me')],
    [queued('a'), queued('b', 'not-friends')],
    'me',
    2
  );
  expect(displayed.map(({ status }) => status)).toEqual(['read', undefined, 'stored', 'waiting', 'refused']);
});

test('toDisplayMessages omits queued messages that are stored', () => {
  const displayed = toDisplayMessages([message(1, 'me')], [queued('k1')], 'me', undefined);
  expect(displayed.map(({ key }) => key)).toEqual(['k1']);
});
