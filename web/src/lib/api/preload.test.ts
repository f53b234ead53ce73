import { afterEach, expect, test, vi } from 'vitest';

import { fetchWithPreload } from './preload';

afterEach(() => vi.unstubAllGlobals());

const asking = (path: string, method = 'GET') => new Request(`http://localhost${path}`, { method });

test('fetchWithPreload uses a preloaded response once and only for the same request', async () => {
  const fetched = vi.fn(async () => new Response('fetched'));
  vi.stubGlobal('fetch', fetched);
  const early = { '/api/v1/me': Promise.resolve(new Response('early')) };
  expect(await (await fetchWithPreload(asking('/api/v1/me', 'DELETE'), early)).text()).toBe('fetched');
  expect(await (await fetchWithPreload(asking('/api/v1/me?limit=1'), early)).text()).toBe('fetched');
  expect(await (await fetchWithPreload(asking('/api/v1/me'), early)).text()).toBe('early');
  expect(await (await fetchWithPreload(asking('/api/v1/me'), early)).text()).toBe('fetched');
  expect(fetched).toHaveBeenCalledTimes(3);
});

test('fetchWithPreload refetches failed preloads and drops the others after a refusal', async () => {
  vi.stubGlobal('fetch', async () => new Response('fetched'));
  expect(
    await (await fetchWithPreload(asking('/lost'), { '/lost': Promise.reject(new TypeError('lost')) })).text()
  ).toBe('fetched');
  const early = {
    '/me': Promise.resolve(new Response('', { status: 401 })),
    '/today': Promise.resolve(new Response('', { status: 401 }))
  };
  expect((await fetchWithPreload(asking('/me'), early)).status).toBe(401);
  expect(await (await fetchWithPreload(asking('/today'), early)).text()).toBe('fetched');
});
