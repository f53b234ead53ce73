import { beforeEach, expect, test, vi } from 'vitest';

import { refetchQueries } from './query.svelte';
import { socket } from './socket';

vi.mock('./query.svelte', () => ({ refetchQueries: vi.fn() }));

class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  onopen?: () => void;
  onmessage?: (event: { data: unknown }) => void;
  onclose?: (event: { code: number }) => void;
  sent: string[] = [];
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
}

const noListeners = { addEventListener: () => {}, removeEventListener: () => {} };
vi.stubGlobal('WebSocket', FakeSocket);
vi.stubGlobal('location', { origin: 'https://habits.example' });
vi.stubGlobal('document', { ...noListeners, visibilityState: 'visible' });
vi.stubGlobal('addEventListener', noListeners.addEventListener);
vi.stubGlobal('removeEventListener', noListeners.removeEventListener);

const refetched = vi.mocked(refetchQueries);
const flush = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  socket.stop();
  FakeSocket.all = [];
  refetched.mockClear();
});

test('the first connect refetches only notifications', async () => {
  socket.start();
  expect(FakeSocket.all.map((each) => each.url)).toEqual(['wss://habits.example/api/v1/socket']);
  expect(refetched).not.toHaveBeenCalled();
  FakeSocket.all[0]?.open();
  await flush();
  expect(refetched.mock.calls).toEqual([['notifications']]);
});

test('a reconnect after a pause refetches everything shown', async () => {
  socket.start();
  FakeSocket.all[0]?.open();
  await flush();
  FakeSocket.all[0]?.onclose?.({ code: 1006 });
  expect(FakeSocket.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSocket.all).toHaveLength(2);
  refetched.mockClear();
  FakeSocket.all[1]?.open();
  expect(refetched.mock.calls).toEqual([['']]);
});

test('start is idempotent, stop prevents reconnecting, and malformed frames are ignored', async () => {
  const received: unknown[] = [];
  const unsubscribe = socket.on('news', (frame) => received.push(frame.text));
  socket.start();
  socket.start();
  const [first] = FakeSocket.all;
  expect(socket.send({ type: 'ping' })).toBe(false);
  first?.open();
  expect(socket.send({ type: 'ping' })).toBe(true);
  for (const data of ['{', 'null', '[]', '{"type":7}', '{"type":"news","text":"hello"}']) first?.onmessage?.({ data });
  expect([received, first?.sent]).toEqual([['hello'], ['{"type":"ping"}']]);
  unsubscribe();
  socket.stop();
  first?.onclose?.({ code: 1000 });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(FakeSocket.all).toHaveLength(1);
});

test('pauses grow while the server stays away, also after a stable connection', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  socket.start();
  FakeSocket.all[0]?.open();
  await vi.advanceTimersByTimeAsync(60_000);
  FakeSocket.all[0]?.onclose?.({ code: 1006 });
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    const from = Date.now();
    while (FakeSocket.all.length === attempt) await vi.advanceTimersByTimeAsync(50);
    pauses.push(Date.now() - from);
    FakeSocket.all[attempt]?.onclose?.({ code: 1006 });
  }
  expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
  expect(pauses[5]).toBeGreaterThan((pauses[0] ?? 0) * 4);
});

test('a connection that was closed for newer ones waits until the page is shown again', async () => {
  socket.start();
  FakeSocket.all[0]?.open();
  FakeSocket.all[0]?.onclose?.({ code: 4409 });
  await vi.advanceTimersByTimeAsync(600_000);
  expect(FakeSocket.all).toHaveLength(1);
});
