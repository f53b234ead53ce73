/** Client-side validation. Pure; the server validates again. */

export const PASSWORD_MIN_LENGTH = 8;
export const NAME_MAX_LENGTH = 100;

/** Whether the text may be an email address: an @, a domain with a dot, no spaces. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/u.test(text.trim());
}

/** Whether the text may be a phone number: digits with common separators, optionally a leading plus. */
export function looksLikePhone(text: string): boolean {
  const digits = text.replace(/[\s\-./()]/gu, '');
  return /^\+?\d{7,16}$/u.test(digits);
}

/** Seconds from `now` until `instant`, never below 0. */
export function secondsUntil(instant: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(instant) - now) / 1000));
}

/** `42` as `0:42`. */
export function formatCountdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
