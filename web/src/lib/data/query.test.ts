import { expect, test } from 'vitest';

import { ApiProblem } from '$lib/api/problem';

import { Query } from './query.svelte';

const refused = () => Promise.reject(new ApiProblem({ status: 409, code: 'too-late' }));

test('mutate shows the change at once and applies the response', async () => {
  const query = new Query<number>('n', { fetch: async () => 10 });
  await query.load();
  const answer = query.mutate({ patch: (n) => n + 1, send: async () => 42, settle: (_, response) => response });
  expect([query.data, query.pending]).toEqual([11, 1]);
  await answer;
  expect([query.data, query.pending]).toEqual([42, 0]);
});

test('mutate undoes a refused change without affecting others', async () => {
  const query = new Query<number>('n', { fetch: async () => 10 });
  await query.load();
  const good = query.mutate({ patch: (n) => n + 1, send: async () => null });
  const bad = query.mutate({ patch: (n) => n * 100, send: refused });
  expect(query.data).toBe(1100);
  await expect(bad).rejects.toMatchObject({ code: 'too-late' });
  await good;
  expect(query.data).toBe(11);
});

test('an unreachable change stays only if the hook takes it', async () => {
  const query = new Query<number>('n', { fetch: async () => 10 });
  await query.load();
  const lost = () => Promise.reject(new TypeError('Failed to fetch'));
  await expect(query.mutate({ patch: (n) => n + 1, send: lost })).rejects.toMatchObject({ status: 0 });
  expect(query.data).toBe(10);
  await query.mutate({ patch: (n) => n + 1, send: lost, unreachable: () => true });
  expect([query.data, query.pending]).toEqual([11, 1]);
});

test('a failed fetch keeps the value and sets the problem', async () => {
  let fail = false;
  const query = new Query<number>('n', { fetch: () => (fail ? refused() : Promise.resolve(1)) });
  await query.load();
  fail = true;
  await query.load();
  expect([query.data, query.problem?.code, query.loading]).toEqual([1, 'too-late', false]);
});

test('refetch runs once more after a running fetch', async () => {
  const resolvers: ((value: number) => void)[] = [];
  const query = new Query<number>('n', { fetch: () => new Promise((resolve) => resolvers.push(resolve)) });
  const first = query.load();
  const refetches = Promise.all([query.refetch(), query.refetch()]);
  resolvers[0]?.(1);
  await first;
  expect([query.data, resolvers.length]).toEqual([1, 2]);
  resolvers[1]?.(2);
  await refetches;
  expect([query.data, resolvers.length]).toEqual([2, 2]);
});
