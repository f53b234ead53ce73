import { expect, test } from 'vitest';

import { asciiDigits, firstCharacters, isTaskTooShort, minTaskLength, withoutHidden } from './text';

test('firstCharacters counts code points', () => {
  expect(firstCharacters('🏃🏃🏃', 2)).toBe('🏃🏃');
  expect(firstCharacters('abc', 3)).toBe('abc');
  expect(firstCharacters('අමා', 2)).toBe('අම');
});

test('asciiDigits reads digits of every script', () => {
  for (const text of [
    '012345',
    '٠١٢٣٤٥',
    '०१२ ३४५',
    '෦෧෨-෩෪෫',
    '０１２３４５',
    '𝟎𝟏𝟐𝟑𝟒𝟓',
    '\u202a0-1\u200e2\u2011345\u202c'
  ])
    expect(asciiDigits(text), text).toBe('012345');
  expect(asciiDigits('abc')).toBe('');
});

test('tasks may be short in scripts of words and syllables', () => {
  for (const task of ['走る', '运动', '운동', 'Run', '  走る ']) expect(isTaskTooShort(task), task).toBe(false);
  for (const task of ['走', 'Go', 'ไป', ' ab ', '']) expect(isTaskTooShort(task), task).toBe(true);
  expect([minTaskLength('走る'), minTaskLength('Run')]).toEqual([2, 3]);
});

test('withoutHidden keeps what scripts and emoji need', () => {
  expect(withoutHidden('\ufeff\u202eHel\u00adlo\u2066 you\u2069\u200e')).toBe('Hello you');
  for (const text of ['ශ්\u200dරී', 'می\u200cخواهم', '👩\u200d🚀', '❤\ufe0f']) expect(withoutHidden(text)).toBe(text);
});
