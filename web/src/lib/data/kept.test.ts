import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';

const { forgetKept, keep, recall } = await import('./kept');

test('the last value comes back with its time, and nothing after forgetting', async () => {
  await keep('today', { due: 3 });
  await keep('today', { due: 9 });
  const found = await recall<{ due: number }>('today');
  expect(found?.value).toEqual({ due: 9 });
  expect(found?.at).toBeInstanceOf(Date);
  await forgetKept();
  expect(await recall('today')).toBeUndefined();
});
