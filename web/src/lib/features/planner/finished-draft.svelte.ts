/** A generated plan until it is accepted or discarded. */
import { api, idempotencyKey, unwrap } from '$lib/api/client';
import { asProblem } from '$lib/api/problem';

import type { Draft, DraftDay } from './plan-request';
import type { WizardState } from './wizard-state.svelte';

export interface StartOptions {
  /** YYYY-MM-DD, the first day. */
  start_date: string;
  /** 1 Monday to 7 Sunday. */
  weekdays: number[];
  /** HH:MM. */
  reminder_times: string[];
}

export class FinishedDraft {
  draft = $state.raw<Draft>();
  readonly #state: WizardState;

  constructor(state: WizardState) {
    this.#state = state;
  }

  /** The plan on the server; undefined if the request failed. */
  fetch(id: string): Promise<Draft | undefined> {
    return this.#state.attempt(() => unwrap(api.GET('/api/v1/planner/drafts/{id}', { params: { path: { id } } })));
  }

  async load(): Promise<void> {
    const { draft } = this.#state.now;
    if (!draft) return this.#state.set({ step: 'habit' });
    const found = await this.fetch(draft);
    if (found && !this.#state.over) this.draft = found;
  }

  /** Changes the text of one task; throws an `ApiProblem` if refused. */
  async edit(day: DraftDay, position: number, text: string): Promise<void> {
    const id = this.#state.now.draft ?? '';
    const tasks = day.tasks.map((task, at) => (at === position ? text.trim() : task));
    this.draft = await unwrap(
      api.PATCH('/api/v1/planner/drafts/{id}', {
        params: { path: { id } },
        headers: idempotencyKey(),
        body: { days: [{ day: day.day, tasks }] }
      })
    );
  }

  /** Suggests another task for a position; stores nothing. Throws an `ApiProblem` if refused. */
  async suggest(day: DraftDay, position: number): Promise<string> {
    const id = this.#state.now.draft ?? '';
    const { task } = await unwrap(
      api.POST('/api/v1/planner/drafts/{id}/rewordings', {
        params: { path: { id } },
        body: { day: day.day, position: position + 1 }
      })
    );
    return task;
  }

  /** The plan no longer exists; returns to the answers. */
  returnToAnswers(): void {
    this.#state.problem = undefined;
    this.draft = undefined;
    const at = Math.max(0, this.#state.questions.length - 1);
    this.#state.set({ draft: undefined, request: undefined, step: 'questions', at });
  }

  /** Discards the plan; returns whether that succeeded. */
  async discard(): Promise<boolean> {
    const id = this.#state.now.draft ?? '';
    const gone = await this.#state.attempt(async () => {
      try {
        await unwrap(api.DELETE('/api/v1/planner/drafts/{id}', { params: { path: { id } } }));
      } catch (thrown) {
        if (asProblem(thrown).status !== 404) throw thrown;
      }
      return true;
    });
    if (gone) this.#state.finish();
    return gone ?? false;
  }

  /** Accepts the plan, which creates the habit; returns whether that succeeded. */
  async start(when: StartOptions): Promise<boolean> {
    const { draft } = this.#state.now;
    const done = await this.#state.attempt(async () => {
      try {
        await unwrap(api.POST('/api/v1/habits', { headers: idempotencyKey(), body: { draft_id: draft, ...when } }));
      } catch (thrown) {
        if (asProblem(thrown).code !== 'already-accepted') throw thrown;
      }
      return true;
    });
    if (done) this.#state.finish();
    return done ?? false;
  }
}
