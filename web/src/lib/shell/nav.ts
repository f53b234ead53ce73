/** Where the tabs lead. What only the side bar shows is in places.ts: a phone's first look goes without it. */
import type { LucideIcon } from '@lucide/svelte';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import Mountain from '@lucide/svelte/icons/mountain';
import Sun from '@lucide/svelte/icons/sun';
import User from '@lucide/svelte/icons/user';

import { m } from '$lib/words';

export interface Place {
  href: string;
  label: () => string;
  icon: LucideIcon;
  /** How much of it is new. */
  count?: () => number;
}

/** The tabs; the plus stands in the middle of an even number. */
export const TABS: Place[] = [
  { href: '/today', label: m.nav_today, icon: Sun },
  { href: '/challenges', label: m.nav_challenges, icon: Mountain },
  { href: '/reports', label: m.nav_reports, icon: ChartColumn },
  { href: '/you', label: m.nav_you, icon: User }
];
