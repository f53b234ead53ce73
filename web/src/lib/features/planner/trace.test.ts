import { expect, test } from 'vitest';

import { formatRanges, hostOf, prettyJson } from './trace';

test('formatRanges joins consecutive numbers', () => {
  expect(formatRanges([1, 2, 3, 5, 8, 9])).toBe('1–3, 5, 8–9');
  expect(formatRanges([])).toBe('');
});

test('hostOf and prettyJson return text that they cannot parse unchanged', () => {
  expect(hostOf('https://openrouter.ai/api/v1/chat/completions')).toBe('openrouter.ai');
  expect(hostOf('nonsense')).toBe('nonsense');
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyJson('<b>no</b>')).toBe('<b>no</b>');
});
