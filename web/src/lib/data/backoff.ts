/**
 * Milliseconds to wait before the next attempt: doubles from one second to one minute, with jitter
 * between 50 % and 100 %, so that clients that lost the same server don't all reconnect at the same
 * moment. `chance` is a random number in 0..1.
 */
export function backoff(tries: number, chance: number): number {
  const whole = Math.min(60_000, 1_000 * 2 ** Math.min(tries, 10));
  return Math.round(whole * (0.5 + chance / 2));
}
