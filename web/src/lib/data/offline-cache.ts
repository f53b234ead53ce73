/** The offline cache (IndexedDB) and the saved login. Loaded on demand because Dexie is large. */
import Dexie, { type Table } from 'dexie';

import { canWrite, decrypt, encrypt } from './cipher';

interface CacheRow {
  key: string;
  value: unknown;
  at: Date;
}

class Database extends Dexie {
  kept!: Table<CacheRow, string>;
  logins!: Table<{ key: string }, string>;

  constructor() {
    super('habitro');
    this.version(1).stores({ kept: 'key' });
    this.version(2).stores({ kept: 'key', logins: 'key' });
  }
}

const database = new Database();
const LOGIN = 'login';

/** Stores the last value of a key; encrypted while the app lock is on. */
export async function writeCache(key: string, value: unknown): Promise<void> {
  if (!canWrite()) return;
  const row = await encrypt(key, value);
  if (canWrite()) await database.kept.put({ key, value: row, at: new Date() });
}

/** The last value of a key and when it was stored. */
export async function readCache<T>(key: string): Promise<{ value: T; at: Date } | undefined> {
  const found = await database.kept.get(key);
  const value = found && (await decrypt(key, found.value));
  return found && value !== undefined ? { value: value as T, at: found.at } : undefined;
}

/** Removes all cached values; the saved login stays. */
export async function clearCache(): Promise<void> {
  await database.kept.clear();
}

/** The login saved on this device: see features/passkeys. */
export async function loadLogin<T>(): Promise<T | undefined> {
  return (await database.logins.get(LOGIN)) as T | undefined;
}

/** Replaces the saved login, or removes it. */
export async function saveLogin(login: object | undefined): Promise<void> {
  if (login) await database.logins.put({ ...login, key: LOGIN });
  else await database.logins.delete(LOGIN);
}
