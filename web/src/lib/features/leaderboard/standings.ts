/** Derived values and texts of a leaderboard. Pure. */
import { m } from '$lib/i18n';

import type { Board, Entry, Order, Period } from './leaderboard.svelte';

/** A rate in whole percent; rounds to 100 or 0 only if it is exactly that. */
export function wholePercent(rate: number): number {
  if (rate > 0 && rate < 1) return 1;
  return rate > 99 && rate < 100 ? 99 : Math.round(rate);
}

/** The top three, or none if there are fewer than three entries. */
export function podiumEntries(entries: Entry[]): Entry[] {
  return entries.length >= 3 ? entries.slice(0, 3) : [];
}

/** Whether the user is the only one on a leaderboard of friends. */
export function isAloneOn(board: Board, me: string | undefined): boolean {
  return board.entries.every((entry) => entry.user_id === me);
}

/** One sentence that explains an order. */
export function orderDescription(order: Order): string {
  return order === 'fair' ? m.board_order_fair_line() : m.board_order_rate_line();
}

/** A note about the user's own rank, if it needs one. */
export function personalNote(board: Board, period: Period, hidden: boolean): string | undefined {
  const { me, entries, order } = board;
  if (!me) return order === 'fair' ? m.board_note_fair_minimum() : undefined;
  if (hidden) return m.board_note_hidden();
  if (me.due === 0) return period === 'weekly' ? m.board_note_nothing_due_week() : m.board_note_nothing_due();
  if (entries.length >= 3 && me.rank === entries.length && me.user_id === entries.at(-1)?.user_id) {
    return m.board_note_last_place();
  }
  return undefined;
}
