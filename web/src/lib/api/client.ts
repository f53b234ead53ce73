/** The one way to the server: typed by its description, same origin, the session in its cookie. */
import createClient from 'openapi-fetch';

import { fetchOrTake } from './early';
import { toldProblem } from './problem';
import type { components, paths } from './schema';

/** The server's types by name: `Schemas['TodayView']`. */
export type Schemas = components['schemas'];

/** Where requests go; page addresses and server are one origin. */
export const api = createClient<paths>({
  baseUrl: '',
  credentials: 'same-origin',
  cache: 'no-store',
  fetch: (request) => fetchOrTake(request)
});

type Listener = () => void;
const onUnauthenticated = new Set<Listener>();
const onReached = new Set<(reached: boolean) => void>();

/** Calls `listener` whenever the server says that there is no session. */
export function whenUnauthenticated(listener: Listener): void {
  onUnauthenticated.add(listener);
}

/** Calls `listener` after each request: whether the server answered at all. */
export function whenReached(listener: (reached: boolean) => void): void {
  onReached.add(listener);
}

interface Outcome<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * The data of a call, or an `ApiProblem` thrown:
 * `const today = await ask(api.GET('/api/v1/today'))`.
 */
export async function ask<Data>(call: Promise<Outcome<Data>>): Promise<Data> {
  let outcome: Outcome<Data>;
  try {
    outcome = await call;
  } catch (lost) {
    // Only a request without an answer comes here.
    for (const listener of onReached) listener(false);
    throw lost;
  }
  for (const listener of onReached) listener(true);
  const { data, error, response } = outcome;
  if (response.ok) return data as Data;
  const problem = toldProblem(response, error);
  if (problem.code === 'unauthenticated') for (const listener of onUnauthenticated) listener();
  throw problem;
}

/** A fresh `Idempotency-Key` header: the same command sent twice is done once. */
export function once(key: string = crypto.randomUUID()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}
