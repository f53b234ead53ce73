/**
 * The way from a wish to a plan, as the screens see it: what is asked and answered here, the plan
 * being made in `Making`, the plan that was made in `Drafted`.
 */
import { api, ask } from '$lib/api/client';
import type { ApiProblem } from '$lib/api/problem';

import { Drafted, type Start } from './drafted.svelte';
import type { Draft, DraftDay, HabitType, Question, Told } from './journey';
import { Making } from './making.svelte';
import { fresh, Visit, type Saved } from './visit.svelte';

/** The journey of one visit of the page. */
export class Journey {
  readonly #visit: Visit;
  readonly #drafted: Drafted;
  readonly #making: Making;

  /** Goes on where it was left, unless the address names another habit. */
  constructor(wish: string | null) {
    this.#visit = new Visit(wish);
    this.#drafted = new Drafted(this.#visit);
    this.#making = new Making(this.#visit, this.#drafted);
    const { step } = this.now;
    if (step === 'making') void this.carryOn();
    else if (step === 'review' || step === 'accept') void this.load();
  }

  get now(): Saved {
    return this.#visit.now;
  }
  get busy(): boolean {
    return this.#visit.busy;
  }
  get problem(): ApiProblem | undefined {
    return this.#visit.problem;
  }
  set problem(problem: ApiProblem | undefined) {
    this.#visit.problem = problem;
  }
  get told(): Told {
    return this.#visit.told;
  }
  get questions(): Question[] {
    return this.#visit.questions;
  }
  get question(): Question | undefined {
    return this.questions[this.now.at];
  }

  /** The page is left; a stream goes on nowhere. */
  leave(): void {
    this.#visit.leave();
    this.#making.abort();
  }

  typed(habit: string): void {
    this.#visit.set({ habit });
  }

  /** The habit was named: is it to build or to quit? */
  async named(): Promise<void> {
    const habit = this.now.habit.trim();
    if (this.now.type && this.now.core.length && this.now.coreFor.endsWith(`\n${habit}`)) {
      this.#visit.set({ step: 'type' });
      return;
    }
    await this.#visit.attempt(async () => {
      const told = await ask(api.POST('/api/v1/planner/classification', { body: { habit } }));
      this.#visit.set({
        ...fresh(told.habit),
        step: 'type',
        told: told.type,
        type: told.type === 'unknown' ? undefined : told.type
      });
    });
  }

  meant(type: HabitType): void {
    this.#visit.set({ type });
  }

  /** Build or quit is settled: the core questions. */
  async typeChosen(): Promise<void> {
    const { type, habit } = this.now;
    if (!type) return;
    const coreFor = `${type}\n${habit}`;
    if (this.now.coreFor === coreFor) {
      this.#visit.set({ step: 'questions' });
      return;
    }
    await this.#visit.attempt(async () => {
      const { questions } = await ask(api.POST('/api/v1/planner/questions', { body: { habit, type } }));
      this.#visit.set({ core: questions, dynamic: [], coreFor, dynamicFor: '', answers: {}, at: 0, step: 'questions' });
    });
  }

  answer(id: string, text: string): void {
    this.problem = undefined;
    this.#visit.set({ answers: { ...this.now.answers, [id]: text } });
  }

  skip(ids: string[]): Promise<void> {
    this.#visit.set({ answers: { ...this.now.answers, ...Object.fromEntries(ids.map((id) => [id, ''])) } });
    return this.next();
  }

  /** The next question; after the core ones those made from the answers; after these the plan. */
  async next(): Promise<void> {
    const { at, core, answers, habit, type } = this.now;
    if (at + 1 < core.length) return this.#visit.set({ at: at + 1 });
    const dynamicFor = `${answers.motivation ?? ''}\n${answers.obstacle ?? ''}`;
    if (this.now.dynamicFor !== dynamicFor) {
      await this.#visit.attempt(async () => {
        const body = { habit, type: type ?? 'good', motivation: answers.motivation, obstacle: answers.obstacle };
        const { questions } = await ask(api.POST('/api/v1/planner/questions', { body }));
        this.#visit.set({ dynamic: questions, dynamicFor, at: core.length });
      });
      return;
    }
    if (at + 1 < this.questions.length) return this.#visit.set({ at: at + 1 });
    await this.#making.make();
  }

  back(): void {
    this.problem = undefined;
    const { step, at } = this.now;
    if (step === 'questions' && at > 0) this.#visit.set({ at: at - 1 });
    else if (step === 'questions') this.#visit.set({ step: 'type' });
    else if (step === 'type') this.#visit.set({ step: 'habit' });
    else if (step === 'review') this.#visit.set({ step: 'questions', at: this.questions.length - 1 });
    else if (step === 'accept') this.#visit.set({ step: 'review' });
  }

  accept(): void {
    this.problem = undefined;
    this.#visit.set({ step: 'accept' });
  }

  /** The word of care was read; the habit may be put in other words. */
  otherWords(): void {
    this.#visit.set(fresh());
  }

  // The plan being made.
  get days(): DraftDay[] {
    return this.#making.days;
  }
  get progress(): { day: number; of: number } | undefined {
    return this.#making.progress;
  }
  get broken(): boolean {
    return this.#making.broken;
  }
  anew = (): Promise<void> => this.#making.anew();
  carryOn = (): Promise<void> => this.#making.carryOn();
  stop = (): void => this.#making.stop();

  // The plan that was made.
  get draft(): Draft | undefined {
    return this.#drafted.draft;
  }
  load = (): Promise<void> => this.#drafted.load();
  edit = (day: DraftDay, position: number, text: string): Promise<void> => this.#drafted.edit(day, position, text);
  replan = (): void => this.#drafted.gone();
  drop = (): Promise<boolean> => this.#drafted.drop();
  start = (when: Start): Promise<boolean> => this.#drafted.start(when);
}
