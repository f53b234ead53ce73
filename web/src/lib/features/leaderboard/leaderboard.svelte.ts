/** Leaderboards: one query per period, scope and order, polled while visible. */
import { api, type Schemas, unwrap } from '$lib/api/client';
import { connection } from '$lib/data/connection.svelte';
import { query, type Query, refetchQueries } from '$lib/data/query.svelte';
import { session } from '$lib/features/accounts/session.svelte';

export type Board = Schemas['Board'];
export type Entry = Schemas['BoardEntry'];
export type Period = Schemas['Period'];
export type Scope = 'everyone' | 'friends';
export type Order = Schemas['Order'];

/** Milliseconds between refetches. */
const POLL_INTERVAL = 2_000;

/** The leaderboard of everyone or of friends. */
export function boardQuery(period: Period, scope: Scope, order: Order): Query<Board> {
  return query(`leaderboard/${period}/${scope}/${order}`, {
    fetch: () => unwrap(api.GET('/api/v1/leaderboard', { params: { query: { period, scope, order } } })),
    offline: scope === 'everyone' && order === 'rate'
  });
}

/** A challenge's leaderboard. */
export function challengeBoardQuery(id: string, order: Order): Query<Board> {
  return query(`leaderboard/challenges/${id}/${order}`, {
    fetch: () => unwrap(api.GET('/api/v1/challenges/{id}/leaderboard', { params: { path: { id }, query: { order } } }))
  });
}

/** Polls a leaderboard while the page is visible. Call it in an effect: it returns the cleanup function. */
export function pollWhileVisible(board: Query<Board>, interval = POLL_INTERVAL): () => void {
  board.fetchIfStale();
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible' && connection.online) void board.load();
  }, interval);
  return () => clearInterval(timer);
}

/** Shows or hides the user on leaderboards. Throws an `ApiProblem` if refused. */
export async function setLeaderboardVisible(visible: boolean): Promise<void> {
  await session.update({ leaderboard_visible: visible });
  refetchQueries('leaderboard');
}
