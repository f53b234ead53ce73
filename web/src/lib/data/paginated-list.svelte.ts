/** A list that comes page by page: the first now, the next when somebody asks for it. */
import { untrack } from 'svelte';

import { asProblem, type ApiProblem } from '$lib/api/problem';

import { connection } from './connection.svelte';

interface PageOf<Item> {
  items: Item[];
  next_cursor?: string | null;
}

export class PaginatedList<Item> {
  #items = $state.raw<Item[]>();
  #next = $state.raw<string | null>(null);
  #problem = $state.raw<ApiProblem>();
  #loading = $state(false);
  #turn = 0;

  constructor(readonly fetch: (cursor: string | undefined) => Promise<PageOf<Item>>) {}

  /** What has come so far; undefined before the first answer. */
  get items(): Item[] | undefined {
    return this.#items;
  }
  /** Whether there is more to ask for. */
  get hasMore(): boolean {
    return this.#next !== null;
  }
  /** Why the last page did not come; what came before stays. */
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  get loading(): boolean {
    return this.#loading;
  }

  /** Starts from the beginning; what is shown stays until the answer is there. Never throws. */
  load(): Promise<void> {
    return this.#get(undefined);
  }

  /** Adds the next page. Never throws. */
  async loadMore(): Promise<void> {
    if (this.#next !== null && !this.#loading) await this.#get(this.#next);
  }

  /** Takes items out, after they are gone on the server. */
  remove(gone: (item: Item) => boolean): void {
    this.#items = this.#items?.filter((item) => !gone(item));
  }

  async #get(cursor: string | undefined): Promise<void> {
    const turn = ++this.#turn;
    this.#loading = true;
    try {
      const page = await this.fetch(cursor);
      // Somebody started again meanwhile.
      if (turn !== this.#turn) return;
      this.#items = cursor === undefined ? page.items : [...(this.#items ?? []), ...page.items];
      this.#next = page.next_cursor ?? null;
      this.#problem = undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.#problem = asProblem(thrown);
    } finally {
      if (turn === this.#turn) this.#loading = false;
    }
  }
}

/** Loads a list that did not come as soon as the server can be reached again; for a component. */
export function reloadWhenOnline(pages: () => { problem: ApiProblem | undefined; load: () => Promise<void> }): void {
  $effect(() => {
    const list = pages();
    if (connection.online && list.problem?.unreachable) untrack(() => void list.load());
  });
}
