import { expect, test } from 'vitest';

import { ApiProblem, asProblem, problemFromResponse } from './problem';

test('a problem document is read whole', () => {
  const response = new Response(null, { status: 422, headers: { 'retry-after': '30' } });
  const errors = [{ field: 'password', code: 'too-short', detail: 'Choose at least 8 characters.' }];
  const problem = problemFromResponse(response, {
    code: 'invalid-input',
    title: 'T',
    detail: 'D',
    request_id: 'r-1',
    errors
  });
  expect(problem).toMatchObject({ status: 422, code: 'invalid-input', message: 'D', requestId: 'r-1', retryAfter: 30 });
  expect(problem.field('password')?.code).toBe('too-short');
  expect(problem.field('email')).toBeUndefined();
  expect(problem.unreachable).toBe(false);
});

test('an answer that is not ours still makes a problem', () => {
  const problem = problemFromResponse(new Response(null, { status: 502 }), '<html>');
  expect(problem).toMatchObject({ status: 502, code: 'http-502', errors: [] });
});

test('a lost connection is unreachable, a problem stays itself', () => {
  expect(asProblem(new TypeError('Failed to fetch')).unreachable).toBe(true);
  const known = new ApiProblem({ status: 409, code: 'too-late' });
  expect(asProblem(known)).toBe(known);
});
