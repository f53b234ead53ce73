/** Amounts of coins and gems; the same integer arithmetic as on the server. Pure. */

/** The minimum number of coins to convert. */
export const MIN_CONVERSION = 100;
/** The price of a freeze, in milligems. */
export const FREEZE_PRICE = 1000;
export const MAX_FREEZES = 2;

/** `2.15` gems as 2150 milligems. */
export function parseMilligems(gems: string): number {
  const [whole = '0', places = ''] = gems.replace(/^[-−]/u, '').split('.');
  const sum = Number(whole) * 1000 + Number(places.padEnd(3, '0').slice(0, 3));
  return /^[-−]/u.test(gems) ? -sum : sum;
}

/** Milligems as gems with one to three decimals, in the server's format. */
export function formatGems(thousandths: number): string {
  const size = Math.abs(thousandths);
  const places = String(size % 1000)
    .padStart(3, '0')
    .replace(/0{1,2}$/u, '');
  return `${thousandths < 0 ? '-' : ''}${Math.floor(size / 1000)}.${places}`;
}

/** A change with its sign: `+10`, `−1.0`. */
export function formatSigned(amount: number | string): string {
  const text = typeof amount === 'number' ? Math.abs(amount).toLocaleString() : amount.replace(/^[-−]/u, '');
  const down = typeof amount === 'number' ? amount < 0 : /^[-−]/u.test(amount);
  return (down ? '−' : '+') + text;
}

export interface CycleDay {
  day: number;
  gems: string;
  state: 'done' | 'today' | 'ahead';
}

/** The seven days of the cycle: claimed, claimable now, or ahead. */
export function cycleDays(cycle: readonly string[], cycleDay: number, canClaim: boolean): CycleDay[] {
  return cycle.map((gems, index) => {
    const day = index + 1;
    const state = day < cycleDay || (day === cycleDay && !canClaim) ? 'done' : day === cycleDay ? 'today' : 'ahead';
    return { day, gems, state };
  });
}

/** Parses a typed number of coins (digit grouping is allowed), or says what is wrong with it. */
export function parseCoins(text: string, have: number): { coins: number } | { wrong: 'whole' | 'least' | 'most' } {
  const bare = text.replace(/[\s,.'’]+(?=\d{3}(\D|$))/gu, '').trim();
  if (!/^\d{1,12}$/u.test(bare)) return { wrong: 'whole' };
  const coins = Number(bare);
  if (coins < MIN_CONVERSION) return { wrong: 'least' };
  return coins > have ? { wrong: 'most' } : { coins };
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
