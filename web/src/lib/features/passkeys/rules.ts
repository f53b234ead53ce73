/** What is decided about the saved login without a device, a server or a store. */
import type { ApiProblem } from '$lib/api/problem';

const DAY = 24 * 60 * 60 * 1000;
/** A saved login that is not used ends after this. */
const LIFETIME = 30 * DAY;

/** What this device knows of its passkey. No password, no token, no secret: the vault is sealed. */
export interface SavedLogin {
  /** Whose. */
  user: string;
  /** Which passkey, as the authenticator calls it (base64url). */
  credentialId: string;
  /** Milliseconds: from then on the password is asked for once more. */
  expiresAt: number;
  /** The vault, where the authenticator has PRF. */
  vault?: SealedVault;
}

export interface SealedVault {
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

export type LoginStatus = 'none' | 'live' | 'expired';

export function loginStatus(login: SavedLogin | undefined, now: number): LoginStatus {
  if (!login) return 'none';
  // A clock set far back makes nothing last longer.
  const left = login.expiresAt - now;
  return left > 0 && left <= LIFETIME + DAY ? 'live' : 'expired';
}

export const expiryFrom = (now: number): number => now + LIFETIME;

/** Why a scan led nowhere, as far as it can be known. */
export type Failure = 'cancelled' | 'revoked' | 'expired' | 'exists' | 'unsupported' | 'over' | 'offline' | 'failed';

/** What a browser or the server said, as a failure. */
export function failureOf(thrown: unknown): Failure {
  const problem = thrown as Partial<ApiProblem> & { name?: string; cause?: { name?: string } };
  if (problem?.name === 'ApiProblem') {
    if (problem.code === 'unknown-passkey') return 'revoked';
    if (problem.code === 'ceremony-over') return 'over';
    if (problem.code === 'passkey-exists') return 'exists';
    if (problem.code === 'passkeys-unavailable') return 'unsupported';
    return problem.status === 0 ? 'offline' : 'failed';
  }
  switch (problem?.name) {
    case 'Expired':
      return 'expired';
    // The browser does not say which: nobody scanned, it was cancelled, the finger was not
    // known, or this passkey is not here any more.
    case 'NotAllowedError':
    case 'AbortError':
      return 'cancelled';
    case 'InvalidStateError':
      return 'exists';
    case 'NotSupportedError':
    case 'SecurityError':
    case 'ConstraintError':
      return 'unsupported';
    case 'TypeError':
      return 'offline';
    default:
      return 'failed';
  }
}

/**
 * An answer of the browser without what must not leave the device: results of extensions. That
 * there is PRF may be said, what it gave may not.
 */
export function withoutSecrets<T extends { clientExtensionResults: object }>(answer: T): T {
  const { prf, ...others } = answer.clientExtensionResults as { prf?: { enabled?: boolean } };
  return { ...answer, clientExtensionResults: prf ? { ...others, prf: { enabled: prf.enabled === true } } : others };
}

/** The 32 bytes that the authenticator's PRF gave, if it gave any. */
export function prfOf(answer: { clientExtensionResults: object }): ArrayBuffer | undefined {
  const { prf } = answer.clientExtensionResults as { prf?: { results?: { first?: BufferSource } } };
  const first = prf?.results?.first;
  if (!first) return undefined;
  return first instanceof ArrayBuffer ? first : (first as Uint8Array<ArrayBuffer>).slice().buffer;
}

/** A proposal for a passkey's name. */
export function suggestDeviceName(agent: string): string {
  const systems: [RegExp, string][] = [
    [/iPhone/u, 'iPhone'],
    [/iPad/u, 'iPad'],
    [/Android/u, 'Android'],
    [/Mac OS X/u, 'Mac'],
    [/Windows/u, 'Windows'],
    [/CrOS/u, 'Chromebook'],
    [/Linux/u, 'Linux']
  ];
  return systems.find(([pattern]) => pattern.test(agent))?.[1] ?? '';
}
