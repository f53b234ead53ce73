// Build steps after Vite: cleans dist, fills in the service worker's precache list, and compresses assets.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const WORTH_COMPRESSING = /\.(html|js|css|svg|json|webmanifest|txt)$/;
/** Not precached: the worker itself, and font subsets that the browser fetches on demand. */
const NOT_PRECACHED = /service-worker\.js$|\.(br|gz)$|-ext-|\.gitignore$/;

function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** URLs of the code, styles and image that Today needs in addition to what index.html references. */
function codeOfToday(bundle) {
  const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
  const required = (what, chunk) => {
    if (!chunk) throw new Error(`the build has no ${what}`);
    return chunk;
  };
  const entry = required(
    'entry',
    chunks.find(({ isEntry, name }) => isEntry && name === 'index')
  );
  const today = required(
    'Today',
    chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/routes/Today.svelte'))
  );
  const closure = (chunk, all = new Set()) => {
    if (all.has(chunk)) return all;
    all.add(chunk);
    for (const name of chunk.imports) if (bundle[name]) closure(bundle[name], all);
    return all;
  };
  const there = closure(entry);
  const more = [...closure(today)].filter((chunk) => !there.has(chunk));
  // The largest image above the fold; it determines the largest contentful paint.
  const mascot = required(
    'mascot image',
    Object.values(bundle).find(({ type, names }) => type === 'asset' && names?.includes('tro-encouraging.svg'))
  );
  return [
    ...more.flatMap((chunk) => [chunk.fileName, ...(chunk.viteMetadata?.importedCss ?? [])]),
    mascot.fileName
  ].map((name) => `/${name}`);
}

export function finishBuild() {
  let folder = '';
  return {
    name: 'habitro-finish-build',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    buildStart() {
      for (const name of readdirSync(folder)) {
        if (name !== '.gitignore') rmSync(join(folder, name), { recursive: true });
      }
    },
    // public/preload.js preloads these in parallel with the app's main script.
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['index.html'];
        const mark = '<meta name="habitro-today" content="" />';
        if (!page?.source.includes(mark)) throw new Error('index.html has no place for the code of Today');
        page.source = page.source.replace(mark, mark.replace('""', `"${codeOfToday(bundle).join(' ')}"`));
      }
    },
    closeBundle() {
      const precached = files(folder).filter((name) => !NOT_PRECACHED.test(name));
      const version = createHash('sha256');
      for (const name of precached) version.update(name).update(readFileSync(join(folder, name)));
      // The page is cached under its URL, not under its file name.
      const paths = precached.map((name) => (name === 'index.html' ? '/' : `/${name}`));

      const worker = join(folder, 'service-worker.js');
      const source = readFileSync(worker, 'utf8');
      if (!source.includes('__PRECACHE__')) throw new Error('service-worker.js names no __PRECACHE__');
      writeFileSync(
        worker,
        source
          .replaceAll('__PRECACHE__', JSON.stringify(paths))
          .replaceAll('__VERSION__', JSON.stringify(version.digest('hex').slice(0, 16)))
      );

      for (const name of files(folder).filter((name) => WORTH_COMPRESSING.test(name))) {
        const bytes = readFileSync(join(folder, name));
        if (bytes.length < 512) continue;
        const brotli = brotliCompressSync(bytes, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
        });
        writeFileSync(join(folder, `${name}.br`), brotli);
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
    }
  };
}
