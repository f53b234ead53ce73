/** Days in a row as Today shows them: the claim of the day. */
import { api, ask, once, type Schemas } from '$lib/api/client';
import { query, type Query } from '$lib/data/query.svelte';

import { today } from './today.svelte';

/** The query of the rewards, the same that their own page uses. */
export const rewards: Query<Schemas['RewardsView']> = query('rewards', {
  fetch: () => ask(api.GET('/api/v1/rewards'))
});

/** Claims the day. Throws an `ApiProblem`. */
export async function claimDay(): Promise<Schemas['ClaimView']> {
  const claimed = await ask(api.POST('/api/v1/rewards/claim-streak', { params: { header: once() } }));
  const { coins, gems, daily_streak, can_claim } = claimed;
  today.merge((day) => ({ ...day, rewards: { ...day.rewards, coins, gems, daily_streak, can_claim } }));
  rewards.set(claimed);
  return claimed;
}
