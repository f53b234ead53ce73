/** From answers to the request for a plan: validation and derived values. Pure. */
import type { Schemas } from '$lib/api/client';

export type Question = Schemas['QuestionView'];
export type HabitType = Schemas['HabitType'];
export type Draft = Schemas['DraftView'];
export type DraftDay = Schemas['DraftDay'];
export type DraftRequest = Schemas['CreateDraft'];

export const MAX_DAYS = 365;
export const MAX_AMOUNT = 100_000;
export const MAX_ANSWER_LENGTH = 500;
/** Key of the second, optional number in the question about the amount. */
export const OTHER_AMOUNT = 'quantity-other';
/** Number of questions that follow the core ones. */
export const FOLLOW_UP_COUNT = 4;

export type Answers = Record<string, string>;

/** Parses a whole number within bounds. */
export function parseWholeNumber(text: string, least: number, most: number): number | undefined {
  if (!/^\d{1,7}$/u.test(text.trim())) return undefined;
  const value = Number(text.trim());
  return value >= least && value <= most ? value : undefined;
}

/** Motivation and duration are required; all other questions may be skipped. */
export function isSkippable(question: Question): boolean {
  return question.id !== 'motivation' && question.id !== 'duration';
}

export type AnswerError = 'missing' | 'days' | 'amount' | 'other';

/** The error in the answer to a question, if any. */
export function validateAnswer(question: Question, answers: Answers): AnswerError | undefined {
  const answer = (answers[question.id] ?? '').trim();
  const other = (answers[OTHER_AMOUNT] ?? '').trim();
  if (question.id === 'duration') return parseWholeNumber(answer, 1, MAX_DAYS) === undefined ? 'days' : undefined;
  if (question.id === 'quantity') {
    if (parseWholeNumber(answer, 1, MAX_AMOUNT) === undefined) return 'amount';
    return other && parseWholeNumber(other, 0, MAX_AMOUNT) === undefined ? 'other' : undefined;
  }
  if (!answer) return 'missing';
  return question.kind === 'number' && !/^\d+$/u.test(answer) ? 'amount' : undefined;
}

/** The unit named by the question: "How many pages a day ..." counts pages. */
export function countedUnit(question: Question | undefined): string | undefined {
  const unit = /^How many (.+?) (?:a day|do|does)\b/iu.exec(question?.text ?? '')?.[1];
  return unit && unit.length <= 30 ? unit : undefined;
}

export interface WizardInput {
  habit: string;
  type: HabitType;
  core: Question[];
  dynamic: Question[];
  answers: Answers;
}

export function draftRequest({ habit, type, core, dynamic, answers }: WizardInput): DraftRequest {
  const answerTo = (id: string) => (answers[id] ?? '').trim();
  const amountQuestion = core.find((question) => question.id === 'quantity');
  const amount = amountQuestion && parseWholeNumber(answerTo('quantity'), 1, MAX_AMOUNT);
  const other = amount === undefined ? undefined : parseWholeNumber(answerTo(OTHER_AMOUNT), 0, MAX_AMOUNT);
  const unit = countedUnit(amountQuestion);
  return {
    habit,
    type,
    duration_days: parseWholeNumber(answerTo('duration'), 1, MAX_DAYS) ?? 21,
    motivation: answerTo('motivation'),
    obstacle: answerTo('obstacle'),
    ...(amount === undefined ? {} : amounts(type, amount, other)),
    ...(amount !== undefined && unit ? { unit } : {}),
    answers: [...core.filter(({ id }) => !CORE.has(id)), ...dynamic]
      .filter(({ id }) => answerTo(id))
      .map(({ id, text }) => ({ question: text, answer: answerTo(id) }))
  };
}

const CORE = new Set(['motivation', 'obstacle', 'duration', 'quantity']);

/**
 * To build a habit, the question asks for the goal and today's amount is optional; to quit, it is the
 * other way round.
 */
function amounts(type: HabitType, amountQuestion: number, other: number | undefined) {
  if (other === undefined) return { quantity_per_day: amountQuestion };
  if (type === 'bad') return { quantity_per_day: amountQuestion, target_quantity: other };
  return other === 0
    ? { quantity_per_day: amountQuestion }
    : { quantity_per_day: other, target_quantity: amountQuestion };
}

/** The question from which a field of the request was filled. */
export function questionForField(field: string, { core, dynamic, answers }: WizardInput): string | undefined {
  if (field === 'habit') return 'habit';
  if (field === 'motivation' || field === 'obstacle') return field;
  if (field === 'duration_days') return 'duration';
  if (field === 'quantity_per_day' || field === 'target_quantity' || field === 'unit') return 'quantity';
  const at = /^answers\[(\d+)\]/u.exec(field)?.[1];
  if (at === undefined) return undefined;
  return [...core.filter(({ id }) => !CORE.has(id)), ...dynamic].filter(({ id }) => (answers[id] ?? '').trim())[
    Number(at)
  ]?.id;
}

export interface Ramp {
  from: number | undefined;
  to: number;
  unit: string;
}

/** Start and end of the daily amount, if one was given. */
export function rampOf(request: DraftRequest | undefined): Ramp | undefined {
  const { quantity_per_day: now, target_quantity: goal, unit, type } = request ?? {};
  if (!now || !unit) return undefined;
  if (type === 'bad') return { from: now, to: goal ?? 0, unit };
  return goal === undefined || goal === null ? { from: undefined, to: now, unit } : { from: now, to: goal, unit };
}

/** The unit in singular or plural: "1 minute", "2 minutes". */
export function unitForAmount(amount: number, unit: string): string {
  if (amount !== 1) return unit;
  const [what = '', ...of] = unit.split(/(?= of )/u);
  return what.replace(/(?<=ss|x|ch|sh)es$|(?<=[a-rt-z])s$/iu, '') + of.join('');
}

/** The amount in this unit that a day's tasks name, if any. */
export function amountIn(tasks: readonly string[], unit: string): number | undefined {
  const plain = unit.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&').replace(/s$/u, 's?');
  const pattern = new RegExp(`(?<![\\d.,])(\\d{1,6}) ${plain}(?!\\p{L})`, 'iu');
  for (const task of tasks) {
    const found = pattern.exec(task)?.[1];
    if (found) return Number(found);
  }
  return undefined;
}

export function splitIntoWeeks<Day extends { day: number }>(days: readonly Day[]): Day[][] {
  const weeks: Day[][] = [];
  for (const day of days) (weeks[Math.floor((day.day - 1) / 7)] ??= []).push(day);
  return weeks.filter(Boolean);
}

/** Splits the text at domain names, so that they become links. */
export function splitLinks(text: string): { text: string; href?: string }[] {
  return text
    .split(/\b((?:[a-z0-9-]+\.)+(?:com|org|net|lk|info)\b)/u)
    .filter(Boolean)
    .map((part, at) => (at % 2 === 1 ? { text: part, href: `https://${part}` } : { text: part }));
}
