/** Icon, label and colour of each kind of alert. */
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

import { m } from '$lib/i18n';

export interface AlertKind {
  icon: LucideIcon;
  name: () => string;
  color: 'moss' | 'yolk' | 'clay' | 'sky' | 'rose';
}

const KINDS: Record<string, AlertKind> = {
  achievement: { icon: Award, name: m.alert_achievement, color: 'yolk' },
  'streak-at-risk': { icon: Flame, name: m.alert_streak, color: 'clay' },
  security: { icon: ShieldCheck, name: m.alert_security_kind, color: 'sky' },
  'friend-request': { icon: UserPlus, name: m.alert_friend_request, color: 'rose' },
  'friend-accepted': { icon: UsersRound, name: m.alert_friend_accepted, color: 'rose' },
  'challenge-invitation': { icon: Mountain, name: m.alert_challenge, color: 'moss' },
  'challenge-finished': { icon: Flag, name: m.alert_challenge_finished, color: 'moss' },
  message: { icon: MessageCircle, name: m.alert_message, color: 'sky' },
  reminder: { icon: BellRing, name: m.alert_reminder, color: 'moss' },
  'morning-summary': { icon: Sunrise, name: m.alert_morning_summary, color: 'yolk' }
};

/** Has a fallback for unknown kinds. */
export function alertKind(kind: string): AlertKind {
  return KINDS[kind] ?? { icon: BellRing, name: m.alert_other, color: 'moss' };
}
