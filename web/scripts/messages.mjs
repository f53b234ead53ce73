// Compiles messages/*.json into typed functions under src/lib/paraglide (not committed).
import { compile } from '@inlang/paraglide-js';

/** @type {Parameters<typeof compile>[0]} */
export const options = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  // A language chosen in the settings wins over the browser's preference.
  strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
  localStorageKey: 'habitro.locale',
  outputStructure: 'message-modules',
  emitGitIgnore: false,
  isServer: 'false'
};

if (process.argv[1]?.endsWith('messages.mjs')) await compile(options);
