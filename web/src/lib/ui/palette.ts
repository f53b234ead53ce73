/** The five colours of habits and people. Class names are written out in full, so that Tailwind finds them. */

export const COLORS = ['clay', 'yolk', 'moss', 'sky', 'rose'] as const;
export type PaletteColor = (typeof COLORS)[number];

/** Tinted background with matching text: tiles, tags, avatars. */
export const SOFT_CLASSES: Record<PaletteColor, string> = {
  clay: 'bg-clay-soft text-clay-ink',
  yolk: 'bg-yolk-soft text-yolk-ink',
  moss: 'bg-moss-soft text-moss-ink',
  sky: 'bg-sky-soft text-sky-ink',
  rose: 'bg-rose-soft text-rose-ink'
};

/** Solid background: a checked task. */
export const SOLID_CLASSES: Record<PaletteColor, string> = {
  clay: 'bg-clay',
  yolk: 'bg-yolk',
  moss: 'bg-moss',
  sky: 'bg-sky',
  rose: 'bg-rose'
};

/** Solid SVG fill. */
export const FILL_CLASSES: Record<PaletteColor, string> = {
  clay: 'fill-clay',
  yolk: 'fill-yolk',
  moss: 'fill-moss',
  sky: 'fill-sky',
  rose: 'fill-rose'
};

/** The colour named by the server, or clay if the name is unknown. */
export function toPaletteColor(name: string): PaletteColor {
  return (COLORS as readonly string[]).includes(name) ? (name as PaletteColor) : 'clay';
}

/** The colour of a person: always the same for the same id. */
export function colorForId(id: string): PaletteColor {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return COLORS[sum % COLORS.length] ?? 'clay';
}

/** Up to two letters of a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('');
}

/** How many of a day's three stones are filled: one as soon as anything is done, the third only when all is done. */
export function stoneCount(done: number, due: number): 0 | 1 | 2 | 3 {
  if (due <= 0 || done <= 0) return 0;
  if (done >= due) return 3;
  return Math.max(1, Math.floor((3 * done) / due)) as 1 | 2;
}
