/** The plan that was made, until it is accepted or dropped. */
import { api, ask, once } from '$lib/api/client';
import { asProblem } from '$lib/api/problem';

import type { Draft, DraftDay } from './journey';
import type { Visit } from './visit.svelte';

export interface Start {
  /** YYYY-MM-DD, the first day. */
  start_date: string;
  /** 1 Monday to 7 Sunday. */
  weekdays: number[];
  /** HH:MM. */
  reminder_times: string[];
}

export class Drafted {
  draft = $state.raw<Draft>();
  readonly #visit: Visit;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  /** The plan as the server has it now; undefined when that failed. */
  fetch(id: string): Promise<Draft | undefined> {
    return this.#visit.attempt(() => ask(api.GET('/api/v1/planner/drafts/{id}', { params: { path: { id } } })));
  }

  /** Fetches the plan for the screen. */
  async load(): Promise<void> {
    const { draft } = this.#visit.now;
    if (!draft) return this.#visit.set({ step: 'habit' });
    const found = await this.fetch(draft);
    if (found && !this.#visit.over) this.draft = found;
  }

  /** Puts one task in other words; throws an `ApiProblem` when refused. */
  async edit(day: DraftDay, position: number, text: string): Promise<void> {
    const id = this.#visit.now.draft ?? '';
    const tasks = day.tasks.map((task, at) => (at === position ? text.trim() : task));
    this.draft = await ask(
      api.PATCH('/api/v1/planner/drafts/{id}', {
        params: { path: { id } },
        headers: once(),
        body: { days: [{ day: day.day, tasks }] }
      })
    );
  }

  /** The plan is not there any more: the answers are. */
  gone(): void {
    this.#visit.problem = undefined;
    this.draft = undefined;
    const at = Math.max(0, this.#visit.questions.length - 1);
    this.#visit.set({ draft: undefined, request: undefined, step: 'questions', at });
  }

  /** Drops the plan; true when it is gone. */
  async drop(): Promise<boolean> {
    const id = this.#visit.now.draft ?? '';
    const gone = await this.#visit.attempt(async () => {
      try {
        await ask(api.DELETE('/api/v1/planner/drafts/{id}', { params: { path: { id } } }));
      } catch (thrown) {
        if (asProblem(thrown).status !== 404) throw thrown;
      }
      return true;
    });
    if (gone) this.#visit.finish();
    return gone ?? false;
  }

  /** Accepts the plan: it becomes a habit. True when it did. */
  async start(when: Start): Promise<boolean> {
    const { draft } = this.#visit.now;
    const done = await this.#visit.attempt(async () => {
      try {
        await ask(api.POST('/api/v1/habits', { headers: once(), body: { draft_id: draft, ...when } }));
      } catch (thrown) {
        if (asProblem(thrown).code !== 'already-accepted') throw thrown;
      }
      return true;
    });
    if (done) this.#visit.finish();
    return done ?? false;
  }
}
