/** Generating the plan: receives its days as a stream and recovers from broken connections. */
import { api, idempotencyKey, unwrap } from '$lib/api/client';
import { ApiProblem, asProblem } from '$lib/api/problem';

import type { FinishedDraft } from './finished-draft.svelte';
import { type Draft, type DraftDay, draftRequest, type DraftRequest, questionForField } from './plan-request';
import { readEvents } from './sse';
import type { WizardState } from './wizard-state.svelte';

/** Milliseconds between two fetches of a plan that is being generated without an open stream. */
const POLL_INTERVAL = 1_500;

export class Drafting {
  /** The days received, newest first. */
  days = $state.raw<DraftDay[]>([]);
  progress = $state.raw<{ day: number; of: number }>();
  broken = $state(false);
  readonly #state: WizardState;
  readonly #finished: FinishedDraft;
  #stop: AbortController | undefined;

  constructor(state: WizardState, finished: FinishedDraft) {
    this.#state = state;
    this.#finished = finished;
  }

  /** Generates the plan from the answers; unchanged answers reuse the existing plan. */
  async generate(): Promise<void> {
    const request = draftRequest(this.#state.input);
    const { draft, request: sent } = this.#state.now;
    if (draft && JSON.stringify({ ...sent, replaces: undefined }) === JSON.stringify(request)) {
      this.#state.set({ step: 'review' });
      if (!this.#finished.draft) await this.#finished.load();
      return;
    }
    await this.#send(draft ? { ...request, replaces: draft } : request);
  }

  /** Generates another plan from the same answers and replaces the current one. */
  async regenerate(): Promise<void> {
    const { request, draft } = this.#state.now;
    await this.#send({ ...(request ?? draftRequest(this.#state.input)), replaces: draft });
  }

  /** Stops listening to the stream. */
  abort(): void {
    this.#stop?.abort();
  }

  async #send(request: DraftRequest): Promise<void> {
    this.#state.set({ step: 'drafting', request, key: crypto.randomUUID() });
    await this.#stream();
  }

  async #stream(): Promise<void> {
    const { request, key } = this.#state.now;
    if (!request) return this.#state.set({ step: 'questions' });
    const stop = (this.#stop = new AbortController());
    this.days = [];
    this.progress = undefined;
    this.broken = false;
    this.#state.problem = undefined;
    let done = false;
    try {
      const body = await unwrap(
        api.POST('/api/v1/planner/drafts', {
          body: request,
          headers: { ...idempotencyKey(key), Accept: 'text/event-stream' },
          parseAs: 'stream',
          signal: stop.signal
        })
      );
      if (!body) throw new ApiProblem({ status: 0, code: 'unreachable' });
      for await (const event of readEvents(body as ReadableStream<Uint8Array>)) {
        if (stop.signal.aborted) return;
        done = this.#handleEvent(event.name, event.data) || done;
      }
      // The connection was lost but the server continues: poll the plan.
      if (!done) {
        const { draft } = this.#state.now;
        if (draft && draft !== request.replaces) return this.resume();
        this.broken = true;
      }
    } catch (thrown) {
      if (stop.signal.aborted) return;
      const problem = asProblem(thrown);
      // The plan to be replaced no longer exists, so replace nothing.
      if (problem.status === 404 && request.replaces) {
        this.#state.set({ draft: undefined });
        return this.#send({ ...request, replaces: undefined });
      }
      this.#fail(problem);
    }
  }

  /** Handles one event; returns true when the plan is complete. */
  #handleEvent(name: string, data: unknown): boolean {
    if (name === 'draft') this.#state.set({ draft: (data as { id: string }).id });
    else if (name === 'progress') this.progress = data as { day: number; of: number };
    else if (name === 'day') this.days = [data as DraftDay, ...this.days];
    else if (name === 'done') {
      this.#complete((data as { draft: Draft }).draft);
      return true;
    } else if (name === 'problem') {
      const problem = data as { status?: number; code?: string; title?: string; detail?: string; request_id?: string };
      throw new ApiProblem({ ...problem, status: problem.status ?? 500, requestId: problem.request_id });
    }
    return false;
  }

  #complete(draft: Draft): void {
    this.#finished.draft = draft;
    this.days = [];
    this.#state.set({ step: 'review', draft: draft.id });
  }

  /** An error about a field leads back to its question; any other can be retried. */
  #fail(problem: ApiProblem): void {
    const field = problem.errors[0]?.field;
    const id = field === undefined ? undefined : questionForField(field, this.#state.input);
    const at = this.#state.questions.findIndex((question) => question.id === id);
    this.#state.failed(problem);
    if (id === 'habit') this.#state.set({ step: 'habit' });
    else if (at >= 0) this.#state.set({ step: 'questions', at });
    else if (this.#state.now.step === 'drafting') this.broken = true;
  }

  /** After a broken stream or a reload: fetches the plan, or requests it again with the same idempotency key. */
  async resume(): Promise<void> {
    const { draft, request } = this.#state.now;
    // While a plan is being replaced, the id may still be that of the old one.
    if (!draft || draft === request?.replaces) return this.#stream();
    this.broken = false;
    const stop = (this.#stop = new AbortController());
    let found: Draft | undefined;
    // The server continues without a stream: poll until the plan is complete.
    for (;;) {
      found = await this.#finished.fetch(draft);
      if (stop.signal.aborted || found?.state !== 'making') break;
      this.#showProgress(found);
      await new Promise((again) => setTimeout(again, POLL_INTERVAL));
      if (stop.signal.aborted) break;
    }
    if (stop.signal.aborted) return;
    if (found) this.#complete(found);
    else {
      if (this.#state.problem?.status === 404) this.#state.set({ draft: undefined, key: crypto.randomUUID() });
      this.broken = true;
    }
  }

  /** Shows the days that the plan has so far. */
  #showProgress({ days, duration_days: of }: Draft): void {
    this.days = [...days].reverse();
    const there = new Set(days.map(({ day }) => day));
    let day = 1;
    while (there.has(day)) day += 1;
    this.progress = { day: Math.min(day, of), of };
  }

  /** The AI quota is used up: switches to the built-in planner. */
  async useBuiltinPlanner(): Promise<void> {
    const chosen = await this.#state.attempt(() =>
      unwrap(api.PUT('/api/v1/planner/settings', { headers: idempotencyKey(), body: { builtin_only: true } }))
    );
    if (chosen && this.#state.now.request) await this.#send(this.#state.now.request);
  }

  /** Cancels: returns to the previous plan, if there is one, or to the last question. */
  stop(): void {
    this.abort();
    const { draft, request } = this.#state.now;
    const replaced = request?.replaces;
    // The previous plan is kept until the new one is complete.
    const replacing = replaced !== undefined && replaced !== null;
    if (draft && draft !== replaced)
      void unwrap(api.DELETE('/api/v1/planner/drafts/{id}', { params: { path: { id: draft } } })).catch(() => {});
    this.days = [];
    this.broken = false;
    this.#state.problem = undefined;
    if (request && replacing && this.#finished.draft)
      this.#state.set({ step: 'review', draft: replaced, request: { ...request, replaces: undefined } });
    else
      this.#state.set({
        step: 'questions',
        at: this.#state.questions.length - 1,
        draft: replacing ? replaced : undefined,
        request: undefined
      });
  }
}
