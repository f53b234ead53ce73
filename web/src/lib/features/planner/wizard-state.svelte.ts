/** Where one is on the way from a wish to a plan, what was answered, and what is under way right now. */
import { ApiProblem, asProblem } from '$lib/api/problem';
import { session } from '$lib/features/accounts/session.svelte';

import type { Answers, DraftRequest, HabitType, Question, WizardInput } from './plan-request';

type Step = 'habit' | 'type' | 'questions' | 'drafting' | 'review' | 'accept' | 'care';

/** What outlives a reload of the page. */
export interface SavedState {
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

/** The beginning of the way. */
export function initialState(habit = ''): SavedState {
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

function loadState(): SavedState | undefined {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as SavedState | null;
    return found?.user === session.user?.id ? { ...initialState(), ...found } : undefined;
  } catch {
    return undefined;
  }
}

/** One visit of the page. */
export class WizardState {
  now = $state.raw<SavedState>(initialState());
  busy = $state(false);
  problem = $state.raw<ApiProblem>();
  #over = false;

  /** Where it was left, unless the address names another habit. */
  constructor(wish: string | null) {
    const before = loadState();
    const named = wish?.trim();
    this.now = before && (!named || before.habit === named) ? before : initialState(named);
  }

  /** The page was left, or the way is at its end: nothing is kept of what still happens. */
  get over(): boolean {
    return this.#over;
  }
  get told(): WizardInput {
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
      // A full or forbidden store only costs the reload.
    }
  }

  /** Does one thing at a time; what goes wrong stands in `problem`. */
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

  /** The page is left. */
  leave(): void {
    this.#over = true;
  }

  /** The way is over. What is on the screen stays until the next page has come. */
  finish(): void {
    this.#over = true;
    sessionStorage.removeItem(KEY);
  }
}
