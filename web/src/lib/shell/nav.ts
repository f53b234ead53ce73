/** Items of the tab bar and the side bar. */
import type { LucideIcon } from '@lucide/svelte';
import Bell from '@lucide/svelte/icons/bell';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import Gem from '@lucide/svelte/icons/gem';
import Medal from '@lucide/svelte/icons/medal';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import Mountain from '@lucide/svelte/icons/mountain';
import Sun from '@lucide/svelte/icons/sun';
import User from '@lucide/svelte/icons/user';
import Users from '@lucide/svelte/icons/users';

import { unread } from '$lib/features/chat/unread.svelte';
import { m } from '$lib/i18n';

interface NavItem {
  href: string;
  label: () => string;
  icon: LucideIcon;
  /** Number of new things, shown as a badge. */
  count?: () => number;
  /** Whether it is also in the tab bar. Keep their number even: the button for a new habit is in the middle. */
  tab?: boolean;
}

export const NAV_ITEMS: NavItem[] = [
  { href: '/today', label: m.nav_today, icon: Sun, tab: true },
  { href: '/challenges', label: m.nav_challenges, icon: Mountain, tab: true },
  { href: '/leaderboard', label: m.nav_leaderboard, icon: Medal },
  { href: '/friends', label: m.nav_friends, icon: Users },
  { href: '/chat', label: m.nav_chat, icon: MessageCircle, count: () => unread.all },
  { href: '/rewards', label: m.nav_rewards, icon: Gem },
  { href: '/reports', label: m.nav_reports, icon: ChartColumn, tab: true },
  { href: '/notifications', label: m.nav_notifications, icon: Bell },
  { href: '/you', label: m.nav_you, icon: User, tab: true }
];
