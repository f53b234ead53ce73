import { expect, test } from 'vitest';

import { hostOf, laidOut, rangesOf } from './trace';

test('days that follow each other are one range', () => {
  expect(rangesOf([1, 2, 3, 5, 8, 9])).toBe('1–3, 5, 8–9');
  expect(rangesOf([])).toBe('');
});

test('an address is told by its host, documents are laid out, the rest stays', () => {
  expect(hostOf('https://openrouter.ai/api/v1/chat/completions')).toBe('openrouter.ai');
  expect(hostOf('nonsense')).toBe('nonsense');
  expect(laidOut('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(laidOut('<b>no</b>')).toBe('<b>no</b>');
});
