/** State of the new-habit wizard: current step, answers, and the running request. */
import { ApiProblem, asProblem } from '$lib/api/problem';
import { session } from '$lib/features/accounts/session.svelte';

import type { Answers, DraftRequest, HabitType, Question, WizardInput } from './plan-request';

type Step = 'habit' | 'type' | 'questions' | 'drafting' | 'review' | 'accept' | 'care';

/** The part of the state that survives a reload. */
export interface SavedState {
  /** The owner: another user of this device must not see it. */
  user: string;
  step: Step;
  habit: string;
  suggestedType: HabitType | 'unknown' | undefined;
  type: HabitType | undefined;
  core: Question[];
  dynamic: Question[];
  /** The inputs from which the questions were generated: type and habit, or motivation and obstacle. */
  coreFor: string;
  dynamicFor: string;
  at: number;
  answers: Answers;
  /** The request for the plan and its idempotency key. */
  request: DraftRequest | undefined;
  key: string;
  draft: string | undefined;
  /** The server's message if it refuses to make a plan. */
  care: string;
}

const KEY = 'habitro.new';

export function initialState(habit = ''): SavedState {
  return {
    user: session.user?.id ?? '',
    step: 'habit',
    habit,
    suggestedType: undefined,
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

function loadState(): SavedState | undefined {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as SavedState | null;
    return found?.user === session.user?.id ? { ...initialState(), ...found } : undefined;
  } catch {
    return undefined;
  }
}

export class WizardState {
  now = $state.raw<SavedState>(initialState());
  busy = $state(false);
  problem = $state.raw<ApiProblem>();
  #over = false;

  /** Restores the saved state, unless `wish` names another habit. */
  constructor(wish: string | null) {
    const before = loadState();
    const named = wish?.trim();
    this.now = before && (!named || before.habit === named) ? before : initialState(named);
  }

  /** Whether the page was left or the wizard finished; nothing is saved after that. */
  get over(): boolean {
    return this.#over;
  }
  get input(): WizardInput {
    const { habit, type, core, dynamic, answers } = this.now;
    return { habit, type: type ?? 'good', core, dynamic, answers };
  }
  get questions(): Question[] {
    return [...this.now.core, ...this.now.dynamic];
  }

  set(change: Partial<SavedState>): void {
    this.now = { ...this.now, ...change };
    if (this.#over) return;
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.now));
    } catch {
      // Without storage, only a reload loses the state.
    }
  }

  /** Runs one request at a time; an error is available as `problem`. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.problem = undefined;
    try {
      return await work();
    } catch (thrown) {
      this.failed(asProblem(thrown));
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  failed(problem: ApiProblem): void {
    if (problem.code === 'needs-care') this.set({ step: 'care', care: problem.message });
    else this.problem = problem;
  }

  /** Call when the page is left. */
  leave(): void {
    this.#over = true;
  }

  /** Ends the wizard; its content stays on screen until the next page has loaded. */
  finish(): void {
    this.#over = true;
    sessionStorage.removeItem(KEY);
  }
}
