/** Decisions about saved logins and WebAuthn results. Pure. */
import type { ApiProblem } from '$lib/api/problem';

const DAY = 24 * 60 * 60 * 1000;
/** A saved login expires after this many milliseconds without use. */
const LIFETIME = 30 * DAY;

/** The saved login of this device. Holds no password, token or secret: the vault is encrypted. */
export interface SavedLogin {
  /** User id. */
  user: string;
  /** The passkey's credential id (base64url). */
  credentialId: string;
  /** In milliseconds; from then on the password is required once. */
  expiresAt: number;
  /** Present if the authenticator supports PRF. */
  vault?: SealedVault;
}

export interface SealedVault {
  iv: Uint8Array<ArrayBuffer>;
  sealed: ArrayBuffer;
}

export type LoginStatus = 'none' | 'live' | 'expired';

export function loginStatus(login: SavedLogin | undefined, now: number): LoginStatus {
  if (!login) return 'none';
  // Setting the clock back must not extend the login.
  const left = login.expiresAt - now;
  return left > 0 && left <= LIFETIME + DAY ? 'live' : 'expired';
}

export const expiryFrom = (now: number): number => now + LIFETIME;

/** Why a passkey operation failed, as far as it is known. */
export type Failure = 'cancelled' | 'revoked' | 'expired' | 'exists' | 'unsupported' | 'over' | 'offline' | 'failed';

/** Classifies an error of the browser or the server. */
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
    // The browser does not distinguish: no verification, cancelled, verification failed, or passkey missing.
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
 * Removes the extension results, which must not leave the device, from a WebAuthn response. Only
 * whether PRF is enabled is kept.
 */
export function withoutSecrets<T extends { clientExtensionResults: object }>(answer: T): T {
  const { prf, ...others } = answer.clientExtensionResults as { prf?: { enabled?: boolean } };
  return { ...answer, clientExtensionResults: prf ? { ...others, prf: { enabled: prf.enabled === true } } : others };
}

/** The 32 bytes of PRF output, if any. */
export function prfOf(answer: { clientExtensionResults: object }): ArrayBuffer | undefined {
  const { prf } = answer.clientExtensionResults as { prf?: { results?: { first?: BufferSource } } };
  const first = prf?.results?.first;
  if (!first) return undefined;
  return first instanceof ArrayBuffer ? first : (first as Uint8Array<ArrayBuffer>).slice().buffer;
}

/** A default name for a passkey. */
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
