import { expect, test } from 'vitest';

import { overwriteGetLocale } from '$lib/paraglide/runtime.js';

import { daySummary, isAllDone } from './today-summary';

overwriteGetLocale(() => 'en');

const day = (due: number, completed: number, habits = 1) => ({ due, completed, habits: Array(habits).fill({}) });

test('isAllDone needs at least one due task', () => {
  expect([isAllDone(undefined), isAllDone(day(0, 0)), isAllDone(day(3, 2)), isAllDone(day(3, 3))]).toEqual([
    false,
    false,
    false,
    true
  ]);
});

test('daySummary distinguishes free, open, finished and past days', () => {
  const texts = [
    daySummary(undefined, false, 'Nimali'),
    daySummary(day(0, 0), false, 'Nimali'),
    daySummary(day(3, 0), false, 'Nimali'),
    daySummary(day(3, 1), false, 'Nimali'),
    daySummary(day(3, 3), false, 'Nimali'),
    daySummary(day(3, 1), true, 'Nimali'),
    daySummary(day(3, 3), true, 'Nimali')
  ];
  expect(new Set(texts.map(({ text }) => text)).size).toBe(7);
  expect(texts[2]?.text).toContain('Nimali');
});
