/** The HTTP client: typed by the OpenAPI description, same origin, session in a cookie. */
import createClient from 'openapi-fetch';

import { fetchWithPreload } from './preload';
import { problemFromResponse } from './problem';
import type { components, paths } from './schema';

/** The server's schemas by name: `Schemas['TodayView']`. */
export type Schemas = components['schemas'];

export const api = createClient<paths>({
  baseUrl: '',
  credentials: 'same-origin',
  cache: 'no-store',
  fetch: (request) => fetchWithPreload(request)
});

type Listener = () => void;
const unauthenticatedListeners = new Set<Listener>();
const reachabilityListeners = new Set<(reached: boolean) => void>();

/** Calls `listener` whenever the server reports that there is no valid session. */
export function onUnauthenticated(listener: Listener): void {
  unauthenticatedListeners.add(listener);
}

/** Calls `listener` after each request with whether the server responded at all. */
export function onReachability(listener: (reached: boolean) => void): void {
  reachabilityListeners.add(listener);
}

interface Outcome<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** Returns the data of a call or throws an `ApiProblem`: `const today = await unwrap(api.GET('/api/v1/today'))`. */
export async function unwrap<Data>(call: Promise<Outcome<Data>>): Promise<Data> {
  let outcome: Outcome<Data>;
  try {
    outcome = await call;
  } catch (lost) {
    // `fetch` rejects only when no response arrived.
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

/** An `Idempotency-Key` header: a command sent twice with the same key is executed once. */
export function idempotencyKey(key: string = crypto.randomUUID()): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}
