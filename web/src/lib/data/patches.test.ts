import { expect, test } from 'vitest';

import { applyPatches, withoutPatch } from './patches';

test('applyPatches applies in order; withoutPatch removes one', () => {
  const add = (n: number) => n + 1;
  const double = (n: number) => n * 2;
  expect(applyPatches(5, [add, double])).toBe(12);
  expect(applyPatches(5, withoutPatch([add, double], add))).toBe(10);
  expect(
    applyPatches(
      5,
      withoutPatch([add, double], (n) => n)
    )
  ).toBe(12);
});
