/**
 * Reading and changing what the server holds: one `Query` a key, shared by whoever asks.
 *
 * A change shows at once as a layer on the server's value and goes away when the server has
 * answered; layers of several changes don't disturb each other (see layers.ts).
 */
import { ApiProblem, asProblem } from '$lib/api/problem';

import { dropKey } from './cipher';
import { whenIdle } from './idle';
import { applyPatches, withoutPatch, type Patch } from './patches';

export interface QueryOptions<T> {
  /** Fetches the value. */
  fetch: () => Promise<T>;
  /** Keeps the last value on the device for offline use. */
  offline?: boolean;
  /** A value younger than this many milliseconds is not fetched again by `use()`. */
  staleTime?: number;
}

export interface Mutation<T, Answer> {
  /** How the value looks once the change is done. */
  patch: Patch<T>;
  /** Tells the server. */
  send: () => Promise<Answer>;
  /** Works the answer into the value; without it the patch itself becomes the value. */
  settle?: (value: T, answer: Answer) => T;
  /**
   * The seam for the offline queue: called when no answer came. Whoever returns true has taken
   * the change over (written it down to be sent later), and the layer stays.
   */
  unreachable?: () => boolean | Promise<boolean>;
}

const FRESH = 2_000;

export class Query<T> {
  #base = $state.raw<T>();
  #patches = $state.raw<Patch<T>[]>([]);
  #problem = $state.raw<ApiProblem>();
  #loading = $state(false);
  #cachedAt = $state.raw<Date>();
  #at = 0;
  #turn = 0;
  #running: Promise<void> | undefined;
  #disabled = false;

  constructor(
    readonly key: string,
    readonly options: QueryOptions<T>
  ) {}

  #shown = $derived(this.#base === undefined ? undefined : applyPatches(this.#base, this.#patches));

  /** The value with waiting changes on it; undefined before the first answer. */
  get data(): T | undefined {
    return this.#shown;
  }
  /** Why the last fetch failed; the value stays what it was. */
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }
  get loading(): boolean {
    return this.#loading;
  }
  /** Changes that the server has not answered yet. */
  get pending(): number {
    return this.#patches.length;
  }
  /** Set while the value is one kept on this device: when it was fetched. */
  get cachedAt(): Date | undefined {
    return this.#cachedAt;
  }

  /** Fetches unless there is a fresh value; call it when a page opens. Returns itself. */
  fetchIfStale(): this {
    // After the current turn: a page asks while it is being drawn, when no state may change.
    if (this.#base === undefined || Date.now() - this.#at > (this.options.staleTime ?? FRESH)) {
      queueMicrotask(() => void this.load());
    }
    return this;
  }

  /** What it is about is going away: nothing asks for it any more, unless it stays after all. */
  disable(): void {
    this.#disabled = true;
  }

  /** Allows fetching again. */
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

  /** Fetches anew: an answer that is on its way may be older than what was just heard. */
  refetch(): Promise<void> {
    return this.#running ? this.#running.then(() => this.load()) : this.load();
  }

  async #load(): Promise<void> {
    const turn = this.#turn;
    this.#loading = true;
    try {
      const value = await this.options.fetch();
      if (turn !== this.#turn) return;
      this.set(value);
      this.#problem = undefined;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#problem = asProblem(thrown);
      if (this.#base === undefined && this.options.offline && this.#problem.unreachable) await this.#recall();
    } finally {
      this.#loading = false;
    }
  }

  async #recall(): Promise<void> {
    const { readCache } = await import('./offline-cache');
    const found = await readCache<T>(this.key);
    if (found && this.#base === undefined) {
      this.#base = found.value;
      this.#cachedAt = found.at;
    }
  }

  /** Takes a value from the server that came by another way. */
  set(value: T): void {
    this.#base = value;
    this.#at = Date.now();
    this.#cachedAt = undefined;
    if (!this.options.offline) return;
    const turn = this.#turn;
    whenIdle(() => void this.#keep(value, turn).catch(() => {}));
  }

  async #keep(value: T, turn: number): Promise<void> {
    const { writeCache } = await import('./offline-cache');
    // Not when it was forgotten meanwhile: somebody signed out.
    if (turn === this.#turn) await writeCache(this.key, $state.snapshot(value));
  }

  /** Forgets the value; what is on its way is not taken any more. */
  clear(): void {
    this.#base = undefined;
    this.#patches = [];
    this.#problem = undefined;
    this.#cachedAt = undefined;
    this.#turn += 1;
    this.#running = undefined;
  }

  /** Works something into the server's value (an event, the answer of another call). */
  update(patch: Patch<T>): void {
    if (this.#base !== undefined) this.#base = patch(this.#base);
  }

  /** Makes a change that shows at once; rejects with an `ApiProblem` and takes it back when refused. */
  async mutate<Answer>(mutation: Mutation<T, Answer>): Promise<Answer | undefined> {
    // An own function each time: `without` goes by identity.
    const layer: Patch<T> = (value) => mutation.patch(value);
    this.#patches = [...this.#patches, layer];
    try {
      const answer = await mutation.send();
      this.update((value) => (mutation.settle ? mutation.settle(value, answer) : mutation.patch(value)));
      this.#patches = withoutPatch(this.#patches, layer);
      return answer;
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.unreachable && (await mutation.unreachable?.())) return undefined;
      this.#patches = withoutPatch(this.#patches, layer);
      throw problem;
    }
  }
}

const queries = new Map<string, Query<unknown>>();

/** The query of this key, made on first use. Keys are addresses: `today`, `habits/${id}`. */
export function query<T>(key: string, options: QueryOptions<T>): Query<T> {
  const known = queries.get(key) as Query<T> | undefined;
  if (known) return known;
  let made!: Query<T>;
  // It outlives the component that asked first, and reacts wherever it was made.
  $effect.root(() => {
    made = new Query<T>(key, options);
  });
  queries.set(key, made as Query<unknown>);
  return made;
}

/** Fetches again what is on the screen, or would be had the server been reached; `prefix` narrows it: `refresh('habits')`. */
export function refetchQueries(prefix = ''): void {
  for (const [key, each] of queries) {
    const wanted = each.data !== undefined || each.loading || each.problem?.unreachable;
    if (key.startsWith(prefix) && wanted) void each.refetch();
  }
}

/** Forgets what is in memory; what is kept on the device stays: the app locks. */
export function clearQueries(): void {
  for (const each of queries.values()) each.clear();
}

/** Forgets everything, here and on the device: another person signs in, or nobody. */
export async function clearAllData(): Promise<void> {
  clearQueries();
  dropKey();
  const { clearCache } = await import('./offline-cache');
  await clearCache().catch(() => {});
}
