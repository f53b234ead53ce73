import { expect, test } from 'vitest';

import { ApiProblem, asProblem, problemFromResponse } from './problem';

test('problemFromResponse reads a problem document', () => {
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

test('problemFromResponse handles a response without a problem document', () => {
  const problem = problemFromResponse(new Response(null, { status: 502 }), '<html>');
  expect(problem).toMatchObject({ status: 502, code: 'http-502', errors: [] });
});

test('asProblem marks lost connections as unreachable and returns problems unchanged', () => {
  expect(asProblem(new TypeError('Failed to fetch')).unreachable).toBe(true);
  const known = new ApiProblem({ status: 409, code: 'too-late' });
  expect(asProblem(known)).toBe(known);
});
