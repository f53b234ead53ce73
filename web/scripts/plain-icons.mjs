// Compiles Lucide icons to their bare shapes. The package wraps every icon in a component that sets a dozen
// attributes one by one on each icon and each shape while the page renders. lib/ui/Icon.svelte supplies the
// `<svg>` element instead, so an icon becomes a static template.
const ICON = /\/@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;
const DATA = /const iconData = (\{.*\});/;

/**
 * Returns the shapes of an icon as markup. `source` is a file of the package; throws if its format has changed.
 * @param {string} source
 * @param {string} id
 */
export function shapesOf(source, id = 'an icon') {
  const found = DATA.exec(source);
  if (!found) throw new Error(`${id} contains no iconData: has the package changed its format?`);
  const { node, size } = JSON.parse(found[1]);
  if (size !== 24) throw new Error(`${id} has a view box of ${size}, not 24`);
  return node
    .map(([tag, attributes]) => {
      const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
      return `<${tag}${written.join('')} />`;
    })
    .join('');
}

/**
 * The Vite plugin. It runs before Svelte's plugin, which compiles its output.
 * @returns {import('vite').Plugin}
 */
export function plainIcons() {
  return {
    name: 'habitro-plain-icons',
    enforce: 'pre',
    transform: {
      filter: { id: ICON },
      handler: (source, id) => ({ code: `<svelte:options namespace="svg" />${shapesOf(source, id)}`, map: null })
    }
  };
}
