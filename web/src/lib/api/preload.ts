/** Responses that public/preload.js requested while the app's script was still loading. */
type Asked = Record<string, Promise<Response> | undefined>;

const asked = (globalThis as { habitroPreload?: Asked }).habitroPreload ?? {};

/** `fetch`, but uses a preloaded response if there is one. Each preloaded response is used once. */
export async function fetchWithPreload(request: Request, early: Asked = asked): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const answer = request.method === 'GET' && search === '' ? early[pathname] : undefined;
  if (!answer) return fetch(request);
  early[pathname] = undefined;
  const there = await answer.catch(() => undefined);
  if (there?.ok) return there;
  // A refusal applies to all preloaded responses, and may be outdated later: the user may have signed in
  // meanwhile.
  for (const path of Object.keys(early)) early[path] = undefined;
  return there?.status === 401 ? there : fetch(request);
}
