/** Sort order of achievements. */
interface Ordered {
  unlocked_at: string | null;
  claimed_at: string | null;
  progress: { current: number; target: number };
}

/** Claimable first, then by progress, then claimed ones; otherwise in the given order. */
export function sortAchievements<T extends Ordered>(list: T[]): T[] {
  const rank = (one: T) => (one.claimed_at ? 2 : one.unlocked_at ? 0 : 1);
  const share = (one: T) => (one.unlocked_at ? 0 : one.progress.current / one.progress.target);
  return [...list].sort((a, b) => rank(a) - rank(b) || share(b) - share(a));
}
