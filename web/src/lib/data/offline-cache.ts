/** The offline cache (IndexedDB) and the saved login. Loaded on demand because Dexie is large. */
import Dexie, { type Table } from 'dexie';

import { canWrite, encrypt, decrypt } from './cipher';

interface Kept {
  key: string;
  value: unknown;
  at: Date;
}

class Store extends Dexie {
  kept!: Table<Kept, string>;
  logins!: Table<{ key: string }, string>;

  constructor() {
    super('habitro');
    this.version(1).stores({ kept: 'key' });
    this.version(2).stores({ kept: 'key', logins: 'key' });
  }
}

const store = new Store();
const LOGIN = 'login';

/** Stores the last value of a key; encrypted while the app lock is on. */
export async function writeCache(key: string, value: unknown): Promise<void> {
  if (!canWrite()) return;
  const row = await encrypt(key, value);
  if (canWrite()) await store.kept.put({ key, value: row, at: new Date() });
}

/** The last value of a key and when it was stored. */
export async function readCache<T>(key: string): Promise<{ value: T; at: Date } | undefined> {
  const found = await store.kept.get(key);
  const value = found && (await decrypt(key, found.value));
  return found && value !== undefined ? { value: value as T, at: found.at } : undefined;
}

/** Removes all cached values; the saved login stays. */
export async function clearCache(): Promise<void> {
  await store.kept.clear();
}

/** The login saved on this device: see features/passkeys. */
export async function loadLogin<T>(): Promise<T | undefined> {
  return (await store.logins.get(LOGIN)) as T | undefined;
}

/** Replaces the saved login, or removes it. */
export async function saveLogin(login: object | undefined): Promise<void> {
  if (login) await store.logins.put({ ...login, key: LOGIN });
  else await store.logins.delete(LOGIN);
}
