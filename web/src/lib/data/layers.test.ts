import { expect, test } from 'vitest';

import { layered, without } from './layers';

test('changes lie on the server value in order, and one that failed leaves the others', () => {
  const add = (n: number) => n + 1;
  const double = (n: number) => n * 2;
  expect(layered(5, [add, double])).toBe(12);
  expect(layered(5, without([add, double], add))).toBe(10);
  expect(
    layered(
      5,
      without([add, double], (n) => n)
    )
  ).toBe(12);
});
