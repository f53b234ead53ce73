import { expect, test } from 'vitest';

import { overwriteGetLocale } from '$lib/paraglide/runtime.js';

import { alertText } from './alert-text';

overwriteGetLocale(() => 'en');

const own = { title: 'As it came', body: 'In its own words.' };

test('alertText builds texts from the data', () => {
  const words = (kind: string, data: unknown) => alertText({ kind, data, ...own });
  expect(words('achievement', { achievement_id: 'first-tick', title: 'x' })).toEqual({
    title: 'Achievement unlocked',
    body: 'First Tick: Tick your first task.'
  });
  expect(words('security', { what: 'new-device', device: 'Firefox on Linux' })).toEqual({
    title: 'New device signed in',
    body: 'Firefox on Linux signed in for the first time.'
  });
  expect(words('friend-request', { display_name: 'Anna' }).body).toBe('Anna wants to be friends.');
  expect(words('challenge-invitation', { display_name: 'Anna', title: 'Tea' }).body).toBe('Anna invited you to Tea.');
  expect(words('challenge-finished', { title: 'Tea', completed: 4, due: 7 }).body).toBe('Tea: 4 of 7 done.');
});

test("alertText keeps the server's text if data is missing", () => {
  for (const [kind, data] of [
    ['security', {}],
    ['of-tomorrow', { title: 'x' }],
    ['achievement', { achievement_id: 'of-tomorrow', title: 'x' }],
    ['friend-request', {}],
    ['friend-accepted', null],
    ['challenge-invitation', { title: 7, display_name: 'Anna' }],
    ['challenge-finished', { title: 'Tea', completed: '4' }]
  ] as const)
    expect(alertText({ kind, data, ...own }), kind).toEqual(own);
});
