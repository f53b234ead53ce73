import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';

import { dropKey, keepPlain, sealWith } from '$lib/data/cipher';
import { forgetKept, keep, recall, saveLogin, savedLogin } from '$lib/data/kept';

import { makeVault, openVault } from './vault';

const secret = (byte: number) => new Uint8Array(32).fill(byte).buffer;
const login = { user: 'u', credentialId: 'c', expiresAt: 1 };

test('a vault opens with its own secret, for its own person and passkey', async () => {
  const { vault } = await makeVault(secret(1), login);
  const opened = await openVault(secret(1), { ...login, vault }, 2);
  expect(opened.expiresAt).toBe(2);
  await expect(crypto.subtle.exportKey('raw', opened.storeKey)).rejects.toThrow();
  await expect(openVault(secret(2), { ...login, vault }, 2)).rejects.toThrow();
  await expect(openVault(secret(1), { ...login, user: 'v', vault }, 2)).rejects.toThrow();
  await expect(openVault(secret(1), { ...login, credentialId: 'd', vault }, 2)).rejects.toThrow();
});

test('what is kept is sealed while the lock is on, and can be read with the key alone', async () => {
  const { vault, storeKey } = await makeVault(secret(1), login);
  sealWith(storeKey);
  await keep('today', { title: 'Feed the cat' });
  expect((await recall('today'))?.value).toEqual({ title: 'Feed the cat' });
  dropKey();
  expect(await recall('today')).toBeUndefined();
  await keep('today', { title: 'in the open' });
  sealWith((await openVault(secret(1), { ...login, vault }, 2)).storeKey);
  expect((await recall('today'))?.value).toEqual({ title: 'Feed the cat' });
  sealWith((await makeVault(secret(1), login)).storeKey);
  expect(await recall('today'), 'a key of another store').toBeUndefined();
  keepPlain();
  await keep('today', 1);
  expect((await recall('today'))?.value).toBe(1);
  sealWith(storeKey);
  expect(await recall('today'), 'nothing plain is believed while the lock is on').toBeUndefined();
  keepPlain();
});

test('the saved login outlives what was kept', async () => {
  await saveLogin(login);
  await forgetKept();
  expect(await savedLogin()).toMatchObject(login);
  await saveLogin(undefined);
  expect(await savedLogin()).toBeUndefined();
});
