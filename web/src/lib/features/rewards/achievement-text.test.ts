import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import { overwriteGetLocale } from '$lib/paraglide/runtime.js';

import { achievementText } from './achievement-text';

overwriteGetLocale(() => 'en');

/** Rows of the server's catalogue: id, title, icon, fact, target, description. */
const catalogue = readFileSync(
  new URL('../../../../../crates/server/src/features/rewards/rules/catalogue.rs', import.meta.url),
  'utf8'
);
const rows = [...catalogue.matchAll(/^ {4}row\("([^"]+)", "([^"]+)", "[^"]+", [^"]+"([^"]+)"\),$/gmu)].map(
  ([, id = '', title = '', description = '']) => ({ id, title, description })
);

test('every achievement of the server has texts, in English the same', () => {
  const expected = Number(/CATALOGUE: \[Achievement; (\d+)\]/u.exec(catalogue)?.[1]);
  expect(rows.length).toBe(expected);
  for (const { id, title, description } of rows)
    expect(achievementText({ id, title: '', description: '' }), id).toEqual({ title, description });
});

test('achievementText keeps the texts of unknown achievements', () => {
  const unknown = { id: 'of-tomorrow', title: 'Of tomorrow', description: 'New.' };
  expect(achievementText(unknown)).toEqual({ title: unknown.title, description: unknown.description });
});
