/** The daily streak and its claim, as shown on Today. */
import { api, idempotencyKey, type Schemas, unwrap } from '$lib/api/client';
import { query, type Query } from '$lib/data/query.svelte';

import { today } from './today.svelte';

/** The same query as on the rewards page. */
export const rewards: Query<Schemas['RewardsView']> = query('rewards', {
  fetch: () => unwrap(api.GET('/api/v1/rewards'))
});

/** Claims today's streak reward. Throws an `ApiProblem` if refused. */
export async function claimDay(): Promise<Schemas['ClaimView']> {
  const claimed = await unwrap(api.POST('/api/v1/rewards/claim-streak', { params: { header: idempotencyKey() } }));
  const { coins, gems, daily_streak, can_claim } = claimed;
  today.update((day) => ({ ...day, rewards: { ...day.rewards, coins, gems, daily_streak, can_claim } }));
  rewards.set(claimed);
  return claimed;
}
