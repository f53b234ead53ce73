// Splits messages by page. `import { m } from '$lib/i18n'` imports all messages at once, so the bundler
// would put every message used by any page into the first load. This plugin turns each `m.name` into an
// import of that one message, and the bundler sees which page uses which.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const NAMESPACE = /import\s*\*\s*as\s+m\s+from\s*["']\.\/paraglide\/messages\/_index\.js["'];?/;
const NAMED = /import\s*\{([^}]*)\}\s*from\s*["']\$lib\/i18n["'];?/;
const USED = /(?<![\w$.])m\.([a-z]\w*)/g;

/** The Vite plugin. It runs after Svelte's, on plain JavaScript. */
export function splitMessages() {
  let folder = '';
  let names = new Set();
  return {
    name: 'habitro-split-messages',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = join(config.root, 'src/lib/paraglide/messages');
    },
    buildStart() {
      names = new Set(readdirSync(folder).map((name) => name.replace(/\.js$/, '')));
    },
    transform(code, id) {
      if (id.includes('/paraglide/') || id.includes('/node_modules/')) return null;
      const isIndex = NAMESPACE.test(code);
      const imported = NAMED.exec(code);
      if (!isIndex && !imported?.[1].split(',').some((each) => each.trim() === 'm')) return null;
      const used = new Set();
      let split = code.replace(USED, (whole, name) => {
        if (!names.has(name)) return whole;
        used.add(name);
        return `m_${name}`;
      });
      split = isIndex
        ? split.replace(NAMESPACE, '').replace(/export\s*\{\s*m\s*\};?/, '')
        : split.replace(NAMED, (whole, list) => {
            const rest = list
              .split(',')
              .map((each) => each.trim())
              .filter((each) => each && each !== 'm');
            return rest.length > 0 ? `import { ${rest.join(', ')} } from '$lib/i18n';` : '';
          });
      // A remaining `m` would refer to a missing message and fail only at run time.
      const left = /(?<![\w$.])m\s*[.[]/.exec(split.replace(/(["'`])(?:\\.|(?!\1).)*\1/g, ''));
      if (left) this.warn(`${id}: "${split.slice(left.index, left.index + 40)}" may be a message by a computed name`);
      const imports = [...used].map(
        (name) => `import { ${name} as m_${name} } from ${JSON.stringify(join(folder, `${name}.js`))};`
      );
      return { code: `${imports.join('')}${split}`, map: null };
    }
  };
}
