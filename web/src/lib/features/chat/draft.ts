/** What was typed and not sent, for each conversation: it stays over a reload. */
const name = (id: string) => `chat/draft/${id}`;

/** Keeps what was typed. */
export async function keepDraft(id: string, text: string): Promise<void> {
  const { keep } = await import('$lib/data/kept');
  await keep(name(id), text).catch(() => {});
}

/** What was typed before; empty for nothing. */
export async function recallDraft(id: string): Promise<string> {
  const { recall } = await import('$lib/data/kept');
  const found = await recall<string>(name(id)).catch(() => undefined);
  return found?.value ?? '';
}
