import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('.', import.meta.url));

function sources(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.(ts|svelte)$/u.test(path) && !/\.test\.ts$|\.d\.ts$|paraglide/u.test(path)
  );
}

/** The modules of this app that a file imports, statically or dynamically. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/gu, '');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'((?:\.\.?|\$lib)\/[^']+)'/gu)].flatMap(([, specifier = '']) => {
    const target = specifier.startsWith('$lib/')
      ? specifier.replace('$lib', 'lib')
      : normalize(join(dirname(path), specifier));
    return [target, `${target}.ts`].filter((each) => /\.(ts|svelte)$/u.test(each) && existsSync(join(root, each)));
  });
}

/** The first cycle found, as a list of files that import each other; empty if there is none. */
function findCycle(graph: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of graph.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const path of graph.keys()) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

test('no file imports itself through others', () => {
  const graph = new Map(sources().map((path) => [path, importsOf(path)]));
  expect(graph.get('main.ts')).toContain('lib/router/router.svelte.ts');
  expect(findCycle(graph)).toEqual([]);
});

test('findCycle finds a cycle', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']]
  ]);
  expect(findCycle(graph)).toEqual(['b', 'c', 'b']);
});
