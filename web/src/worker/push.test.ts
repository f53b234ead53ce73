import { beforeEach, expect, test, vi } from 'vitest';

type Listener = (event: { data: unknown; waitUntil: (work: Promise<unknown>) => void }) => void;
interface Shown {
  title: string;
  options: NotificationOptions;
  close: () => void;
  closed: boolean;
  data: unknown;
}

const listeners: Record<string, Listener> = {};
let shown: Shown[] = [];
let refuse = false;
const feed: { id: string; read_at: string | null }[] = [];

const fetched = vi.fn(async () => new Response(JSON.stringify({ items: feed })));
vi.stubGlobal('self', {
  addEventListener: (name: string, listener: Listener) => (listeners[name] = listener),
  navigator: { onLine: true },
  location: new URL('https://habits.example/'),
  registration: {
    showNotification: async (title: string, options: NotificationOptions) => {
      if (refuse && options.icon) throw new TypeError('refused');
      const note: Shown = { title, options, closed: false, data: options.data, close: () => (note.closed = true) };
      shown.push(note);
    },
    getNotifications: async () => shown.filter((each) => !each.closed)
  }
});
vi.stubGlobal('__PRECACHE__', []);
vi.stubGlobal('__VERSION__', 'test');
vi.stubGlobal('Notification', { permission: 'granted' });
vi.stubGlobal('fetch', fetched);
// There is no storage, and the cache never responds.
vi.stubGlobal('indexedDB', {
  open: () => {
    throw new Error('no storage');
  }
});
vi.stubGlobal('caches', { match: () => new Promise(() => {}) });

await import('../service-worker');

/** Delivers what `text` says, or a push without data. */
async function push(text: string | null): Promise<Shown[]> {
  const before = shown.length;
  const pending: Promise<unknown>[] = [];
  const data = text === null ? null : { json: () => JSON.parse(text) as unknown, text: () => text };
  listeners.push?.({ data, waitUntil: (work) => pending.push(work) });
  await vi.runAllTimersAsync();
  await Promise.all(pending);
  return shown.slice(before);
}

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  refuse = false;
  feed.length = 0;
  fetched.mockClear();
});

test('every push shows one notification, whatever it contains', async () => {
  const texts = [
    null,
    '',
    'garbage',
    'null',
    '7',
    '"text"',
    '[]',
    '{}',
    '{"type":"close","tags":["one"]}',
    '{"title":"","body":"","tag":"","link":""}',
    '{"title":{"a":1},"body":[1],"tag":7,"occurs_at":false,"task_id":null,"id":{}}',
    '{"title":"Walk","tag":"reminder:/today","occurs_at":"not a time"}',
    // Long expired, or of an account that has signed out.
    '{"title":"Walk","tag":"t","occurs_at":"2020-01-01T00:00:00Z","id":"gone"}',
    `{"title":"${'x'.repeat(10_000)}"}`
  ];
  for (const text of texts) {
    const [note, ...more] = await push(text);
    expect([note === undefined, more.length], String(text)).toEqual([false, 0]);
    expect(note?.title, String(text)).toBeTruthy();
    expect(`${note?.options.body}${note?.title}`, String(text)).not.toContain('[object');
  }
});

test('a push without a title asks to open the app', async () => {
  const [note] = await push('{}');
  expect([note?.title, note?.options.body]).toEqual(['Habitro', 'Open Habitro to see what is new.']);
});

test('a browser that refuses an option still shows the text', async () => {
  refuse = true;
  const [note] = await push('{"title":"Walk","body":"First step","tag":"t","task_id":"1"}');
  expect([note?.title, note?.options.body]).toEqual(['Walk', 'First step']);
});

test('a push closes the notifications of alerts read since, and no other', async () => {
  vi.setSystemTime('2026-03-02T08:00:00Z');
  for (const id of ['read', 'unread', 'snoozed']) await push(JSON.stringify({ title: id, id, tag: id }));
  feed.push(
    { id: 'read', read_at: '2026-03-02T08:05:00Z' },
    { id: 'unread', read_at: null },
    { id: 'snoozed', read_at: '2026-03-02T07:00:00Z' },
    { id: 'new', read_at: '2026-03-02T08:09:00Z' }
  );
  vi.setSystemTime('2026-03-02T08:10:00Z');
  await push(JSON.stringify({ title: 'new', id: 'new', tag: 'new' }));
  expect(shown.filter((each) => each.closed).map((each) => each.title)).toEqual(['read']);
});

test('without other notifications the feed is not fetched', async () => {
  await push(JSON.stringify({ title: 'One', id: 'one', tag: 'one' }));
  expect(fetched).not.toHaveBeenCalled();
});
