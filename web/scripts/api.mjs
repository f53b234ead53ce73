// Writes src/lib/api/schema.d.ts from the server's OpenAPI description; with `--check`, fails if the file
// is out of date. The description comes from HABITRO_BIN (an absolute path) or from `cargo run`.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapi, { astToString } from 'openapi-typescript';

const target = fileURLToPath(new URL('../src/lib/api/schema.d.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

const [program, ...before] = process.env.HABITRO_BIN
  ? [process.env.HABITRO_BIN]
  : ['cargo', 'run', '--quiet', '--bin', 'habitro', '--'];
const described = execFileSync(program, [...before, 'openapi'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });

const head = '// Generated from the server by `npm run api`; not to be edited.\n\n';
const text = head + astToString(await openapi(JSON.parse(described), { alphabetize: false }));

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('web/src/lib/api/schema.d.ts differs from what the server says: run `npm run api` in web/.');
  process.exit(1);
}
