import { expect, test } from 'vitest';

import { offlineVerdict, pushVerdict, systemOf } from './ways';

test('each way says whether it works here', () => {
  expect(['on', 'off', 'blocked', 'install', 'missing'].map((push) => pushVerdict({ push: push as never }))).toEqual([
    'works',
    'needs',
    'needs',
    'needs',
    'not'
  ]);
  expect(offlineVerdict({ worker: true, permission: 'granted' })).toBe('works');
  expect(offlineVerdict({ worker: true, permission: 'default' })).toBe('needs');
  expect(offlineVerdict({ worker: false, permission: 'granted' })).toBe('not');
  expect(offlineVerdict({ worker: true, permission: 'missing' })).toBe('not');
});

test('the guide speaks of the system in the hand', () => {
  expect(systemOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)')).toBe('apple');
  expect(systemOf('Mozilla/5.0 (Linux; Android 15; Pixel 9)')).toBe('android');
  expect(systemOf('Mozilla/5.0 (X11; Linux x86_64)')).toBe('other');
});
