/** Reading a stream of server-sent events by `fetch`. */

export interface StreamEvent {
  name: string;
  data: unknown;
}

/** Takes text in pieces of any size and gives the events that are complete. */
export class SseParser {
  #rest = '';

  push(text: string): StreamEvent[] {
    const blocks = (this.#rest + text).split(/\r?\n\r?\n/u);
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      let name = 'message';
      const data: string[] = [];
      for (const line of block.split(/\r?\n/u)) {
        if (line.startsWith('event:')) name = line.slice(6).trim();
        else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /u, ''));
      }
      // A comment keeps the line alive and says nothing.
      if (data.length === 0) return [];
      try {
        return [{ name, data: JSON.parse(data.join('\n')) as unknown }];
      } catch {
        return [];
      }
    });
  }
}

/** The server says at least that it is there every 15 s; longer than this the line is dead. */
const IDLE_TIMEOUT = 40_000;

/** The events of a body as they come; throws when nothing at all comes for `quiet` milliseconds. */
export async function* readEvents(body: ReadableStream<Uint8Array>, quiet = IDLE_TIMEOUT): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const events = new SseParser();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await withTimeout(quiet, reader.read());
      if (done) return;
      yield* events.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

async function withTimeout<T>(time: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the line went quiet')), time);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
