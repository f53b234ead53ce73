/** What was typed and not sent, for each conversation: it stays over a reload. */
const name = (id: string) => `chat/draft/${id}`;

/** Keeps what was typed. */
export async function saveDraft(id: string, text: string): Promise<void> {
  const { writeCache } = await import('$lib/data/offline-cache');
  await writeCache(name(id), text).catch(() => {});
}

/** What was typed before; empty for nothing. */
export async function loadDraft(id: string): Promise<string> {
  const { readCache } = await import('$lib/data/offline-cache');
  const found = await readCache<string>(name(id)).catch(() => undefined);
  return found?.value ?? '';
}
