/**
 * Whether and how what is kept on this device is sealed. While the app lock is on, values are
 * kept sealed with a key that only the scan brings back, or not at all; else they are kept plain.
 */

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

let key: CryptoKey | undefined;
let wanted = false;

/** From now on nothing is kept plain; `with_` is the key, where the scan brought one. */
export function enableEncryption(with_: CryptoKey | undefined): void {
  wanted = true;
  key = with_;
}

/** The key is gone from memory; what is sealed stays sealed. */
export function dropKey(): void {
  key = undefined;
}

/** From now on values are kept plain again. */
export function disableEncryption(): void {
  wanted = false;
  key = undefined;
}

/** Whether nothing may be kept just now: it would lie there to be read. */
export const canWrite = (): boolean => !wanted || key !== undefined;

/** What is written for a value. The name of the row is bound in, so that rows can't be swapped. */
export async function encrypt(name: string, value: unknown): Promise<unknown> {
  if (!key) return value;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bytes(name) }, key, plain);
  return { iv, sealed } satisfies Sealed;
}

/** What a row says; undefined when it is sealed and the key is not here (or another one's). */
export async function decrypt(name: string, row: unknown): Promise<unknown> {
  if (!isSealed(row)) return wanted ? undefined : row;
  if (!key) return undefined;
  try {
    const algorithm = { name: 'AES-GCM', iv: row.iv, additionalData: bytes(name) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, row.sealed)));
  } catch {
    return undefined;
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);

function isSealed(row: unknown): row is Sealed {
  return typeof row === 'object' && row !== null && 'sealed' in row && 'iv' in row;
}
