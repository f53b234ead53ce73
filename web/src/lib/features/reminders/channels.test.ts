import { expect, test } from 'vitest';

import { offlineStatus, pushStatus, detectSystem } from './channels';

test('each way says whether it works here', () => {
  expect(['on', 'off', 'blocked', 'install', 'missing'].map((push) => pushStatus({ push: push as never }))).toEqual([
    'works',
    'needs',
    'needs',
    'needs',
    'not'
  ]);
  expect(offlineStatus({ worker: true, permission: 'granted' })).toBe('works');
  expect(offlineStatus({ worker: true, permission: 'default' })).toBe('needs');
  expect(offlineStatus({ worker: false, permission: 'granted' })).toBe('not');
  expect(offlineStatus({ worker: true, permission: 'missing' })).toBe('not');
});

test('the guide speaks of the system in the hand', () => {
  expect(detectSystem('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)')).toBe('apple');
  expect(detectSystem('Mozilla/5.0 (Linux; Android 15; Pixel 9)')).toBe('android');
  expect(detectSystem('Mozilla/5.0 (X11; Linux x86_64)')).toBe('other');
});
