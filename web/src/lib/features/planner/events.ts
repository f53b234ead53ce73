/** Reading a stream of server-sent events by `fetch`. */

export interface StreamEvent {
  name: string;
  data: unknown;
}

/** Takes text in pieces of any size and gives the events that are complete. */
export class EventReader {
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

/** The events of a body as they come. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const events = new EventReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* events.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}
