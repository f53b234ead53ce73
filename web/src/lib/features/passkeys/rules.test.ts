import { expect, test } from 'vitest';

import { ApiProblem } from '$lib/api/problem';

import { suggestDeviceName, expiryFrom, failureOf, prfOf, loginStatus, withoutSecrets } from './rules';

const NOW = Date.UTC(2026, 2, 2);
const DAY = 24 * 60 * 60 * 1000;

test('a saved login lives for 30 days, and not longer by a clock that went back', () => {
  const login = { user: 'u', credentialId: 'c', expiresAt: expiryFrom(NOW) };
  expect(loginStatus(undefined, NOW)).toBe('none');
  expect(loginStatus(login, NOW)).toBe('live');
  expect(loginStatus(login, NOW + 30 * DAY - 1)).toBe('live');
  expect(loginStatus(login, NOW + 30 * DAY)).toBe('expired');
  expect(loginStatus(login, NOW - 40 * DAY)).toBe('expired');
});

test('what the PRF gave is taken out before anything is sent', () => {
  const first = new Uint8Array(32).fill(7);
  const answer = {
    id: 'x',
    clientExtensionResults: { credProps: { rk: true }, prf: { enabled: true, results: { first } } }
  };
  expect(new Uint8Array(prfOf(answer) ?? [])).toEqual(first);
  expect(withoutSecrets(answer)).toEqual({
    id: 'x',
    clientExtensionResults: { credProps: { rk: true }, prf: { enabled: true } }
  });
  expect(withoutSecrets({ clientExtensionResults: {} })).toEqual({ clientExtensionResults: {} });
  expect(prfOf({ clientExtensionResults: { prf: { enabled: true } } })).toBeUndefined();
});

test('failures have plain names', () => {
  const named = (name: string) => Object.assign(new Error('x'), { name });
  expect(failureOf(named('NotAllowedError'))).toBe('cancelled');
  expect(failureOf(named('InvalidStateError'))).toBe('exists');
  expect(failureOf(named('Expired'))).toBe('expired');
  expect(failureOf(new ApiProblem({ status: 401, code: 'unknown-passkey' }))).toBe('revoked');
  expect(failureOf(new ApiProblem({ status: 401, code: 'ceremony-over' }))).toBe('over');
  expect(failureOf(new ApiProblem({ status: 0 }))).toBe('offline');
  expect(failureOf(new Error('x'))).toBe('failed');
});

test('a device is proposed a name', () => {
  expect(suggestDeviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)')).toBe('iPhone');
  expect(suggestDeviceName('Mozilla/5.0 (Linux; Android 16)')).toBe('Android');
  expect(suggestDeviceName('something else')).toBe('');
});
