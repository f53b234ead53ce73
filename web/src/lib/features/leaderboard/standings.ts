/** What a board says to the person who looks. Pure. */
import { m } from '$lib/i18n';

import type { Board, Entry, Order, Period } from './leaderboard.svelte';

/** A rate in whole percent; only what is whole is 100, and only nothing is 0. */
export function wholePercent(rate: number): number {
  if (rate > 0 && rate < 1) return 1;
  return rate > 99 && rate < 100 ? 99 : Math.round(rate);
}

/** The three of the podium, or none while there are fewer than three people. */
export function podiumEntries(entries: Entry[]): Entry[] {
  return entries.length >= 3 ? entries.slice(0, 3) : [];
}

/** Whether nobody but the person who looks stands on a board of friends. */
export function isAloneOn(board: Board, me: string | undefined): boolean {
  return board.entries.every((entry) => entry.user_id === me);
}

/** One line that explains an order. */
export function orderDescription(order: Order): string {
  return order === 'fair' ? m.board_order_fair_line() : m.board_order_rate_line();
}

/** A word to the person: about their place, when it needs one. */
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
