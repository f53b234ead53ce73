/// <reference lib="webworker" />
/**
 * The offline shell: the page, its code and pictures are kept under the version of the build;
 * what the server says never is. `__KEPT__` and `__VERSION__` are filled in by scripts/finish.mjs.
 */
declare const __KEPT__: string[];
declare const __VERSION__: string;

const worker = self as unknown as ServiceWorkerGlobalScope;

const cacheName = `habitro-${__VERSION__}`;
const kept = new Set(__KEPT__);

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      // Past the HTTP cache where names don't change with the content.
      .then((cache) => cache.addAll(__KEPT__.map((path) => new Request(path, { cache: 'no-cache' }))))
      .then(() => worker.skipWaiting())
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names.filter((name) => name.startsWith('habitro-') && name !== cacheName).map((name) => caches.delete(name))
        )
      )
      .then(() => worker.clients.claim())
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (kept.has(url.pathname)) event.respondWith(fromCache(request, url.pathname));
});

/** The page fresh from the server, so that a new version is there at once; the kept one offline. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (lost) {
    const found = await caches.match('/', { cacheName });
    if (found) return found;
    throw lost;
  }
}

async function fromCache(request: Request, path: string): Promise<Response> {
  return (await caches.match(path, { cacheName })) ?? fetch(request);
}
