import { expect, test } from 'vitest';

import { initials, laid, stoneFor, stoneOf } from './stones';

test('stones laid: one for a start, the third only for all', () => {
  expect([0, 1, 2, 3].map((done) => laid(done, 3))).toEqual([0, 1, 2, 3]);
  expect(laid(1, 9)).toBe(1);
  expect(laid(8, 9)).toBe(2);
  expect(laid(9, 9)).toBe(3);
  expect(laid(0, 0)).toBe(0);
});

test('initials are whole letters', () => {
  expect(initials('Nimali Perera')).toBe('NP');
  expect(initials(' nimali ')).toBe('N');
  expect(initials('නිමාලි')).toBe('න');
  expect(initials('')).toBe('');
});

test('a person keeps a stone, and unknown names fall back', () => {
  expect(stoneFor('a')).toBe(stoneFor('a'));
  expect(stoneOf('sky')).toBe('sky');
  expect(stoneOf('mauve')).toBe('clay');
});
