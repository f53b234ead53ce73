/** The plan being made: its days as they come, and what is done when the line breaks. */
import { api, ask, once } from '$lib/api/client';
import { ApiProblem, asProblem } from '$lib/api/problem';

import type { Drafted } from './drafted.svelte';
import { eventsOf } from './events';
import { draftRequest, questionOf, type Draft, type DraftDay, type DraftRequest } from './journey';
import type { Visit } from './visit.svelte';

export class Making {
  /** The days that came, newest first. */
  days = $state.raw<DraftDay[]>([]);
  progress = $state.raw<{ day: number; of: number }>();
  broken = $state(false);
  readonly #visit: Visit;
  readonly #drafted: Drafted;
  #stop: AbortController | undefined;

  constructor(visit: Visit, drafted: Drafted) {
    this.#visit = visit;
    this.#drafted = drafted;
  }

  /** Makes the plan from the answers; the same answers have one already. */
  async make(): Promise<void> {
    const request = draftRequest(this.#visit.told);
    const { draft, request: sent } = this.#visit.now;
    if (draft && JSON.stringify({ ...sent, replaces: undefined }) === JSON.stringify(request)) {
      this.#visit.set({ step: 'review' });
      if (!this.#drafted.draft) await this.#drafted.load();
      return;
    }
    await this.#send(draft ? { ...request, replaces: draft } : request);
  }

  /** Another plan from the same answers; the one before goes. */
  async anew(): Promise<void> {
    const { request, draft } = this.#visit.now;
    await this.#send({ ...(request ?? draftRequest(this.#visit.told)), replaces: draft });
  }

  /** The stream goes on nowhere. */
  abort(): void {
    this.#stop?.abort();
  }

  async #send(request: DraftRequest): Promise<void> {
    this.#visit.set({ step: 'making', request, key: crypto.randomUUID() });
    await this.#stream();
  }

  async #stream(): Promise<void> {
    const { request, key } = this.#visit.now;
    if (!request) return this.#visit.set({ step: 'questions' });
    const stop = (this.#stop = new AbortController());
    this.days = [];
    this.progress = undefined;
    this.broken = false;
    this.#visit.problem = undefined;
    let done = false;
    try {
      const body = await ask(
        api.POST('/api/v1/planner/drafts', {
          body: request,
          headers: { ...once(key), Accept: 'text/event-stream' },
          parseAs: 'stream',
          signal: stop.signal
        })
      );
      if (!body) throw new ApiProblem({ status: 0, code: 'unreachable' });
      for await (const event of eventsOf(body as ReadableStream<Uint8Array>)) {
        if (stop.signal.aborted) return;
        done = this.#take(event.name, event.data) || done;
      }
      if (!done) this.broken = true;
    } catch (thrown) {
      if (stop.signal.aborted) return;
      const problem = asProblem(thrown);
      // The plan that was to be replaced is gone: nothing is to be replaced.
      if (problem.status === 404 && request.replaces) {
        this.#visit.set({ draft: undefined });
        return this.#send({ ...request, replaces: undefined });
      }
      this.#refused(problem);
    }
  }

  /** One event; true when the plan is whole. */
  #take(name: string, data: unknown): boolean {
    if (name === 'draft') this.#visit.set({ draft: (data as { id: string }).id });
    else if (name === 'progress') this.progress = data as { day: number; of: number };
    else if (name === 'day') this.days = [data as DraftDay, ...this.days];
    else if (name === 'done') {
      this.#whole((data as { draft: Draft }).draft);
      return true;
    } else if (name === 'problem') {
      const told = data as { status?: number; code?: string; title?: string; detail?: string; request_id?: string };
      throw new ApiProblem({ ...told, status: told.status ?? 500, requestId: told.request_id });
    }
    return false;
  }

  #whole(draft: Draft): void {
    this.#drafted.draft = draft;
    this.days = [];
    this.#visit.set({ step: 'review', draft: draft.id });
  }

  /** A field that was refused leads back to its question; everything else can be tried again. */
  #refused(problem: ApiProblem): void {
    const field = problem.errors[0]?.field;
    const id = field === undefined ? undefined : questionOf(field, this.#visit.told);
    const at = this.#visit.questions.findIndex((question) => question.id === id);
    this.#visit.failed(problem);
    if (id === 'habit') this.#visit.set({ step: 'habit' });
    else if (at >= 0) this.#visit.set({ step: 'questions', at });
    else if (this.#visit.now.step === 'making') this.broken = true;
  }

  /** After a broken stream or a reload: the plan as the server has it, or asked for again by the same key. */
  async carryOn(): Promise<void> {
    const { draft, request } = this.#visit.now;
    // While a plan replaces another, the id may still be that of the former one.
    if (!draft || draft === request?.replaces) return this.#stream();
    this.broken = false;
    const found = await this.#drafted.fetch(draft);
    if (found && found.days.length >= found.duration_days) this.#whole(found);
    else {
      if (found) this.days = [...found.days].reverse();
      if (this.#visit.problem?.status === 404) this.#visit.set({ draft: undefined, key: crypto.randomUUID() });
      this.broken = true;
    }
  }

  /** Stops the making: back to the plan before, if there is one still, or to the last question. */
  stop(): void {
    this.abort();
    const { draft, request } = this.#visit.now;
    const former = draft !== undefined && draft === request?.replaces;
    if (draft && !former)
      void ask(api.DELETE('/api/v1/planner/drafts/{id}', { params: { path: { id: draft } } })).catch(() => {});
    this.days = [];
    this.broken = false;
    this.#visit.problem = undefined;
    if (former && this.#drafted.draft) this.#visit.set({ step: 'review' });
    else
      this.#visit.set({
        step: 'questions',
        at: this.#visit.questions.length - 1,
        draft: former ? draft : undefined,
        request: undefined
      });
  }
}
