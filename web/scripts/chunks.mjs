// Assigns modules to output files. By default the bundler emits a file for every module that two pages
// share: Today then needed 28 files, while a browser on a slow connection fetches six at a time.
import { fileURLToPath } from 'node:url';

const at = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const START = at('index.html');
const WELCOME = at('src/routes/Welcome.svelte');
const TODAY = at('src/routes/Today.svelte');

/**
 * A module and everything it imports statically.
 * @param {string} id
 * @param {(id: string) => { importedIds: readonly string[] } | null} infoOf
 * @param {Set<string>} all
 */
function closure(id, infoOf, all = new Set()) {
  if (all.has(id)) return all;
  all.add(id);
  for (const next of infoOf(id)?.importedIds ?? []) closure(next, infoOf, all);
  return all;
}

/**
 * For `output.codeSplitting`: `index` holds the modules that every page needs and those that both first
 * pages need, `shared` those that Today shares with other pages. The bundler decides about the rest.
 * @returns {import('vite').Rolldown.CodeSplittingOptions}
 */
export function chunks() {
  /** @type {{ index: Set<string>, shared: Set<string> } | undefined} */
  let files;
  /** @param {import('vite').Rolldown.ChunkingContext} context */
  const filesOf = (context) => {
    if (files) return files;
    const [start, welcome, today] = [START, WELCOME, TODAY].map((each) =>
      closure(each, (id) => context.getModuleInfo(id))
    );
    if (!start || !welcome || !today || Math.min(start.size, welcome.size, today.size) < 2)
      throw new Error('the first pages were not found among the modules');
    files = { index: new Set([...start, ...[...welcome].filter((id) => today.has(id))]), shared: today };
    return files;
  };
  return {
    groups: [
      { name: (id, context) => (filesOf(context).index.has(id) ? 'index' : null), priority: 2 },
      { name: (id, context) => (filesOf(context).shared.has(id) ? 'shared' : null), minShareCount: 2, priority: 1 }
    ]
  };
}
