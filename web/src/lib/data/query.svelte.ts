/**
 * Reading and changing server state: one `Query` per key, shared by all components.
 *
 * A mutation shows at once as a patch on the server's value; the patch is removed when the server has
 * responded. Patches of several mutations are independent of each other (see patches.ts).
 */
import { ApiProblem, asProblem } from '$lib/api/problem';

import { dropKey } from './cipher';
import { whenIdle } from './idle';
import { applyPatches, type Patch, withoutPatch } from './patches';

export interface QueryOptions<T> {
  fetch: () => Promise<T>;
  /** Stores the last value in the offline cache. */
  offline?: boolean;
  /** `fetchIfStale` does not refetch a value younger than this many milliseconds. */
  staleTime?: number;
}

export interface Mutation<T, Reply> {
  /** The value after the change. */
  patch: Patch<T>;
  /** Sends the change to the server. */
  send: () => Promise<Reply>;
  /** Applies the response to the value; by default the patch itself is applied. */
  settle?: (value: T, reply: Reply) => T;
  /**
   * Hook for an offline queue, called when the server could not be reached. If it returns true, it has
   * taken over sending the change later, and the patch stays.
   */
  unreachable?: () => boolean | Promise<boolean>;
}

const DEFAULT_STALE_MS = 2_000;

export class Query<T> {
  #base = $state.raw<T>();
  #patches = $state.raw<Patch<T>[]>([]);
  #problem = $state.raw<ApiProblem>();
  #loading = $state(false);
  #cachedAt = $state.raw<Date>();
  #fetchedAt = 0;
  #generation = 0;
  #running: Promise<void> | undefined;
  #disabled = false;

  constructor(
    readonly key: string,
    readonly options: QueryOptions<T>
  ) {}

  #shown = $derived(this.#base === undefined ? undefined : applyPatches(this.#base, this.#patches));

  /** The value with pending patches applied; undefined before the first response. */
  get data(): T | undefined {
    return this.#shown;
  }
  /** Why the last fetch failed; the value is unchanged. */
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  get loading(): boolean {
    return this.#loading;
  }
  /** The number of mutations without a response yet. */
  get pending(): number {
    return this.#patches.length;
  }
  /** When the value was fetched, if it comes from the offline cache. */
  get cachedAt(): Date | undefined {
    return this.#cachedAt;
  }

  /** Fetches unless the value is fresh; call it when a page opens. Returns itself. */
  fetchIfStale(): this {
    // Deferred: pages call this while rendering, when state must not change.
    if (this.#base === undefined || Date.now() - this.#fetchedAt > (this.options.staleTime ?? DEFAULT_STALE_MS)) {
      queueMicrotask(() => void this.load());
    }
    return this;
  }

  /** Prevents further fetches, for a resource that is being deleted. */
  disable(): void {
    this.#disabled = true;
  }

  /** Allows fetching again, if the deletion failed. */
  enable(): void {
    this.#disabled = false;
  }

  /** Fetches now. Never throws: see `problem`. */
  load(): Promise<void> {
    if (this.#disabled) return Promise.resolve();
    if (this.#running) return this.#running;
    const running = this.#load().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  /** Fetches after any running fetch has finished, whose response may be older than the event that caused this call. */
  refetch(): Promise<void> {
    return this.#running ? this.#running.then(() => this.load()) : this.load();
  }

  async #load(): Promise<void> {
    const generation = this.#generation;
    this.#loading = true;
    try {
      const value = await this.options.fetch();
      if (generation !== this.#generation) return;
      this.set(value);
      this.#problem = undefined;
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.#problem = asProblem(thrown);
      if (this.#base === undefined && this.options.offline && this.#problem.unreachable) await this.#readCache();
    } finally {
      this.#loading = false;
    }
  }

  async #readCache(): Promise<void> {
    const { readCache } = await import('./offline-cache');
    const found = await readCache<T>(this.key);
    if (found && this.#base === undefined) {
      this.#base = found.value;
      this.#cachedAt = found.at;
    }
  }

  /** Replaces the server's value with one that arrived by other means. */
  set(value: T): void {
    this.#base = value;
    this.#fetchedAt = Date.now();
    this.#cachedAt = undefined;
    if (!this.options.offline) return;
    const generation = this.#generation;
    whenIdle(() => void this.#writeCache(value, generation).catch(() => {}));
  }

  async #writeCache(value: T, generation: number): Promise<void> {
    const { writeCache } = await import('./offline-cache');
    // Not if the query was cleared meanwhile because the user signed out.
    if (generation === this.#generation) await writeCache(this.key, $state.snapshot(value));
  }

  /** Removes the value and ignores the response of a running fetch. */
  clear(): void {
    this.#base = undefined;
    this.#patches = [];
    this.#problem = undefined;
    this.#cachedAt = undefined;
    this.#generation += 1;
    this.#running = undefined;
  }

  /** Changes the server's value locally, for example after an event or the response to another call. */
  update(patch: Patch<T>): void {
    if (this.#base !== undefined) this.#base = patch(this.#base);
  }

  /** Applies a change at once and sends it. If the server refuses it, undoes it and rejects with an `ApiProblem`. */
  async mutate<Reply>(mutation: Mutation<T, Reply>): Promise<Reply | undefined> {
    // A new function each time: `withoutPatch` compares by identity.
    const layer: Patch<T> = (value) => mutation.patch(value);
    this.#patches = [...this.#patches, layer];
    try {
      const reply = await mutation.send();
      this.update((value) => (mutation.settle ? mutation.settle(value, reply) : mutation.patch(value)));
      this.#patches = withoutPatch(this.#patches, layer);
      return reply;
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.unreachable && (await mutation.unreachable?.())) return undefined;
      this.#patches = withoutPatch(this.#patches, layer);
      throw problem;
    }
  }
}

const queries = new Map<string, Query<unknown>>();

/** The query of this key, created on first use. Keys are paths: `today`, `habits/${id}`. */
export function query<T>(key: string, options: QueryOptions<T>): Query<T> {
  const existing = queries.get(key) as Query<T> | undefined;
  if (existing) return existing;
  let created!: Query<T>;
  // The root outlives the component that created the query.
  $effect.root(() => {
    created = new Query<T>(key, options);
  });
  queries.set(key, created as Query<unknown>);
  return created;
}

/**
 * Refetches every query whose key starts with `prefix` and that has a value, is loading, or failed
 * because the server was unreachable.
 */
export function refetchQueries(prefix = ''): void {
  for (const [key, each] of queries) {
    const wanted = each.data !== undefined || each.loading || each.problem?.unreachable;
    if (key.startsWith(prefix) && wanted) void each.refetch();
  }
}

/** Clears all queries in memory but not the offline cache, for example when the app locks. */
export function clearQueries(): void {
  for (const each of queries.values()) each.clear();
}

/** Clears all queries and the offline cache, when the user signs out or another user signs in. */
export async function clearAllData(): Promise<void> {
  clearQueries();
  dropKey();
  const { clearCache } = await import('./offline-cache');
  await clearCache().catch(() => {});
}
