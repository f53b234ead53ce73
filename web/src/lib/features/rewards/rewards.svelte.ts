/** Balances, achievements, freezes and claims: queries and commands. */
import { api, idempotencyKey, type Schemas, unwrap } from '$lib/api/client';
import { PaginatedList } from '$lib/data/paginated-list.svelte';
import { query, type Query, refetchQueries } from '$lib/data/query.svelte';

import { monthRange } from './calendar';

export type Rewards = Schemas['RewardsView'];
export type Entry = Schemas['EntryView'];
export type Achievements = Schemas['Page_AchievementView'];
export type Achievement = Achievements['items'][number];

export const rewards: Query<Rewards> = query('rewards', {
  fetch: () => unwrap(api.GET('/api/v1/rewards')),
  offline: true
});

/** The whole catalogue with the user's progress. */
export const achievements: Query<Achievements> = query('achievements', {
  fetch: () => unwrap(api.GET('/api/v1/achievements', { params: { query: { limit: 200 } } })),
  offline: true
});

/** The latest changes of freezes. */
export const freezes: Query<Schemas['Page_FreezeView']> = query('rewards-freezes', {
  fetch: () => unwrap(api.GET('/api/v1/rewards/freezes', { params: { query: { limit: 4 } } }))
});

/** The claims of the current month, and the local day. */
export const claimDays: Query<Schemas['ClaimDaysView']> = query('rewards-days', {
  fetch: () => unwrap(api.GET('/api/v1/rewards/days')),
  offline: true
});

/** The claims of another month (`2026-03`). */
export function claimsQuery(month: string): Query<Schemas['ClaimDaysView']> {
  return query(`rewards-days/${month}`, {
    fetch: () => unwrap(api.GET('/api/v1/rewards/days', { params: { query: monthRange(month) } })),
    staleTime: 60_000
  });
}

/** A new paginated list of ledger entries, newest first. */
export function ledgerList(): PaginatedList<Entry> {
  return new PaginatedList((cursor) =>
    unwrap(api.GET('/api/v1/rewards/ledger', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
  );
}

/** Claims today's streak reward; returns the gems paid. */
export async function claim(): Promise<string> {
  const { today_reward, ...now } = await unwrap(
    api.POST('/api/v1/rewards/claim-streak', { params: { header: idempotencyKey() } })
  );
  applyRewards(now);
  void achievements.load();
  void freezes.load();
  void claimDays.load();
  return today_reward;
}

export async function buyFreeze(): Promise<void> {
  applyRewards(await unwrap(api.POST('/api/v1/rewards/freezes', { params: { header: idempotencyKey() } })));
  void freezes.load();
}

export async function convert(coins: number): Promise<void> {
  const balance = await unwrap(
    api.POST('/api/v1/rewards/conversions', { params: { header: idempotencyKey() }, body: { coins } })
  );
  void achievements.load();
  if (rewards.data) applyRewards({ ...rewards.data, ...balance });
}

export async function claimAchievement(id: string): Promise<void> {
  const path = { path: { id }, header: idempotencyKey() };
  const { balance, ...paid } = await unwrap(api.POST('/api/v1/achievements/{id}/claim', { params: path }));
  achievements.update((page) => ({ ...page, items: page.items.map((one) => (one.id === id ? paid : one)) }));
  if (rewards.data) applyRewards({ ...rewards.data, ...balance });
  // The coins paid may unlock another achievement.
  void achievements.load();
}

function applyRewards(now: Rewards): void {
  rewards.set(now);
  // Other pages show the wallet, too.
  refetchQueries('today');
}
