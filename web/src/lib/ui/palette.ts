/** The five stones that colour habits and people. Class names are whole words, so that Tailwind finds them. */

export const COLORS = ['clay', 'yolk', 'moss', 'sky', 'rose'] as const;
export type PaletteColor = (typeof COLORS)[number];

/** Soft ground with its ink: tiles, tags, faces. */
export const SOFT_CLASSES: Record<PaletteColor, string> = {
  clay: 'bg-clay-soft text-clay-ink',
  yolk: 'bg-yolk-soft text-yolk-ink',
  moss: 'bg-moss-soft text-moss-ink',
  sky: 'bg-sky-soft text-sky-ink',
  rose: 'bg-rose-soft text-rose-ink'
};

/** Solid ground: a laid tick. */
export const SOLID_CLASSES: Record<PaletteColor, string> = {
  clay: 'bg-clay',
  yolk: 'bg-yolk',
  moss: 'bg-moss',
  sky: 'bg-sky',
  rose: 'bg-rose'
};

/** The same as a fill of SVG. */
export const FILL_CLASSES: Record<PaletteColor, string> = {
  clay: 'fill-clay',
  yolk: 'fill-yolk',
  moss: 'fill-moss',
  sky: 'fill-sky',
  rose: 'fill-rose'
};

/** The stone the server named, or clay when it names one we don't know yet. */
export function toPaletteColor(name: string): PaletteColor {
  return (COLORS as readonly string[]).includes(name) ? (name as PaletteColor) : 'clay';
}

/** The stone of a person: always the same for the same id. */
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

/** Stones laid for a day: the third only when all is done, one as soon as anything is. */
export function stoneCount(done: number, due: number): 0 | 1 | 2 | 3 {
  if (due <= 0 || done <= 0) return 0;
  if (done >= due) return 3;
  return Math.max(1, Math.floor((3 * done) / due)) as 1 | 2;
}
