import { expect, test } from 'vitest';

import { detectSystem, offlineStatus, pushStatus } from './channels';

test('pushStatus and offlineStatus report whether a channel works', () => {
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

test('detectSystem recognizes Apple and Android devices', () => {
  expect(detectSystem('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)')).toBe('apple');
  expect(detectSystem('Mozilla/5.0 (Linux; Android 15; Pixel 9)')).toBe('android');
  expect(detectSystem('Mozilla/5.0 (X11; Linux x86_64)')).toBe('other');
});
