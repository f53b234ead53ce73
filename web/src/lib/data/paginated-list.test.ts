import { expect, test } from 'vitest';

import { PaginatedList } from './paginated-list.svelte';

const BOOK: Record<string, { items: number[]; next_cursor: string | null }> = {
  first: { items: [1, 2], next_cursor: 'b' },
  b: { items: [3], next_cursor: null }
};

test('pages are appended, and load starts over', async () => {
  const pages = new PaginatedList((cursor) => Promise.resolve(BOOK[cursor ?? 'first'] ?? { items: [] }));
  expect(pages.items).toBeUndefined();
  await pages.load();
  expect([pages.items, pages.hasMore]).toEqual([[1, 2], true]);
  await pages.loadMore();
  expect([pages.items, pages.hasMore]).toEqual([[1, 2, 3], false]);
  await pages.loadMore();
  expect(pages.items).toEqual([1, 2, 3]);
  pages.remove((item) => item === 2);
  expect(pages.items).toEqual([1, 3]);
  await pages.load();
  expect(pages.items).toEqual([1, 2]);
});

test('items stay if the next page fails', async () => {
  const pages = new PaginatedList((cursor) =>
    cursor ? Promise.reject(new Error('lost')) : Promise.resolve({ items: [1], next_cursor: 'b' })
  );
  await pages.load();
  await pages.loadMore();
  expect([pages.items, pages.hasMore, pages.problem?.unreachable]).toEqual([[1], true, true]);
});
