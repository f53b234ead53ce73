/** Where the side bar leads. A room that gets a page adds its line here. */
import Bell from '@lucide/svelte/icons/bell';
import Gem from '@lucide/svelte/icons/gem';
import Medal from '@lucide/svelte/icons/medal';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import Users from '@lucide/svelte/icons/users';

import { unread } from '$lib/features/chat/unread.svelte';
import { m } from '$lib/words';

import { TABS, type Place } from './nav';

const [today, challenges, reports, you] = TABS as [Place, Place, Place, Place];

export const PLACES: Place[] = [
  today,
  challenges,
  { href: '/leaderboard', label: m.nav_leaderboard, icon: Medal },
  { href: '/friends', label: m.nav_friends, icon: Users },
  { href: '/chat', label: m.nav_chat, icon: MessageCircle, count: () => unread.all },
  { href: '/rewards', label: m.nav_rewards, icon: Gem },
  reports,
  { href: '/notifications', label: m.nav_notifications, icon: Bell },
  you
];
