/**
 * This device's passkey: creating it, signing in with it, unlocking the app with it. Loaded on demand.
 * PRF output is turned into a key here and never leaves this module.
 */
import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  platformAuthenticatorIsAvailable,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService
} from '@simplewebauthn/browser';

import { api, type Schemas, unwrap } from '$lib/api/client';
import { loadLogin, saveLogin } from '$lib/data/offline-cache';

import { expiryFrom, failureOf, loginStatus, prfOf, type SavedLogin, withoutSecrets } from './rules';
import { makeVault, openVault, SALT } from './vault';

type Profile = Schemas['Profile'];

const PRF = { prf: { eval: { first: SALT } } } as object;

/** The login saved on this device. */
export const savedLogin = (): Promise<SavedLogin | undefined> => loadLogin<SavedLogin>().catch(() => undefined);

export const deleteSavedLogin = (): Promise<void> => saveLogin(undefined);

/** Whether this device can verify the user by fingerprint, face or PIN. */
export async function canVerifyUser(): Promise<boolean> {
  return browserSupportsWebAuthn() && (await platformAuthenticatorIsAvailable().catch(() => false));
}

/** Cancels an open browser prompt. */
export const cancelPrompt = (): void => WebAuthnAbortService.cancelCeremony();

/** Creates a passkey on this device and adds it to the account. */
export async function createPasskey(
  user: Profile,
  name: string
): Promise<{ passkey: Schemas['PasskeyView']; vault: boolean }> {
  const options = await unwrap(api.POST('/api/v1/auth/passkeys/registration', {}));
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  optionsJSON.extensions = { ...optionsJSON.extensions, ...PRF };
  const made = await startRegistration({ optionsJSON });
  const credential = withoutSecrets(made) as unknown as Record<string, never>;
  const passkey = await unwrap(api.POST('/api/v1/auth/passkeys', { body: { name, credential } }));
  const login: SavedLogin = { user: user.id, credentialId: made.id, expiresAt: expiryFrom(Date.now()) };
  const offers = (made.clientExtensionResults as { prf?: { enabled?: boolean } }).prf?.enabled === true;
  // Some authenticators return the PRF output at creation, others only at the next authentication.
  const prf = prfOf(made) ?? (offers ? await secretOf(login).catch(() => undefined) : undefined);
  if (prf) login.vault = (await makeVault(prf, login)).vault;
  await saveLogin(login);
  return { passkey, vault: login.vault !== undefined };
}

/** Asks the authenticator for its PRF output with a local challenge that no server verifies. */
async function secretOf(login: SavedLogin): Promise<ArrayBuffer | undefined> {
  const challenge = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  const answer = await startAuthentication({
    optionsJSON: {
      challenge: challenge.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
      allowCredentials: [{ id: login.credentialId, type: 'public-key' }],
      userVerification: 'required',
      extensions: PRF
    }
  });
  return prfOf(answer);
}

export interface SignedIn {
  user: Profile;
  /** The key of the offline cache, if there is a vault and it could be opened. */
  storeKey?: CryptoKey | undefined;
}

/** Signs in with this device's passkey. On errors see `failureOf`. */
export async function signIn(): Promise<SignedIn> {
  const login = await savedLogin();
  if (loginStatus(login, Date.now()) === 'expired') throw new LoginExpired();
  const optionsJSON = await requestOptions();
  if (login) optionsJSON.allowCredentials = [{ id: login.credentialId, type: 'public-key' }];
  return finish(await startAuthentication({ optionsJSON }));
}

/** Offers passkeys in the browser's autofill list; resolves when one was chosen. */
export async function signInByAutofill(): Promise<SignedIn | undefined> {
  if (!(await browserSupportsWebAuthnAutofill().catch(() => false))) return undefined;
  // After the saved login has expired, the password is required.
  if (loginStatus(await savedLogin(), Date.now()) === 'expired') return undefined;
  return finish(await startAuthentication({ optionsJSON: await requestOptions(), useBrowserAutofill: true }));
}

async function requestOptions(): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await unwrap(api.POST('/api/v1/auth/passkeys/authentication', {}));
  return { ...(options as unknown as PublicKeyCredentialRequestOptionsJSON), extensions: PRF };
}

async function finish(answer: AuthenticationResponseJSON): Promise<SignedIn> {
  const prf = prfOf(answer);
  const credential = withoutSecrets(answer) as unknown as Record<string, never>;
  let user: Profile;
  try {
    ({ user } = await unwrap(api.POST('/api/v1/auth/passkeys/login', { body: { credential } })));
  } catch (thrown) {
    if (failureOf(thrown) === 'revoked' && (await savedLogin())?.credentialId === answer.id) await deleteSavedLogin();
    throw thrown;
  }
  const known = await savedLogin();
  const mine = known?.user === user.id && known.credentialId === answer.id ? known : undefined;
  const login: SavedLogin = mine ?? { user: user.id, credentialId: answer.id, expiresAt: 0 };
  return { user, storeKey: await renew({ ...login, expiresAt: expiryFrom(Date.now()) }, prf) };
}

/** Saves a login with a new expiry; opens and reseals its vault, or creates one. */
async function renew(login: SavedLogin, prf: ArrayBuffer | undefined): Promise<CryptoKey | undefined> {
  if (!prf) {
    await saveLogin(login);
    return undefined;
  }
  // A vault that can't be opened belongs to another passkey or is corrupt; replace it.
  const open =
    (login.vault && (await openVault(prf, login, login.expiresAt).catch(() => undefined))) ??
    (await makeVault(prf, login));
  await saveLogin({ ...login, vault: open.vault });
  return open.storeKey;
}

/** Verifies the user without the server, which may be unreachable: only the right PRF output opens the vault. */
export async function unlock(): Promise<CryptoKey> {
  const login = await savedLogin();
  if (!login?.vault) throw new NoVault();
  if (loginStatus(login, Date.now()) === 'expired') throw new LoginExpired();
  const prf = await secretOf(login);
  if (!prf) throw new NoVault();
  const expiresAt = expiryFrom(Date.now());
  const open = await openVault(prf, login, expiresAt);
  await saveLogin({ ...login, expiresAt, vault: open.vault });
  return open.storeKey;
}

/** After a sign-in by password, extends the same user's saved login by 30 days. */
export async function extendSavedLogin(user: string): Promise<void> {
  const login = await savedLogin();
  if (login?.user === user) await saveLogin({ ...login, expiresAt: expiryFrom(Date.now()) });
}

export class LoginExpired extends Error {
  override name = 'Expired';
}

/** There is no vault that user verification could open. */
export class NoVault extends Error {
  override name = 'NoVault';
}
