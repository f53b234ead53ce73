/** Unsent text per conversation; survives a reload. */
const name = (id: string) => `chat/draft/${id}`;

export async function saveDraft(id: string, text: string): Promise<void> {
  const { writeCache } = await import('$lib/data/offline-cache');
  await writeCache(name(id), text).catch(() => {});
}

/** The saved text, or an empty string. */
export async function loadDraft(id: string): Promise<string> {
  const { readCache } = await import('$lib/data/offline-cache');
  const found = await readCache<string>(name(id)).catch(() => undefined);
  return found?.value ?? '';
}
