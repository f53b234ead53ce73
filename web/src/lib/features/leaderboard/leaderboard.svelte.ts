/** Boards: each period, scope and order is a query of its own, followed while it is on the screen. */
import { api, unwrap, type Schemas } from '$lib/api/client';
import { session } from '$lib/features/accounts/session.svelte';
import { connection } from '$lib/data/connection.svelte';
import { query, refetchQueries, type Query } from '$lib/data/query.svelte';

export type Board = Schemas['Board'];
export type Entry = Schemas['BoardEntry'];
export type Period = Schemas['Period'];
export type Scope = 'everyone' | 'friends';
export type Order = Schemas['Order'];

/** How often a board is asked for while somebody looks: what others do shows after this. */
const EVERY = 2_000;

/** The board of everyone or of friends. */
export function boardQuery(period: Period, scope: Scope, order: Order): Query<Board> {
  return query(`leaderboard/${period}/${scope}/${order}`, {
    fetch: () => unwrap(api.GET('/api/v1/leaderboard', { params: { query: { period, scope, order } } })),
    offline: scope === 'everyone' && order === 'rate'
  });
}

/** The board of a challenge. */
export function challengeBoardQuery(id: string, order: Order): Query<Board> {
  return query(`leaderboard/challenges/${id}/${order}`, {
    fetch: () => unwrap(api.GET('/api/v1/challenges/{id}/leaderboard', { params: { path: { id }, query: { order } } }))
  });
}

/** Keeps a board up to date while the page is open and seen, `every` so many milliseconds. To be called in an effect. */
export function pollWhileVisible(board: Query<Board>, every = EVERY): () => void {
  board.fetchIfStale();
  const asking = setInterval(() => {
    if (document.visibilityState === 'visible' && connection.online) void board.load();
  }, every);
  return () => clearInterval(asking);
}

/** Shows the person on boards, or no longer. Throws an `ApiProblem` when refused. */
export async function setLeaderboardVisible(visible: boolean): Promise<void> {
  await session.setUser(await unwrap(api.PATCH('/api/v1/me', { body: { leaderboard_visible: visible } })));
  refetchQueries('leaderboard');
}
