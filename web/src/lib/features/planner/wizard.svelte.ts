/**
 * The wizard from a habit's name to an accepted plan. Handles the questions itself; `Drafting`
 * generates the plan and `FinishedDraft` holds the result.
 */
import { api, unwrap } from '$lib/api/client';
import type { ApiProblem } from '$lib/api/problem';

import { Drafting } from './drafting.svelte';
import { FinishedDraft, type StartOptions } from './finished-draft.svelte';
import type { Draft, DraftDay, HabitType, Question, WizardInput } from './plan-request';
import { initialState, type SavedState, WizardState } from './wizard-state.svelte';

export class Wizard {
  readonly #state: WizardState;
  readonly #finished: FinishedDraft;
  readonly #drafting: Drafting;

  /** Resumes where the user left off, unless `wish` names another habit. */
  constructor(wish: string | null) {
    this.#state = new WizardState(wish);
    this.#finished = new FinishedDraft(this.#state);
    this.#drafting = new Drafting(this.#state, this.#finished);
    const { step } = this.now;
    if (step === 'drafting') void this.resume();
    else if (step === 'review' || step === 'accept') void this.load();
  }

  get now(): SavedState {
    return this.#state.now;
  }
  get busy(): boolean {
    return this.#state.busy;
  }
  get problem(): ApiProblem | undefined {
    return this.#state.problem;
  }
  set problem(problem: ApiProblem | undefined) {
    this.#state.problem = problem;
  }
  get input(): WizardInput {
    return this.#state.input;
  }
  get questions(): Question[] {
    return this.#state.questions;
  }
  get question(): Question | undefined {
    return this.questions[this.now.at];
  }

  /** Call when the page is left; stops the stream. */
  leave(): void {
    this.#state.leave();
    this.#drafting.abort();
  }

  setHabit(habit: string): void {
    this.#state.set({ habit });
  }

  /** The habit was named: classifies it as one to build or to quit. */
  async submitHabit(): Promise<void> {
    const habit = this.now.habit.trim();
    if (this.now.type && this.now.core.length && this.now.coreFor.endsWith(`\n${habit}`)) {
      this.#state.set({ step: 'type' });
      return;
    }
    await this.#state.attempt(async () => {
      const classified = await unwrap(api.POST('/api/v1/planner/classification', { body: { habit } }));
      this.#state.set({
        ...initialState(classified.habit),
        step: 'type',
        suggestedType: classified.type,
        type: classified.type === 'unknown' ? undefined : classified.type
      });
    });
  }

  setType(type: HabitType): void {
    this.#state.set({ type });
  }

  /** The type was chosen: loads the core questions. */
  async submitType(): Promise<void> {
    const { type, habit } = this.now;
    if (!type) return;
    const coreFor = `${type}\n${habit}`;
    if (this.now.coreFor === coreFor) {
      this.#state.set({ step: 'questions' });
      return;
    }
    await this.#state.attempt(async () => {
      const { questions } = await unwrap(api.POST('/api/v1/planner/questions', { body: { habit, type } }));
      this.#state.set({ core: questions, dynamic: [], coreFor, dynamicFor: '', answers: {}, at: 0, step: 'questions' });
    });
  }

  answer(id: string, text: string): void {
    this.problem = undefined;
    this.#state.set({ answers: { ...this.now.answers, [id]: text } });
  }

  skip(ids: string[]): Promise<void> {
    this.#state.set({ answers: { ...this.now.answers, ...Object.fromEntries(ids.map((id) => [id, ''])) } });
    return this.next();
  }

  /**
   * Goes to the next question; after the core questions loads the follow-up questions, and after those
   * generates the plan.
   */
  async next(): Promise<void> {
    const { at, core, answers, habit, type } = this.now;
    if (at + 1 < core.length) return this.#state.set({ at: at + 1 });
    const dynamicFor = `${answers.motivation ?? ''}\n${answers.obstacle ?? ''}`;
    if (this.now.dynamicFor !== dynamicFor) {
      await this.#state.attempt(async () => {
        const body = { habit, type: type ?? 'good', motivation: answers.motivation, obstacle: answers.obstacle };
        const { questions } = await unwrap(api.POST('/api/v1/planner/questions', { body }));
        this.#state.set({ dynamic: questions, dynamicFor, at: core.length });
      });
      return;
    }
    if (at + 1 < this.questions.length) return this.#state.set({ at: at + 1 });
    await this.#drafting.generate();
  }

  back(): void {
    this.problem = undefined;
    const { step, at } = this.now;
    if (step === 'questions' && at > 0) this.#state.set({ at: at - 1 });
    else if (step === 'questions') this.#state.set({ step: 'type' });
    else if (step === 'type') this.#state.set({ step: 'habit' });
    else if (step === 'review') this.#state.set({ step: 'questions', at: this.questions.length - 1 });
    else if (step === 'accept') this.#state.set({ step: 'review' });
  }

  accept(): void {
    this.problem = undefined;
    this.#state.set({ step: 'accept' });
  }

  /** Restarts after the server refused to make a plan. */
  restart(): void {
    this.#state.set(initialState());
  }

  // Generating the plan.
  get days(): DraftDay[] {
    return this.#drafting.days;
  }
  get progress(): { day: number; of: number } | undefined {
    return this.#drafting.progress;
  }
  get broken(): boolean {
    return this.#drafting.broken;
  }
  regenerate = (): Promise<void> => this.#drafting.regenerate();
  resume = (): Promise<void> => this.#drafting.resume();
  useBuiltinPlanner = (): Promise<void> => this.#drafting.useBuiltinPlanner();
  stop = (): void => this.#drafting.stop();

  // The generated plan.
  get draft(): Draft | undefined {
    return this.#finished.draft;
  }
  load = (): Promise<void> => this.#finished.load();
  edit = (day: DraftDay, position: number, text: string): Promise<void> => this.#finished.edit(day, position, text);
  suggest = (day: DraftDay, position: number): Promise<string> => this.#finished.suggest(day, position);
  replan = (): void => this.#finished.returnToAnswers();
  discard = (): Promise<boolean> => this.#finished.discard();
  start = (when: StartOptions): Promise<boolean> => this.#finished.start(when);
}
