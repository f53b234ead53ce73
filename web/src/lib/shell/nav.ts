/** Where the tabs and the side bar lead. A room that gets a page adds its line here. */
import type { LucideIcon } from '@lucide/svelte';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import Gem from '@lucide/svelte/icons/gem';
import Sun from '@lucide/svelte/icons/sun';
import User from '@lucide/svelte/icons/user';

import { m } from '$lib/words';

interface Place {
  href: string;
  label: () => string;
  icon: LucideIcon;
  /** Also a tab on the phone: an even number, so that the plus stands in the middle. */
  tab?: boolean;
}

export const PLACES: Place[] = [
  { href: '/today', label: m.nav_today, icon: Sun, tab: true },
  { href: '/rewards', label: m.nav_rewards, icon: Gem, tab: true },
  { href: '/reports', label: m.nav_reports, icon: ChartColumn, tab: true },
  { href: '/you', label: m.nav_you, icon: User, tab: true }
];
