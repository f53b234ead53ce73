import { expect, test } from 'vitest';

import { ApiProblem } from '$lib/api/problem';

import { expiryFrom, failureOf, loginStatus, prfOf, suggestDeviceName, withoutSecrets } from './rules';

const NOW = Date.UTC(2026, 2, 2);
const DAY = 24 * 60 * 60 * 1000;

test('loginStatus expires after 30 days, even if the clock is set back', () => {
  const login = { user: 'u', credentialId: 'c', expiresAt: expiryFrom(NOW) };
  expect(loginStatus(undefined, NOW)).toBe('none');
  expect(loginStatus(login, NOW)).toBe('live');
  expect(loginStatus(login, NOW + 30 * DAY - 1)).toBe('live');
  expect(loginStatus(login, NOW + 30 * DAY)).toBe('expired');
  expect(loginStatus(login, NOW - 40 * DAY)).toBe('expired');
});

test('withoutSecrets removes PRF results', () => {
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

test('failureOf classifies errors', () => {
  const named = (name: string) => Object.assign(new Error('x'), { name });
  expect(failureOf(named('NotAllowedError'))).toBe('cancelled');
  expect(failureOf(named('InvalidStateError'))).toBe('exists');
  expect(failureOf(named('Expired'))).toBe('expired');
  expect(failureOf(new ApiProblem({ status: 401, code: 'unknown-passkey' }))).toBe('revoked');
  expect(failureOf(new ApiProblem({ status: 401, code: 'ceremony-over' }))).toBe('over');
  expect(failureOf(new ApiProblem({ status: 0 }))).toBe('offline');
  expect(failureOf(new Error('x'))).toBe('failed');
});

test('suggestDeviceName recognizes common systems', () => {
  expect(suggestDeviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)')).toBe('iPhone');
  expect(suggestDeviceName('Mozilla/5.0 (Linux; Android 16)')).toBe('Android');
  expect(suggestDeviceName('something else')).toBe('');
});
