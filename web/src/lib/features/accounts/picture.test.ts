import { expect, test } from 'vitest';

import { fitted } from './picture';

test('the shorter side decides, and nothing is made larger', () => {
  expect(fitted(4000, 3000)).toEqual({ width: 1365, height: 1024 });
  expect(fitted(3000, 4000)).toEqual({ width: 1024, height: 1365 });
  expect(fitted(200, 100)).toEqual({ width: 200, height: 100 });
  expect(fitted(1, 9000)).toEqual({ width: 1, height: 9000 });
});
