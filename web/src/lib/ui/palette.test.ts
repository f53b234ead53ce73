import { expect, test } from 'vitest';

import { colorForId, initials, stoneCount, toPaletteColor } from './palette';

test('stoneCount fills the first stone for any progress and the third only when all is done', () => {
  expect([0, 1, 2, 3].map((done) => stoneCount(done, 3))).toEqual([0, 1, 2, 3]);
  expect(stoneCount(1, 9)).toBe(1);
  expect(stoneCount(8, 9)).toBe(2);
  expect(stoneCount(9, 9)).toBe(3);
  expect(stoneCount(0, 0)).toBe(0);
});

test('initials takes whole letters', () => {
  expect(initials('Nimali Perera')).toBe('NP');
  expect(initials(' nimali ')).toBe('N');
  expect(initials('නිමාලි')).toBe('න');
  expect(initials('')).toBe('');
});

test('colorForId is stable and toPaletteColor falls back to clay', () => {
  expect(colorForId('a')).toBe(colorForId('a'));
  expect(toPaletteColor('sky')).toBe('sky');
  expect(toPaletteColor('mauve')).toBe('clay');
});
