/**
 * The vault: what the device's secret opens. HKDF-SHA256 of the PRF's output makes an AES-256-GCM
 * key that can't be exported; in the vault lie the saved login's end and the key of the store.
 */
import type { SavedLogin, SealedVault } from './rules';

/** What the PRF is asked with; the same for all, since each passkey's PRF is its own. */
export const SALT = new TextEncoder().encode('habitro vault 1');

interface Contents {
  expiresAt: number;
  /** The store's key, 32 bytes. */
  storeKey: number[];
}

export interface OpenVault {
  vault: SealedVault;
  expiresAt: number;
  /** Seals what is kept; can't be exported. */
  storeKey: CryptoKey;
}

async function deriveKey(prf: ArrayBuffer): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', prf, 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: bytes('habitro vault key') };
  return crypto.subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Bound to the person and the passkey: a vault put in another's place does not open. */
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

/** A vault with a new key of the store in it. */
export async function makeVault(prf: ArrayBuffer, login: SavedLogin): Promise<OpenVault> {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const { expiresAt } = login;
  const vault = await sealVault(await deriveKey(prf), login, { expiresAt, storeKey: [...raw] });
  return { vault, expiresAt, storeKey: await importStoreKey(raw) };
}

/** Opens the vault of a login and closes it again with a new end. Throws when the key is not its own. */
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
