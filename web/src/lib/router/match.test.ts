import { expect, test } from 'vitest';

import { match } from './match';

test('match compares whole paths', () => {
  expect(match('/', '/')).toEqual({});
  expect(match('/today', '/today/')).toEqual({});
  expect(match('/habits/:id', '/habits/a%20b')).toEqual({ id: 'a b' });
  expect(match('/habits/:id', '/habits')).toBeUndefined();
  expect(match('/habits/:id', '/habits/a/b')).toBeUndefined();
  expect(match('/habits/:id', '/habits/%E0%A4%A')).toBeUndefined();
  expect(match('/today', '/you')).toBeUndefined();
});
