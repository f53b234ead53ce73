/** What the person has, shared by whoever shows a part of it; and the list of what came and went. */
import { api, ask, once, type Schemas } from '$lib/api/client';
import { Pages } from '$lib/data/pages.svelte';
import { query, refresh, type Query } from '$lib/data/query.svelte';

import { spanOf } from './calendar';

export type Rewards = Schemas['RewardsView'];
export type Entry = Schemas['EntryView'];
export type Achievements = Schemas['Page_AchievementView'];
export type Achievement = Achievements['items'][number];

/** The query of the rewards; the last one seen is kept for offline use. */
export const rewards: Query<Rewards> = query('rewards', { fetch: () => ask(api.GET('/api/v1/rewards')), keep: true });

/** The whole catalogue with how far the person is. */
export const achievements: Query<Achievements> = query('achievements', {
  fetch: () => ask(api.GET('/api/v1/achievements', { params: { query: { limit: 200 } } })),
  keep: true
});

/** Where freezes came from and what they covered, the newest few. */
export const freezes: Query<Schemas['Page_FreezeView']> = query('rewards-freezes', {
  fetch: () => ask(api.GET('/api/v1/rewards/freezes', { params: { query: { limit: 4 } } }))
});

/** The claims of this month, and which local day it is. */
export const claimDays: Query<Schemas['ClaimDaysView']> = query('rewards-days', {
  fetch: () => ask(api.GET('/api/v1/rewards/days')),
  keep: true
});

/** The claims of another month (`2026-03`). */
export function claimsOf(month: string): Query<Schemas['ClaimDaysView']> {
  return query(`rewards-days/${month}`, {
    fetch: () => ask(api.GET('/api/v1/rewards/days', { params: { query: spanOf(month) } })),
    fresh: 60_000
  });
}

/** A fresh list of every change, newest first. */
export function ledgerPages(): Pages<Entry> {
  return new Pages((cursor) =>
    ask(api.GET('/api/v1/rewards/ledger', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
  );
}

/** Claims today's reward; what it paid. */
export async function claim(): Promise<string> {
  const { today_reward, ...now } = await ask(api.POST('/api/v1/rewards/claim-streak', { params: { header: once() } }));
  settle(now);
  void achievements.load();
  void freezes.load();
  void claimDays.load();
  return today_reward;
}

/** Gets one more freeze. */
export async function buyFreeze(): Promise<void> {
  settle(await ask(api.POST('/api/v1/rewards/freezes', { params: { header: once() } })));
  void freezes.load();
}

/** Turns coins into gems. */
export async function convert(coins: number): Promise<void> {
  const balance = await ask(api.POST('/api/v1/rewards/conversions', { params: { header: once() }, body: { coins } }));
  void achievements.load();
  if (rewards.data) settle({ ...rewards.data, ...balance });
}

/** Takes the reward of an achievement. */
export async function claimAchievement(id: string): Promise<void> {
  const path = { path: { id }, header: once() };
  const { balance, ...paid } = await ask(api.POST('/api/v1/achievements/{id}/claim', { params: path }));
  achievements.merge((page) => ({ ...page, items: page.items.map((one) => (one.id === id ? paid : one)) }));
  if (rewards.data) settle({ ...rewards.data, ...balance });
  // A thousand coins may be an achievement of their own.
  void achievements.load();
}

function settle(now: Rewards): void {
  rewards.set(now);
  // The purses on other pages.
  refresh('today');
}
