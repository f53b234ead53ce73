/** Answers that public/preload.js asked for while the app's script was still on its way. */
type Asked = Record<string, Promise<Response> | undefined>;

const asked = (globalThis as { habitroPreload?: Asked }).habitroPreload ?? {};

/** `fetch`, except that an answer which is already on its way is not asked for again. Each serves once. */
export async function fetchWithPreload(request: Request, early: Asked = asked): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const answer = request.method === 'GET' && search === '' ? early[pathname] : undefined;
  if (!answer) return fetch(request);
  early[pathname] = undefined;
  const there = await answer.catch(() => undefined);
  if (there?.ok) return there;
  // One refusal is all of them's, and may be wrong by the time another is asked for: somebody signed in.
  for (const path of Object.keys(early)) early[path] = undefined;
  return there?.status === 401 ? there : fetch(request);
}
