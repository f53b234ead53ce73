/**
 * The vault: data that only the authenticator's PRF output can decrypt. HKDF-SHA256 turns that output
 * into a non-extractable AES-256-GCM key; the vault contains the saved login's expiry and the key of
 * the offline cache.
 */
import type { SavedLogin, SealedVault } from './rules';

/** The PRF input; the same for all users, because each passkey has its own PRF. */
export const SALT = new TextEncoder().encode('habitro vault 1');

interface Contents {
  expiresAt: number;
  /** The key of the offline cache, 32 bytes. */
  storeKey: number[];
}

export interface OpenVault {
  vault: SealedVault;
  expiresAt: number;
  /** Encrypts the offline cache; non-extractable. */
  storeKey: CryptoKey;
}

async function deriveKey(prf: ArrayBuffer): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', prf, 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: bytes('habitro vault key') };
  return crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Authenticated data: a vault of another user or passkey does not decrypt. */
const ownerBytes = (login: SavedLogin) => bytes(`${login.user} ${login.credentialId}`);

async function sealVault(key: CryptoKey, login: SavedLogin, contents: Contents): Promise<SealedVault> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = bytes(JSON.stringify(contents));
  return {
    iv,
    sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: ownerBytes(login) }, key, plain)
  };
}

const importStoreKey = (raw: Uint8Array<ArrayBuffer>) =>
  crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** Creates a vault with a new key for the offline cache. */
export async function makeVault(prf: ArrayBuffer, login: SavedLogin): Promise<OpenVault> {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const { expiresAt } = login;
  const vault = await sealVault(await deriveKey(prf), login, { expiresAt, storeKey: [...raw] });
  return { vault, expiresAt, storeKey: await importStoreKey(raw) };
}

/** Decrypts a login's vault and seals it again with a new expiry. Throws if the PRF output is wrong. */
export async function openVault(prf: ArrayBuffer, login: SavedLogin, expiresAt: number): Promise<OpenVault> {
  if (!login.vault) throw new Error('no vault');
  const key = await deriveKey(prf);
  const algorithm = { name: 'AES-GCM', iv: login.vault.iv, additionalData: ownerBytes(login) };
  const plain = await crypto.subtle.decrypt(algorithm, key, login.vault.sealed);
  const contents = JSON.parse(new TextDecoder().decode(plain)) as Contents;
  const vault = await sealVault(key, login, { ...contents, expiresAt });
  return { vault, expiresAt, storeKey: await importStoreKey(new Uint8Array(contents.storeKey)) };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
