import { expect, it } from 'vitest';

import { sortAchievements } from './achievements';

it('sortAchievements puts claimable first, then by progress, then claimed', () => {
  const one = (id: string, unlocked: boolean, claimed: boolean, current: number) => ({
    id,
    unlocked_at: unlocked ? '2026-03-02T08:00:00Z' : null,
    claimed_at: claimed ? '2026-03-02T08:00:00Z' : null,
    progress: { current, target: 10 }
  });
  const list = [
    one('far', false, false, 1),
    one('had', true, true, 10),
    one('near', false, false, 9),
    one('now', true, false, 10)
  ];
  expect(sortAchievements(list).map((each) => each.id)).toEqual(['now', 'near', 'far', 'had']);
});
