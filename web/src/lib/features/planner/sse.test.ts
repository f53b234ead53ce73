import { expect, test } from 'vitest';

import { readEvents, SseParser } from './sse';

const stream =
  'event: draft\ndata: {"id":"a"}\n\n: still here\n\nevent: progress\r\ndata: {"day":1,\r\ndata: "of":3}\r\n\r\nevent: day\ndata: {"da';

test('SseParser returns complete events for any chunking', () => {
  const reader = new SseParser();
  const found = [...stream].flatMap((letter) => reader.push(letter));
  expect(found).toEqual([
    { name: 'draft', data: { id: 'a' } },
    { name: 'progress', data: { day: 1, of: 3 } }
  ]);
  expect(reader.push('y":1}\n\n')).toEqual([{ name: 'day', data: { day: 1 } }]);
});

test('SseParser skips data that is not JSON', () => {
  expect(new SseParser().push('event: day\ndata: {oh\n\nevent: done\ndata: 1\n\n')).toEqual([
    { name: 'done', data: 1 }
  ]);
});

test('readEvents decodes characters split across chunks', async () => {
  const bytes = new TextEncoder().encode('event: day\ndata: "දවස"\n\n');
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      for (const byte of bytes) stream.enqueue(Uint8Array.of(byte));
      stream.close();
    }
  });
  const found = [];
  for await (const event of readEvents(body)) found.push(event);
  expect(found).toEqual([{ name: 'day', data: 'දවස' }]);
});

test('readEvents rejects after the idle timeout', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(new TextEncoder().encode('event: draft\ndata: 1\n\n'))
  });
  const events = readEvents(body, 20);
  expect((await events.next()).value).toEqual({ name: 'draft', data: 1 });
  await expect(events.next()).rejects.toThrow('quiet');
});
