import { expect, test } from 'vitest';

import { fitWithin } from './picture';

test('fitWithin limits the shorter side and never enlarges', () => {
  expect(fitWithin(4000, 3000)).toEqual({ width: 1365, height: 1024 });
  expect(fitWithin(3000, 4000)).toEqual({ width: 1024, height: 1365 });
  expect(fitWithin(200, 100)).toEqual({ width: 200, height: 100 });
  expect(fitWithin(1, 9000)).toEqual({ width: 1, height: 9000 });
});
