import { describe, expect, test } from 'vitest';

import {
  amountIn,
  addDays,
  draftRequest,
  questionForField,
  rampOf,
  unitForAmount,
  countedUnit,
  splitIntoWeeks,
  parseWholeNumber,
  splitLinks,
  validateAnswer,
  type Question,
  type WizardInput
} from './plan-request';

const ask = (id: string, text = id, kind: Question['kind'] = 'choice'): Question => ({ id, text, kind });
const core = [
  ask('motivation'),
  ask('obstacle'),
  ask('duration'),
  ask('quantity', 'How many pages a day do you want to arrive at?', 'number')
];
const dynamic = [ask('anchor', 'After what?'), ask('sign', 'Which sign?', 'text')];
const told = (answers: WizardInput['answers'], type: WizardInput['type'] = 'good'): WizardInput => ({
  habit: 'Read before bed',
  type,
  core,
  dynamic,
  answers: { motivation: 'calm', obstacle: ' phone ', duration: '21', ...answers }
});

test('whole numbers within bounds', () => {
  expect(parseWholeNumber(' 21 ', 1, 365)).toBe(21);
  for (const wrong of ['', '0', '366', '-1', '2.5', '1e2', 'ten'])
    expect(parseWholeNumber(wrong, 1, 365)).toBeUndefined();
});

test('an answer is judged by its question', () => {
  expect(validateAnswer(ask('motivation'), {})).toBe('missing');
  expect(validateAnswer(ask('motivation'), { motivation: 'calm' })).toBeUndefined();
  expect(validateAnswer(ask('duration'), { duration: '400' })).toBe('days');
  expect(validateAnswer(ask('quantity', '', 'number'), { quantity: '0' })).toBe('amount');
  expect(validateAnswer(ask('quantity', '', 'number'), { quantity: '3', 'quantity-other': 'x' })).toBe('other');
  expect(validateAnswer(ask('quantity', '', 'number'), { quantity: '3', 'quantity-other': '0' })).toBeUndefined();
});

test('the unit is what the question counts', () => {
  const unit = (text: string) => countedUnit(ask('quantity', text));
  expect(unit('How many glasses of water a day do you want to arrive at?')).toBe('glasses of water');
  expect(unit('How many sweet things do you have on a usual day?')).toBe('sweet things');
  expect(unit('How many minutes does it take on a usual day?')).toBe('minutes');
  expect(unit('Wie viele?')).toBeUndefined();
});

describe('the request', () => {
  test('without an amount names none', () => {
    expect(draftRequest(told({ sign: 'Sleep' }))).toEqual({
      habit: 'Read before bed',
      type: 'good',
      duration_days: 21,
      motivation: 'calm',
      obstacle: 'phone',
      answers: [{ question: 'Which sign?', answer: 'Sleep' }]
    });
  });
  test('to build: the goal, and where one is today', () => {
    expect(draftRequest(told({ quantity: '20' }))).toMatchObject({ quantity_per_day: 20, unit: 'pages' });
    expect(draftRequest(told({ quantity: '20', 'quantity-other': '2' }))).toMatchObject({
      quantity_per_day: 2,
      target_quantity: 20
    });
  });
  test('to quit: where one is today, and the goal', () => {
    const request = draftRequest(told({ quantity: '12', 'quantity-other': '3' }, 'bad'));
    expect(request).toMatchObject({ quantity_per_day: 12, target_quantity: 3 });
    expect(rampOf(request)).toEqual({ from: 12, to: 3, unit: 'pages' });
  });
  test('a refused field leads back to its question', () => {
    const asked = told({ sign: 'Sleep' });
    expect(questionForField('answers[0].answer', asked)).toBe('sign');
    expect(questionForField('target_quantity', asked)).toBe('quantity');
    expect(questionForField('replaces', asked)).toBeUndefined();
  });
});

test('a ramp is there only when an amount was given', () => {
  expect(rampOf(draftRequest(told({})))).toBeUndefined();
  expect(rampOf(draftRequest(told({ quantity: '20' })))).toEqual({ from: undefined, to: 20, unit: 'pages' });
  expect(rampOf(draftRequest(told({ quantity: '12' }, 'bad')))).toEqual({ from: 12, to: 0, unit: 'pages' });
});

test('the amount of a day is the one its tasks name', () => {
  expect(amountIn(['Put the book out', 'Read 8 pages, then lights out'], 'pages')).toBe(8);
  expect(amountIn(['Read 1 page'], 'pages')).toBe(1);
  expect(amountIn(['Read 1.5 pages', '3 pagesful'], 'pages')).toBeUndefined();
  expect(amountIn(['Drink 3 glasses of water (cold)'], 'glasses of water')).toBe(3);
});

test('one is one minute, not minutes', () => {
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

test('weeks have seven days, the last what is left', () => {
  const days = Array.from({ length: 10 }, (_, at) => ({ day: at + 1 }));
  expect(splitIntoWeeks(days).map((week) => week.length)).toEqual([7, 3]);
});

test('web addresses become links, the rest stays text', () => {
  expect(splitLinks('See findahelpline.com, free.')).toEqual([
    { text: 'See ' },
    { text: 'findahelpline.com', href: 'https://findahelpline.com' },
    { text: ', free.' }
  ]);
  expect(splitLinks('Please tell someone.Today.')).toEqual([{ text: 'Please tell someone.Today.' }]);
});

test('dates go over the month', () => {
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
});
