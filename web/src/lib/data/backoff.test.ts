import { expect, test } from 'vitest';

import { backoff } from './backoff';

test('backoff doubles from one second to one minute; jitter removes at most half', () => {
  expect([0, 1, 2, 10, 99].map((tries) => backoff(tries, 1))).toEqual([1000, 2000, 4000, 60000, 60000]);
  expect(backoff(0, 0)).toBe(500);
});
