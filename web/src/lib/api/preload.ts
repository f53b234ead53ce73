/** Responses that public/preload.js requested while the app's script was still loading. */
type Preloaded = Record<string, Promise<Response> | undefined>;

const preloaded = (globalThis as { habitroPreload?: Preloaded }).habitroPreload ?? {};

/** `fetch`, but uses a preloaded response if there is one. Each preloaded response is used once. */
export async function fetchWithPreload(request: Request, responses: Preloaded = preloaded): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const pending = request.method === 'GET' && search === '' ? responses[pathname] : undefined;
  if (!pending) return fetch(request);
  responses[pathname] = undefined;
  const response = await pending.catch(() => undefined);
  if (response?.ok) return response;
  // A refusal applies to all preloaded responses, and may be outdated later: the user may have signed in
  // meanwhile.
  for (const path of Object.keys(responses)) responses[path] = undefined;
  return response?.status === 401 ? response : fetch(request);
}
