import { expect, test } from 'vitest';

import { hostOf, prettyJson, formatRanges } from './trace';

test('days that follow each other are one range', () => {
  expect(formatRanges([1, 2, 3, 5, 8, 9])).toBe('1–3, 5, 8–9');
  expect(formatRanges([])).toBe('');
});

test('an address is told by its host, documents are laid out, the rest stays', () => {
  expect(hostOf('https://openrouter.ai/api/v1/chat/completions')).toBe('openrouter.ai');
  expect(hostOf('nonsense')).toBe('nonsense');
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyJson('<b>no</b>')).toBe('<b>no</b>');
});
