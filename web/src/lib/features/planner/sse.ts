/** Reads server-sent events from a `fetch` response. */
import { withTimeout } from '$lib/data/timeout';

export interface StreamEvent {
  name: string;
  data: unknown;
}

/** Takes chunks of any size and returns the complete events. */
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
      // A comment (keep-alive) has no data.
      if (data.length === 0) return [];
      try {
        return [{ name, data: JSON.parse(data.join('\n')) as unknown }];
      } catch {
        return [];
      }
    });
  }
}

/** Milliseconds without data after which the connection counts as dead; the server sends a keep-alive every 15 s. */
const IDLE_TIMEOUT = 40_000;

/** The events of a body; throws if nothing arrives for `quiet` milliseconds. */
export async function* readEvents(body: ReadableStream<Uint8Array>, quiet = IDLE_TIMEOUT): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const events = new SseParser();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await withTimeout(reader.read(), quiet, 'the event stream went quiet');
      if (done) return;
      yield* events.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}
