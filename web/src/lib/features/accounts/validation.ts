/** Client-side validation. Pure; the server validates again. */

export const PASSWORD_MIN_LENGTH = 8;
export const NAME_MAX_LENGTH = 100;

/** Whether the text may be an email address: an @, a domain with a dot, no spaces. */
export function looksLikeEmail(text: string): boolean {
  // Keyboards for Chinese and Japanese type @ and the dot in full width.
  return /^[^\s@]+@[^\s@]+[.\u3002][^\s@]{2,}$/u.test(text.normalize('NFKC').trim());
}

/**
 * Whether the text may be a phone number: digits of any script with common separators, optionally a leading plus, an
 * extension, or letters for digits, and text copied with it, such as a label.
 */
export function looksLikePhone(text: string): boolean {
  const bare = text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/^[^+\p{Nd}]*(?<!\p{L})(?=[+\p{Nd}])/u, '')
    .replace(/[^\p{L}\p{N}#]+$/u, '')
    .replace(/;\p{L}.*$/u, '')
    .replace(/(?<=\p{Nd}.*)(?<!\p{L})(extensi[oó]n|extn?|anexo|доб|int|x|#|[,;])[\s.:-]*\p{Nd}{1,9}#?$/iu, '')
    .replace(/[\s\p{Pd}\u2212\u30fc./()[\]~,]/gu, '');
  const letters = bare.match(/[a-z]/giu)?.length ?? 0;
  return (letters === 0 || letters >= 3) && /^\+?(?=.{7,16}$)\p{Nd}+(?:[a-z][a-z\p{Nd}]*)?$/iu.test(bare);
}

/** Seconds from `now` until `instant`, never below 0. */
export function secondsUntil(instant: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(instant) - now) / 1000));
}

/** `42` as `0:42`. */
export function formatCountdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
