import { expect, test } from 'vitest';

import { initials, stoneCount, colorForId, toPaletteColor } from './palette';

test('stones laid: one for a start, the third only for all', () => {
  expect([0, 1, 2, 3].map((done) => stoneCount(done, 3))).toEqual([0, 1, 2, 3]);
  expect(stoneCount(1, 9)).toBe(1);
  expect(stoneCount(8, 9)).toBe(2);
  expect(stoneCount(9, 9)).toBe(3);
  expect(stoneCount(0, 0)).toBe(0);
});

test('initials are whole letters', () => {
  expect(initials('Nimali Perera')).toBe('NP');
  expect(initials(' nimali ')).toBe('N');
  expect(initials('නිමාලි')).toBe('න');
  expect(initials('')).toBe('');
});

test('a person keeps a stone, and unknown names fall back', () => {
  expect(colorForId('a')).toBe(colorForId('a'));
  expect(toPaletteColor('sky')).toBe('sky');
  expect(toPaletteColor('mauve')).toBe('clay');
});
