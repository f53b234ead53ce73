/** A list that is loaded page by page. */
import { untrack } from 'svelte';

import { type ApiProblem, asProblem } from '$lib/api/problem';

import { connection } from './connection.svelte';

interface ListPage<Item> {
  items: Item[];
  next_cursor?: string | null;
}

export class PaginatedList<Item> {
  #items = $state.raw<Item[]>();
  #next = $state.raw<string | null>(null);
  #problem = $state.raw<ApiProblem>();
  #loading = $state(false);
  #generation = 0;

  constructor(readonly fetch: (cursor: string | undefined) => Promise<ListPage<Item>>) {}

  /** The items loaded so far; undefined before the first response. */
  get items(): Item[] | undefined {
    return this.#items;
  }
  /** Whether there are more pages. */
  get hasMore(): boolean {
    return this.#next !== null;
  }
  /** Why the last page failed to load; earlier items stay. */
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  get loading(): boolean {
    return this.#loading;
  }

  /** Loads the first page; the current items stay until it arrives. Never throws. */
  load(): Promise<void> {
    return this.#get(undefined);
  }

  /** Appends the next page. Never throws. */
  async loadMore(): Promise<void> {
    if (this.#next !== null && !this.#loading) await this.#get(this.#next);
  }

  /** Removes items locally after the server removed them. */
  remove(matches: (item: Item) => boolean): void {
    this.#items = this.#items?.filter((item) => !matches(item));
  }

  async #get(cursor: string | undefined): Promise<void> {
    const generation = ++this.#generation;
    this.#loading = true;
    try {
      const page = await this.fetch(cursor);
      // Another load was started meanwhile.
      if (generation !== this.#generation) return;
      this.#items = cursor === undefined ? page.items : [...(this.#items ?? []), ...page.items];
      this.#next = page.next_cursor ?? null;
      this.#problem = undefined;
    } catch (thrown) {
      if (generation === this.#generation) this.#problem = asProblem(thrown);
    } finally {
      if (generation === this.#generation) this.#loading = false;
    }
  }
}

/**
 * Retries a list that failed because the server was unreachable as soon as it is reachable again. Call
 * during component initialization.
 */
export function reloadWhenOnline(getList: () => { problem: ApiProblem | undefined; load: () => Promise<void> }): void {
  $effect(() => {
    const list = getList();
    if (connection.online && list.problem?.unreachable) untrack(() => void list.load());
  });
}
