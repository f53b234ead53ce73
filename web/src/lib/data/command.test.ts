import { expect, test } from 'vitest';

import { ApiProblem } from '$lib/api/problem';

import { Command } from './command.svelte';

test('run keeps the error message until the next run', async () => {
  const command = new Command();
  const refuse = () => Promise.reject(new ApiProblem({ status: 409, code: 'too-late' }));
  expect(await command.run(refuse, ({ code }) => code)).toBe(false);
  expect([command.error, command.busy]).toEqual(['too-late', false]);
  expect(await command.run(async () => {})).toBe(true);
  expect(command.error).toBeUndefined();
});

test('run ignores calls while it is busy', async () => {
  const command = new Command();
  let runs = 0;
  const work = async () => void (runs += 1);
  expect(await Promise.all([command.run(work), command.run(work)])).toEqual([true, false]);
  expect(runs).toBe(1);
});
