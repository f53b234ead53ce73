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

test('the limit of an account says what was too much and when to try again', () => {
  const limited = (title: string, retryAfter: number) =>
    problemMessage(new ApiProblem({ status: 429, code: 'rate-limited', title, retryAfter }));
  expect(limited('Too many changes at once', 1)).toBe('Too many changes at once. Try again in a moment.');
  expect(limited('Too many changes at once', 59)).toBe('Too many changes at once. Try again in 1 min.');
  expect(limited('Too many requests at once', 1)).toBe('Too many requests at once. Try again in a moment.');
});
