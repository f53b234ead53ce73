import { expect, test, vi } from 'vitest';

import { ApiProblem } from './api/problem';
import { problemMessage } from './i18n';

vi.stubGlobal('localStorage', { getItem: () => 'en' });

test('a limit that ends within seconds asks for no minute', () => {
  const limited = (retryAfter?: number) =>
    problemMessage(new ApiProblem({ status: 429, title: 'Too many wrong passwords', retryAfter }));
  expect(limited(1)).toBe('Too many wrong passwords. Try again in a moment.');
  expect(limited(11)).toBe('Too many wrong passwords. Try again in 1 min.');
  expect(limited(900)).toBe('Too many wrong passwords. Try again in 15 min.');
  expect(limited()).toBe('Too many wrong passwords. Try again in 1 min.');
});
