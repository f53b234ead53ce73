/**
 * What is kept on this device for offline use (IndexedDB). Loaded on demand: Dexie is large.
 * The queue of ticks made offline will be a second table here.
 */
import Dexie, { type Table } from 'dexie';

interface Kept {
  key: string;
  value: unknown;
  at: Date;
}

class Store extends Dexie {
  kept!: Table<Kept, string>;

  constructor() {
    super('habitro');
    this.version(1).stores({ kept: 'key' });
  }
}

const store = new Store();

/** Keeps the last value of a key. */
export async function keep(key: string, value: unknown): Promise<void> {
  await store.kept.put({ key, value, at: new Date() });
}

/** The last value of a key, and when it was fetched. */
export async function recall<T>(key: string): Promise<{ value: T; at: Date } | undefined> {
  const found = await store.kept.get(key);
  return found && { value: found.value as T, at: found.at };
}

/** Empties the store. */
export async function forgetKept(): Promise<void> {
  await store.kept.clear();
}
