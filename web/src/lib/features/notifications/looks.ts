/** How each kind of alert looks, and what it is called in the settings. */
import type { LucideIcon } from '@lucide/svelte';
import Award from '@lucide/svelte/icons/award';
import BellRing from '@lucide/svelte/icons/bell-ring';
import Flag from '@lucide/svelte/icons/flag';
import Flame from '@lucide/svelte/icons/flame';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import Mountain from '@lucide/svelte/icons/mountain';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Sunrise from '@lucide/svelte/icons/sunrise';
import UserPlus from '@lucide/svelte/icons/user-plus';
import UsersRound from '@lucide/svelte/icons/users-round';

import { m } from '$lib/words';

export interface Look {
  icon: LucideIcon;
  name: () => string;
  stone: 'moss' | 'yolk' | 'clay' | 'sky' | 'rose';
}

const LOOKS: Record<string, Look> = {
  achievement: { icon: Award, name: m.alert_achievement, stone: 'yolk' },
  'streak-at-risk': { icon: Flame, name: m.alert_streak, stone: 'clay' },
  security: { icon: ShieldCheck, name: m.alert_security_kind, stone: 'sky' },
  'friend-request': { icon: UserPlus, name: m.alert_friend_request, stone: 'rose' },
  'friend-accepted': { icon: UsersRound, name: m.alert_friend_accepted, stone: 'rose' },
  'challenge-invitation': { icon: Mountain, name: m.alert_challenge, stone: 'moss' },
  'challenge-finished': { icon: Flag, name: m.alert_challenge_finished, stone: 'moss' },
  message: { icon: MessageCircle, name: m.alert_message, stone: 'sky' },
  reminder: { icon: BellRing, name: m.alert_reminder, stone: 'moss' },
  'morning-summary': { icon: Sunrise, name: m.alert_morning_summary, stone: 'yolk' }
};

/** Of kinds that this version does not know, too. */
export function lookOf(kind: string): Look {
  return LOOKS[kind] ?? { icon: BellRing, name: m.alert_other, stone: 'moss' };
}
