/** The one way to the server: typed by its description, same origin, the session in its cookie. */
import createClient from 'openapi-fetch';

import { fetchWithPreload } from './preload';
import { problemFromResponse } from './problem';
import type { components, paths } from './schema';

/** The server's types by name: `Schemas['TodayView']`. */
export type Schemas = components['schemas'];

/** Where requests go; page addresses and server are one origin. */
export const api = createClient<paths>({
  baseUrl: '',
  credentials: 'same-origin',
  cache: 'no-store',
  fetch: (request) => fetchWithPreload(request)
});

type Listener = () => void;
const unauthenticatedListeners = new Set<Listener>();
const reachabilityListeners = new Set<(reached: boolean) => void>();

/** Calls `listener` whenever the server says that there is no session. */
export function onUnauthenticated(listener: Listener): void {
  unauthenticatedListeners.add(listener);
}

/** Calls `listener` after each request: whether the server answered at all. */
export function onReachability(listener: (reached: boolean) => void): void {
  reachabilityListeners.add(listener);
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
export async function unwrap<Data>(call: Promise<Outcome<Data>>): Promise<Data> {
  let outcome: Outcome<Data>;
  try {
    outcome = await call;
  } catch (lost) {
    // Only a request without an answer comes here.
    for (const listener of reachabilityListeners) listener(false);
    throw lost;
  }
  for (const listener of reachabilityListeners) listener(true);
  const { data, error, response } = outcome;
  if (response.ok) return data as Data;
  const problem = problemFromResponse(response, error);
  if (problem.code === 'unauthenticated') for (const listener of unauthenticatedListeners) listener();
  throw problem;
}

/** A fresh `Idempotency-Key` header: the same command sent twice is done once. */
export function idempotencyKey(key: string = crypto.randomUUID()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}
