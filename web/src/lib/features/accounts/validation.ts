/** What can be judged before the server is asked. Pure; the server judges again. */

export const PASSWORD_MIN_LENGTH = 8;
export const NAME_MAX_LENGTH = 100;

/** Whether this may be an address: something, an @, a domain with a dot and no spaces. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/u.test(text.trim());
}

/** Whether this may be a phone number: digits as people group them, a plus before them at most. */
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
