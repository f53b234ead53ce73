import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';

const { clearCache, writeCache, readCache } = await import('./offline-cache');

test('readCache returns the last value and its time until clearCache', async () => {
  await writeCache('today', { due: 3 });
  await writeCache('today', { due: 9 });
  const found = await readCache<{ due: number }>('today');
  expect(found?.value).toEqual({ due: 9 });
  expect(found?.at).toBeInstanceOf(Date);
  await clearCache();
  expect(await readCache('today')).toBeUndefined();
});
