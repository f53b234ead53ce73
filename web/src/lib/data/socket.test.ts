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

const listeners = { addEventListener: () => {}, removeEventListener: () => {} };
vi.stubGlobal('WebSocket', FakeSocket);
vi.stubGlobal('location', { origin: 'https://habits.example' });
vi.stubGlobal('document', { ...listeners, visibilityState: 'visible' });
vi.stubGlobal('addEventListener', listeners.addEventListener);
vi.stubGlobal('removeEventListener', listeners.removeEventListener);

const asked = vi.mocked(refetchQueries);
const turn = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  socket.stop();
  FakeSocket.all = [];
  asked.mockClear();
});

test('what came between the first question and the open socket is asked for', async () => {
  socket.start();
  expect(FakeSocket.all.map((each) => each.url)).toEqual(['wss://habits.example/api/v1/socket']);
  expect(asked).not.toHaveBeenCalled();
  FakeSocket.all[0]?.open();
  await turn();
  expect(asked.mock.calls).toEqual([['notifications']]);
});

test('it is opened again after a pause, and then all that is shown is asked for', async () => {
  socket.start();
  FakeSocket.all[0]?.open();
  await turn();
  FakeSocket.all[0]?.onclose?.({ code: 1006 });
  expect(FakeSocket.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSocket.all).toHaveLength(2);
  asked.mockClear();
  FakeSocket.all[1]?.open();
  expect(asked.mock.calls).toEqual([['']]);
});

test('started twice it is one socket, stopped it stays closed, and what is no frame is passed over', async () => {
  const heard: unknown[] = [];
  const off = socket.on('news', (frame) => heard.push(frame.words));
  socket.start();
  socket.start();
  const [first] = FakeSocket.all;
  expect(socket.send({ type: 'ping' })).toBe(false);
  first?.open();
  expect(socket.send({ type: 'ping' })).toBe(true);
  for (const data of ['{', 'null', '[]', '{"type":7}', '{"type":"news","words":"hello"}']) first?.onmessage?.({ data });
  expect([heard, first?.sent]).toEqual([['hello'], ['{"type":"ping"}']]);
  off();
  socket.stop();
  first?.onclose?.({ code: 1000 });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(FakeSocket.all).toHaveLength(1);
});
