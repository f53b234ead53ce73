/**
 * Encryption of the offline cache. While the app lock is on, values are encrypted with a key that only
 * user verification restores, or not written at all; otherwise they are stored in plain form.
 */

interface Encrypted {
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

let key: CryptoKey | undefined;
let enabled = false;

/** From now on nothing is stored unencrypted. Without a key, nothing is written until one is supplied. */
export function enableEncryption(newKey: CryptoKey | undefined): void {
  enabled = true;
  key = newKey;
}

/** Removes the key from memory; encrypted rows stay on disk. */
export function dropKey(): void {
  key = undefined;
}

export function disableEncryption(): void {
  enabled = false;
  key = undefined;
}

/** Whether values may be written: false while encryption is on and the key is not in memory. */
export const canWrite = (): boolean => !enabled || key !== undefined;

/** The form in which a value is stored. The row's name is authenticated too, so that rows can't be swapped. */
export async function encrypt(name: string, value: unknown): Promise<unknown> {
  if (!key) return value;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(name) }, key, plain);
  return { iv, sealed } satisfies Encrypted;
}

/** The value of a stored row; undefined if it is encrypted and the key is missing or wrong. */
export async function decrypt(name: string, row: unknown): Promise<unknown> {
  if (!isEncrypted(row)) return enabled ? undefined : row;
  if (!key) return undefined;
  try {
    const algorithm = { name: 'AES-GCM', iv: row.iv, additionalData: bytes(name) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, row.sealed)));
  } catch {
    return undefined;
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);

function isEncrypted(row: unknown): row is Encrypted {
  return typeof row === 'object' && row !== null && 'sealed' in row && 'iv' in row;
}
