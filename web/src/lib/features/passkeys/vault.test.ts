import 'fake-indexeddb/auto';

import { expect, test } from 'vitest';

import { disableEncryption, dropKey, enableEncryption } from '$lib/data/cipher';
import { clearCache, loadLogin, readCache, saveLogin, writeCache } from '$lib/data/offline-cache';

import { makeVault, openVault } from './vault';

const secret = (byte: number) => new Uint8Array(32).fill(byte).buffer;
const login = { user: 'u', credentialId: 'c', expiresAt: 1 };

test('openVault requires the same PRF output, user and passkey', async () => {
  const { vault } = await makeVault(secret(1), login);
  const opened = await openVault(secret(1), { ...login, vault }, 2);
  expect(opened.expiresAt).toBe(2);
  await expect(crypto.subtle.exportKey('raw', opened.storeKey)).rejects.toThrow();
  await expect(openVault(secret(2), { ...login, vault }, 2)).rejects.toThrow();
  await expect(openVault(secret(1), { ...login, user: 'v', vault }, 2)).rejects.toThrow();
  await expect(openVault(secret(1), { ...login, credentialId: 'd', vault }, 2)).rejects.toThrow();
});

test('the cache is encrypted while the lock is on and readable only with its key', async () => {
  const { vault, storeKey } = await makeVault(secret(1), login);
  enableEncryption(storeKey);
  await writeCache('today', { title: 'Feed the cat' });
  expect((await readCache('today'))?.value).toEqual({ title: 'Feed the cat' });
  dropKey();
  expect(await readCache('today')).toBeUndefined();
  await writeCache('today', { title: 'in the open' });
  enableEncryption((await openVault(secret(1), { ...login, vault }, 2)).storeKey);
  expect((await readCache('today'))?.value).toEqual({ title: 'Feed the cat' });
  enableEncryption((await makeVault(secret(1), login)).storeKey);
  expect(await readCache('today'), 'a key of another store').toBeUndefined();
  disableEncryption();
  await writeCache('today', 1);
  expect((await readCache('today'))?.value).toBe(1);
  enableEncryption(storeKey);
  expect(await readCache('today'), 'nothing plain is believed while the lock is on').toBeUndefined();
  disableEncryption();
});

test('clearCache does not remove the saved login', async () => {
  await saveLogin(login);
  await clearCache();
  expect(await loadLogin()).toMatchObject(login);
  await saveLogin(undefined);
  expect(await loadLogin()).toBeUndefined();
});
