/** Text as the server reads it: characters, digits of any script, tasks, invisible characters. Pure. */

/** Returns the first `max` characters. The server counts Unicode code points, `maxlength` UTF-16 units. */
export function firstCharacters(text: string, max: number): string {
  return text.length <= max ? text : [...text].slice(0, max).join('');
}

/** Returns the digits of `text`, which may be of any script, as ASCII. */
export function asciiDigits(text: string): string {
  let digits = '';
  for (const character of text.normalize('NFKC')) digits += digitOf(character);
  return digits;
}

function digitOf(character: string): string {
  if (!/\p{Nd}/u.test(character)) return '';
  // Digits are encoded in runs from 0 to 9, so the first one of adjacent runs is a zero.
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (zero > 0 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

/** Scripts whose characters stand for words or syllables. */
const SYLLABIC =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\p{Script=Yi}\p{Script=Tangut}\p{Script=Nushu}\p{Script=Khitan_Small_Script}\p{Script=Ethiopic}\p{Script=Cherokee}\p{Script=Canadian_Aboriginal}\p{Script=Vai}]/u;

/** Returns how many characters a task must have at least. */
export function minTaskLength(task: string): number {
  return SYLLABIC.test(task) ? 2 : 3;
}

/** Whether a task is too short for the server. */
export function isTaskTooShort(task: string): boolean {
  return [...task.trim()].length < minTaskLength(task);
}

/**
 * Removes characters that show nothing or change the direction of text, which the server refuses in what others
 * see. Pasted text has them without anyone noticing.
 */
export function withoutHidden(text: string): string {
  return text.replace(/[\p{Bidi_Control}\u00ad\u2060-\u2064\ufeff]/gu, '');
}
