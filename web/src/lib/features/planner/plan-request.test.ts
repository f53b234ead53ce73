import { describe, expect, test } from 'vitest';

import {
  amountIn,
  countedUnit,
  draftRequest,
  parseWholeNumber,
  type Question,
  questionForField,
  rampOf,
  splitIntoWeeks,
  splitLinks,
  unitForAmount,
  validateAnswer,
  type WizardInput
} from './plan-request';

const question = (id: string, text = id, kind: Question['kind'] = 'choice'): Question => ({ id, text, kind });
const core = [
  question('motivation'),
  question('obstacle'),
  question('duration'),
  question('quantity', 'How many pages a day is your goal?', 'number')
];
const dynamic = [question('anchor', 'After what?'), question('sign', 'Which sign?', 'text')];
const input = (answers: WizardInput['answers'], type: WizardInput['type'] = 'good'): WizardInput => ({
  habit: 'Read before bed',
  type,
  core,
  dynamic,
  answers: { motivation: 'calm', obstacle: ' phone ', duration: '21', ...answers }
});

test('parseWholeNumber enforces its bounds', () => {
  expect(parseWholeNumber(' 21 ', 1, 365)).toBe(21);
  for (const wrong of ['', '0', '366', '-1', '2.5', '1e2', 'ten'])
    expect(parseWholeNumber(wrong, 1, 365)).toBeUndefined();
});

test('validateAnswer depends on the question', () => {
  expect(validateAnswer(question('motivation'), {})).toBe('missing');
  expect(validateAnswer(question('motivation'), { motivation: 'calm' })).toBeUndefined();
  expect(validateAnswer(question('duration'), { duration: '400' })).toBe('days');
  expect(validateAnswer(question('quantity', '', 'number'), { quantity: '0' })).toBe('amount');
  expect(validateAnswer(question('quantity', '', 'number'), { quantity: '3', 'quantity-other': 'x' })).toBe('other');
  expect(validateAnswer(question('quantity', '', 'number'), { quantity: '3', 'quantity-other': '0' })).toBeUndefined();
});

test('countedUnit is taken from the question', () => {
  const unit = (text: string) => countedUnit(question('quantity', text));
  expect(unit('How many glasses of water a day is your goal?')).toBe('glasses of water');
  expect(unit('How many sweet things do you have on a typical day?')).toBe('sweet things');
  expect(unit('How many minutes do you spend on it on a typical day?')).toBe('minutes');
  expect(unit('Wie viele?')).toBeUndefined();
});

describe('draftRequest', () => {
  test('omits the amount if none was given', () => {
    expect(draftRequest(input({ sign: 'Sleep' }))).toEqual({
      habit: 'Read before bed',
      type: 'good',
      duration_days: 21,
      motivation: 'calm',
      obstacle: 'phone',
      answers: [{ question: 'Which sign?', answer: 'Sleep' }]
    });
  });
  test("to build: sends the goal and today's amount", () => {
    expect(draftRequest(input({ quantity: '20' }))).toMatchObject({ quantity_per_day: 20, unit: 'pages' });
    expect(draftRequest(input({ quantity: '20', 'quantity-other': '2' }))).toMatchObject({
      quantity_per_day: 2,
      target_quantity: 20
    });
  });
  test("to quit: sends today's amount and the goal", () => {
    const request = draftRequest(input({ quantity: '12', 'quantity-other': '3' }, 'bad'));
    expect(request).toMatchObject({ quantity_per_day: 12, target_quantity: 3 });
    expect(rampOf(request)).toEqual({ from: 12, to: 3, unit: 'pages' });
  });
  test('questionForField finds the question of a refused field', () => {
    const asked = input({ sign: 'Sleep' });
    expect(questionForField('answers[0].answer', asked)).toBe('sign');
    expect(questionForField('target_quantity', asked)).toBe('quantity');
    expect(questionForField('replaces', asked)).toBeUndefined();
  });
});

test('rampOf requires an amount', () => {
  expect(rampOf(draftRequest(input({})))).toBeUndefined();
  expect(rampOf(draftRequest(input({ quantity: '20' })))).toEqual({ from: undefined, to: 20, unit: 'pages' });
  expect(rampOf(draftRequest(input({ quantity: '12' }, 'bad')))).toEqual({ from: 12, to: 0, unit: 'pages' });
});

test('amountIn finds the amount named by the tasks', () => {
  expect(amountIn(['Put the book out', 'Read 8 pages, then lights out'], 'pages')).toBe(8);
  expect(amountIn(['Read 1 page'], 'pages')).toBe(1);
  expect(amountIn(['Read 1.5 pages', '3 pagesful'], 'pages')).toBeUndefined();
  expect(amountIn(['Drink 3 glasses of water (cold)'], 'glasses of water')).toBe(3);
});

test('unitForAmount uses the singular for one', () => {
  for (const [many, one] of [
    ['minutes', 'minute'],
    ['pages', 'page'],
    ['glasses of water', 'glass of water'],
    ['km', 'km'],
    ['press', 'press'],
    ['පිටු', 'පිටු']
  ] as const) {
    expect(unitForAmount(1, many)).toBe(one);
    expect(unitForAmount(2, many)).toBe(many);
  }
});

test('splitIntoWeeks leaves a short last week', () => {
  const days = Array.from({ length: 10 }, (_, at) => ({ day: at + 1 }));
  expect(splitIntoWeeks(days).map((week) => week.length)).toEqual([7, 3]);
});

test('splitLinks turns domain names into links', () => {
  expect(splitLinks('See findahelpline.com, free.')).toEqual([
    { text: 'See ' },
    { text: 'findahelpline.com', href: 'https://findahelpline.com' },
    { text: ', free.' }
  ]);
  expect(splitLinks('Please tell someone.Today.')).toEqual([{ text: 'Please tell someone.Today.' }]);
});
