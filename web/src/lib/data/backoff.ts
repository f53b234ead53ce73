/**
 * How long to wait before the next try: doubling from a second to a minute, each time somewhere
 * between half of it and all of it, so that thousands who lost the same server don't come back in
 * the same moment.
 */
export function backoff(tries: number, chance: number): number {
  const whole = Math.min(60_000, 1_000 * 2 ** Math.min(tries, 10));
  return Math.round(whole * (0.5 + chance / 2));
}
