/** Amounts of coins and gems; the same integer arithmetic as on the server. Pure. */

/** The minimum number of coins to convert. */
export const MIN_CONVERSION = 100;
/** The price of a freeze, in milligems. */
export const FREEZE_PRICE = 1000;
export const MAX_FREEZES = 2;

/** Parses an amount of gems: `2.15` is 2150 milligems. */
export function parseMilligems(gems: string): number {
  const [whole = '0', decimals = ''] = gems.replace(/^[-−]/u, '').split('.');
  const size = Number(whole) * 1000 + Number(decimals.padEnd(3, '0').slice(0, 3));
  return /^[-−]/u.test(gems) ? -size : size;
}

/** Formats milligems as gems with one to three decimals, like the server. */
export function formatGems(milligems: number): string {
  const size = Math.abs(milligems);
  const decimals = String(size % 1000)
    .padStart(3, '0')
    .replace(/0{1,2}$/u, '');
  return `${milligems < 0 ? '-' : ''}${Math.floor(size / 1000)}.${decimals}`;
}

/** Formats a change with its sign: `+10`, `−1.0`. */
export function formatSigned(amount: number | string): string {
  const text = typeof amount === 'number' ? Math.abs(amount).toLocaleString() : amount.replace(/^[-−]/u, '');
  const negative = typeof amount === 'number' ? amount < 0 : /^[-−]/u.test(amount);
  return (negative ? '−' : '+') + text;
}

export interface CycleDay {
  day: number;
  gems: string;
  state: 'done' | 'today' | 'ahead';
}

/** Returns the seven days of the cycle: claimed (`done`), claimable or claimed next (`today`), or `ahead`. */
export function cycleDays(cycle: readonly string[], cycleDay: number, canClaim: boolean): CycleDay[] {
  return cycle.map((gems, index) => {
    const day = index + 1;
    const state = day < cycleDay || (day === cycleDay && !canClaim) ? 'done' : day === cycleDay ? 'today' : 'ahead';
    return { day, gems, state };
  });
}

/**
 * Parses a typed number of coins, which may group digits. `wrong` is `whole` if it is not a whole number, `least` if it
 * is below the minimum, and `most` if it is more than `available`.
 */
export function parseCoins(text: string, available: number): { coins: number } | { wrong: 'whole' | 'least' | 'most' } {
  const digits = text.replace(/[\s,.'’]+(?=\d{3}(\D|$))/gu, '').trim();
  if (!/^\d{1,12}$/u.test(digits)) return { wrong: 'whole' };
  const coins = Number(digits);
  if (coins < MIN_CONVERSION) return { wrong: 'least' };
  return coins > available ? { wrong: 'most' } : { coins };
}

/** Groups consecutive entries by day. */
export function groupByDay<Entry extends { created_at: string }>(
  entries: readonly Entry[],
  dayOf: (instant: Date) => string
): { day: string; entries: Entry[] }[] {
  const days: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(new Date(entry.created_at));
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
