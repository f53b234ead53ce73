// Lists the npm packages whose code or styles are in the build, for scripts/licenses: a Vite plugin that is active if
// HABITRO_BUNDLED_PACKAGES names the file to write.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Helpers that the build tools add to the code, by the start of their module ids. */
const HELPERS = [
  ['\0vite/', 'vite'],
  ['\0rolldown/', 'rolldown'],
  ['\0@oxc-project', '@oxc-project/runtime']
];

function packageOf(module) {
  const helper = HELPERS.find(([start]) => module.startsWith(start));
  if (helper) return helper[1];
  const path = module.split('node_modules/').at(-1);
  if (path === module) return undefined;
  return path.split('/', path.startsWith('@') ? 2 : 1).join('/');
}

/** Packages that the style sheets name: Tailwind compiles them, so they are no modules of the build. */
function packagesOfStyles(folder) {
  const names = readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return [...text.matchAll(/(?:@import|@plugin|url\()\s*['"](@?[a-z][^'"]*)['"]/gu)].map(([, path]) => path);
  });
  return names.map((path) => packageOf(`node_modules/${path}`));
}

export function bundledPackages() {
  const file = process.env.HABITRO_BUNDLED_PACKAGES;
  let root = '';
  return {
    name: 'habitro-bundled-packages',
    apply: (_, { command }) => command === 'build' && !!file,
    configResolved(config) {
      root = config.root;
    },
    generateBundle(_, bundle) {
      // src/lib/paraglide is compiled from our messages and contains the compiler's runtime.
      const names = new Set(['@inlang/paraglide-js', ...packagesOfStyles(join(root, 'src/styles'))]);
      for (const chunk of Object.values(bundle)) {
        for (const [module, { renderedLength }] of Object.entries(chunk.modules ?? {})) {
          const name = renderedLength > 0 ? packageOf(module) : undefined;
          if (name) names.add(name);
        }
      }
      writeFileSync(file, JSON.stringify([...names].sort()));
    }
  };
}
