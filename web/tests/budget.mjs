// What a first visit loads, gzip: every script and style the page names, with what they import at
// once, and the code of the page itself. Fails above the budget, and when it comes in many small
// files: a browser fetches six at a time.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 90_000;
const MOST_FILES = 8;
const dist = new URL('../dist/', import.meta.url);
const read = (name) => readFileSync(new URL(name, dist));
const page = read('index.html').toString();

function closure(names) {
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
if (pages.length < 2) throw new Error('the pages were not found in the entry');

let failed = false;
for (const each of pages) {
  const files = closure([...named, each]);
  const bytes = [...files].reduce((sum, name) => sum + gzipSync(read(name), { level: 9 }).length, 0);
  console.log(
    `${each.replace(/^assets\/|-.*/gu, '')}: ${(bytes / 1000).toFixed(1)} kB gzip in ${files.size} files (at most ${BUDGET / 1000} kB in ${MOST_FILES})`
  );
  failed ||= bytes > BUDGET || files.size > MOST_FILES;
}
process.exit(failed ? 1 : 0);
