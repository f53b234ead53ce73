// Measures the first load of Welcome and Today: every script and style that index.html names, with
// static imports, and the code of the route, compressed by gzip. Fails above the budget or above a
// number of files, because a browser loads only six at a time.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Bytes. */
const BUDGET = 90_000;
const MAX_FILES = 8;
const dist = new URL('../dist/', import.meta.url);
const read = (name) => readFileSync(new URL(name, dist));
const page = read('index.html').toString();

function withImports(names) {
  const all = new Set();
  const add = (name) => {
    if (all.has(name)) return;
    all.add(name);
    if (!name.endsWith('.js')) return;
    for (const [, path] of read(name)
      .toString()
      .matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/gu))
      add(`assets/${path}`);
  };
  names.forEach(add);
  return all;
}

const named = [...page.matchAll(/(?:src|href)="\/([\w./-]+\.(?:js|css))"/gu)].map(([, name]) => name);
const entry = named.find((name) => name.startsWith('assets/index-') && name.endsWith('.js'));
const pages = [
  ...read(entry)
    .toString()
    .matchAll(/import\(\s*[`"']\.\/((?:Welcome|Today)-[\w-]+\.js)[`"']\s*\)/gu)
].map(([, path]) => `assets/${path}`);
if (pages.length < 2) throw new Error('the entry script does not name the routes');

let failed = false;
for (const each of pages) {
  const files = withImports([...named, each]);
  const bytes = [...files].reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0);
  console.log(
    `${each.replace(/^assets\/|-.*/gu, '')}: ${(bytes / 1000).toFixed(1)} kB gzip in ${files.size} files (at most ${BUDGET / 1000} kB in ${MAX_FILES})`
  );
  failed ||= bytes > BUDGET || files.size > MAX_FILES;
}
process.exit(failed ? 1 : 0);
