/** The way from a wish to a plan. Where one is and what was answered outlives a reload of the page. */
import { api, ask, once } from '$lib/api/client';
import { ApiProblem, asProblem } from '$lib/api/problem';
import { session } from '$lib/features/accounts/session.svelte';

import { eventsOf } from './events';
import {
  draftRequest,
  questionOf,
  type Answers,
  type Draft,
  type DraftDay,
  type DraftRequest,
  type HabitType,
  type Question,
  type Told
} from './journey';

type Step = 'habit' | 'type' | 'questions' | 'making' | 'review' | 'accept' | 'care';

interface Saved {
  /** Whose it is: what one person wrote is not for the next on this device. */
  user: string;
  step: Step;
  habit: string;
  told: HabitType | 'unknown' | undefined;
  type: HabitType | undefined;
  core: Question[];
  dynamic: Question[];
  /** Type, motivation and obstacle the questions were made from. */
  coreFor: string;
  dynamicFor: string;
  at: number;
  answers: Answers;
  /** What the plan is made from, and the key under which it was sent. */
  request: DraftRequest | undefined;
  key: string;
  draft: string | undefined;
  /** The kind word of the server where a plan would be wrong. */
  care: string;
}

const KEY = 'habitro.new';

function fresh(habit = ''): Saved {
  return {
    user: session.user?.id ?? '',
    step: 'habit',
    habit,
    told: undefined,
    type: undefined,
    core: [],
    dynamic: [],
    coreFor: '',
    dynamicFor: '',
    at: 0,
    answers: {},
    request: undefined,
    key: '',
    draft: undefined,
    care: ''
  };
}

function stored(): Saved | undefined {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Saved | null;
    return found?.user === session.user?.id ? { ...fresh(), ...found } : undefined;
  } catch {
    return undefined;
  }
}

/** The journey of one visit of the page. */
export class Journey {
  now = $state.raw<Saved>(fresh());
  busy = $state(false);
  problem = $state.raw<ApiProblem>();
  /** The plan, and its days while they come. */
  draft = $state.raw<Draft>();
  days = $state.raw<DraftDay[]>([]);
  progress = $state.raw<{ day: number; of: number }>();
  broken = $state(false);
  #stop: AbortController | undefined;
  #gone = false;

  /** Where it was left, unless the address names another habit. */
  constructor(wish: string | null) {
    const before = stored();
    const named = wish?.trim();
    this.now = before && (!named || before.habit === named) ? before : fresh(named);
    if (this.now.step === 'making') void this.carryOn();
    else if (this.now.step === 'review' || this.now.step === 'accept') void this.load();
  }

  get told(): Told {
    const { habit, type, core, dynamic, answers } = this.now;
    return { habit, type: type ?? 'good', core, dynamic, answers };
  }
  get questions(): Question[] {
    return [...this.now.core, ...this.now.dynamic];
  }
  get question(): Question | undefined {
    return this.questions[this.now.at];
  }

  #set(change: Partial<Saved>): void {
    this.now = { ...this.now, ...change };
    if (this.#gone) return;
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.now));
    } catch {
      // A full or forbidden store only costs the reload.
    }
  }

  /** The page is left; a stream goes on nowhere. */
  leave(): void {
    this.#gone = true;
    this.#stop?.abort();
  }

  /** The way is over. What is on the screen stays until the next page has come. */
  #finish(): void {
    this.#gone = true;
    sessionStorage.removeItem(KEY);
  }

  async #try<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.problem = undefined;
    try {
      return await work();
    } catch (thrown) {
      this.#failed(asProblem(thrown));
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  #failed(problem: ApiProblem): void {
    if (problem.code === 'needs-care') this.#set({ step: 'care', care: problem.message });
    else this.problem = problem;
  }

  typed(habit: string): void {
    this.#set({ habit });
  }

  /** The habit was named: is it to build or to quit? */
  async named(): Promise<void> {
    const habit = this.now.habit.trim();
    if (this.now.type && this.now.core.length && this.now.coreFor.endsWith(`\n${habit}`)) {
      this.#set({ step: 'type' });
      return;
    }
    await this.#try(async () => {
      const told = await ask(api.POST('/api/v1/planner/classification', { body: { habit } }));
      this.#set({
        ...fresh(told.habit),
        step: 'type',
        told: told.type,
        type: told.type === 'unknown' ? undefined : told.type
      });
    });
  }

  meant(type: HabitType): void {
    this.#set({ type });
  }

  /** Build or quit is settled: the core questions. */
  async typeChosen(): Promise<void> {
    const { type, habit } = this.now;
    if (!type) return;
    const coreFor = `${type}\n${habit}`;
    if (this.now.coreFor === coreFor) {
      this.#set({ step: 'questions' });
      return;
    }
    await this.#try(async () => {
      const { questions } = await ask(api.POST('/api/v1/planner/questions', { body: { habit, type } }));
      this.#set({ core: questions, dynamic: [], coreFor, dynamicFor: '', answers: {}, at: 0, step: 'questions' });
    });
  }

  answer(id: string, text: string): void {
    this.problem = undefined;
    this.#set({ answers: { ...this.now.answers, [id]: text } });
  }

  skip(ids: string[]): Promise<void> {
    this.#set({ answers: { ...this.now.answers, ...Object.fromEntries(ids.map((id) => [id, ''])) } });
    return this.next();
  }

  /** The next question; after the core ones those made from the answers; after these the plan. */
  async next(): Promise<void> {
    const { at, core, answers, habit, type } = this.now;
    if (at + 1 < core.length) return this.#set({ at: at + 1 });
    const dynamicFor = `${answers.motivation ?? ''}\n${answers.obstacle ?? ''}`;
    if (this.now.dynamicFor !== dynamicFor) {
      await this.#try(async () => {
        const body = { habit, type: type ?? 'good', motivation: answers.motivation, obstacle: answers.obstacle };
        const { questions } = await ask(api.POST('/api/v1/planner/questions', { body }));
        this.#set({ dynamic: questions, dynamicFor, at: core.length });
      });
      return;
    }
    if (at + 1 < this.questions.length) return this.#set({ at: at + 1 });
    await this.make();
  }

  back(): void {
    this.problem = undefined;
    const { step, at } = this.now;
    if (step === 'questions' && at > 0) this.#set({ at: at - 1 });
    else if (step === 'questions') this.#set({ step: 'type' });
    else if (step === 'type') this.#set({ step: 'habit' });
    else if (step === 'review') this.#set({ step: 'questions', at: this.questions.length - 1 });
    else if (step === 'accept') this.#set({ step: 'review' });
  }

  accept(): void {
    this.problem = undefined;
    this.#set({ step: 'accept' });
  }

  /** The word of care was read; the habit may be put in other words. */
  otherWords(): void {
    this.#set({ ...fresh(), habit: '' });
  }

  /** Makes the plan from the answers; the same answers have one already. */
  async make(): Promise<void> {
    const request = draftRequest(this.told);
    const before = JSON.stringify({ ...this.now.request, replaces: undefined });
    if (this.now.draft && before === JSON.stringify(request)) {
      this.#set({ step: 'review' });
      if (!this.draft) await this.load();
      return;
    }
    await this.#send(this.now.draft ? { ...request, replaces: this.now.draft } : request);
  }

  /** Another plan from the same answers; the one before goes. */
  async anew(): Promise<void> {
    const request = this.now.request ?? draftRequest(this.told);
    await this.#send({ ...request, replaces: this.now.draft });
  }

  async #send(request: DraftRequest): Promise<void> {
    this.#set({ step: 'making', request, key: crypto.randomUUID() });
    await this.#stream();
  }

  async #stream(): Promise<void> {
    const { request, key } = this.now;
    if (!request) return this.#set({ step: 'questions' });
    const stop = (this.#stop = new AbortController());
    this.days = [];
    this.progress = undefined;
    this.broken = false;
    this.problem = undefined;
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
        this.#set({ draft: undefined });
        return this.#send({ ...request, replaces: undefined });
      }
      this.#refused(problem);
    }
  }

  /** One event; true when the plan is whole. */
  #take(name: string, data: unknown): boolean {
    if (name === 'draft') this.#set({ draft: (data as { id: string }).id });
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
    this.draft = draft;
    this.days = [];
    this.#set({ step: 'review', draft: draft.id });
  }

  /** A field that was refused leads back to its question; everything else can be tried again. */
  #refused(problem: ApiProblem): void {
    const field = problem.errors[0]?.field;
    const id = field === undefined ? undefined : questionOf(field, this.told);
    const at = this.questions.findIndex((question) => question.id === id);
    this.#failed(problem);
    if (id === 'habit') this.#set({ step: 'habit' });
    else if (at >= 0) this.#set({ step: 'questions', at });
    else if (this.now.step === 'making') this.broken = true;
  }

  /** After a broken stream or a reload: the plan as the server has it, or asked for again by the same key. */
  async carryOn(): Promise<void> {
    const { draft, request } = this.now;
    // While a plan replaces another, the id may still be that of the former one.
    if (!draft || draft === request?.replaces) return this.#stream();
    this.broken = false;
    const found = await this.#try(() =>
      ask(api.GET('/api/v1/planner/drafts/{id}', { params: { path: { id: draft } } }))
    );
    if (found && found.days.length >= found.duration_days) this.#whole(found);
    else {
      if (found) this.days = [...found.days].reverse();
      if (this.problem?.status === 404) this.#set({ draft: undefined, key: crypto.randomUUID() });
      this.broken = true;
    }
  }

  /** Stops the making: back to the plan before, if there is one still, or to the last question. */
  stop(): void {
    this.#stop?.abort();
    const { draft, request } = this.now;
    const former = draft !== undefined && draft === request?.replaces;
    if (draft && !former) void this.#forget(draft);
    this.days = [];
    this.broken = false;
    this.problem = undefined;
    if (former && this.draft) this.#set({ step: 'review' });
    else
      this.#set({
        step: 'questions',
        at: this.questions.length - 1,
        draft: former ? draft : undefined,
        request: undefined
      });
  }

  #forget(id: string): Promise<unknown> {
    return ask(api.DELETE('/api/v1/planner/drafts/{id}', { params: { path: { id } } })).catch(() => {});
  }

  /** Fetches the plan. */
  async load(): Promise<void> {
    const { draft } = this.now;
    if (!draft) return this.#set({ step: 'habit' });
    const found = await this.#try(() =>
      ask(api.GET('/api/v1/planner/drafts/{id}', { params: { path: { id: draft } } }))
    );
    if (found && !this.#gone) this.draft = found;
  }

  /** The plan is not there any more: the answers are. */
  replan(): void {
    this.problem = undefined;
    this.draft = undefined;
    this.#set({ draft: undefined, request: undefined, step: 'questions', at: Math.max(0, this.questions.length - 1) });
  }

  /** Puts one task in other words; throws an `ApiProblem` when refused. */
  async edit(day: DraftDay, position: number, text: string): Promise<void> {
    const id = this.now.draft ?? '';
    const tasks = day.tasks.map((task, at) => (at === position ? text.trim() : task));
    this.draft = await ask(
      api.PATCH('/api/v1/planner/drafts/{id}', {
        params: { path: { id } },
        headers: once(),
        body: { days: [{ day: day.day, tasks }] }
      })
    );
  }

  /** Drops the plan; true when it is gone. */
  async drop(): Promise<boolean> {
    const id = this.now.draft ?? '';
    const gone = await this.#try(async () => {
      try {
        await ask(api.DELETE('/api/v1/planner/drafts/{id}', { params: { path: { id } } }));
      } catch (thrown) {
        if (asProblem(thrown).status !== 404) throw thrown;
      }
      return true;
    });
    if (gone) this.#finish();
    return gone ?? false;
  }

  /** Accepts the plan: it becomes a habit. True when it did. */
  async start(when: { start_date: string; weekdays: number[]; reminder_times: string[] }): Promise<boolean> {
    const done = await this.#try(async () => {
      try {
        await ask(api.POST('/api/v1/habits', { headers: once(), body: { draft_id: this.now.draft, ...when } }));
      } catch (thrown) {
        if (asProblem(thrown).code !== 'already-accepted') throw thrown;
      }
      return true;
    });
    if (done) this.#finish();
    return done ?? false;
  }
}
