/** Labels and icons of account events; unknown kinds get a generic label. */
import type { LucideIcon } from '@lucide/svelte';
import AtSign from '@lucide/svelte/icons/at-sign';
import Fingerprint from '@lucide/svelte/icons/fingerprint-pattern';
import Image from '@lucide/svelte/icons/image';
import KeyRound from '@lucide/svelte/icons/key-round';
import LogIn from '@lucide/svelte/icons/log-in';
import LogOut from '@lucide/svelte/icons/log-out';
import Phone from '@lucide/svelte/icons/phone';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import Sprout from '@lucide/svelte/icons/sprout';

import { m } from '$lib/i18n';

const KINDS: Record<string, [() => string, LucideIcon]> = {
  opened: [m.you_event_opened, Sprout],
  'signed-in': [m.you_event_signed_in, LogIn],
  'signed-in-by-passkey': [m.you_event_signed_in_by_passkey, Fingerprint],
  'session-ended': [m.you_event_session_ended, LogOut],
  guessing: [m.you_event_guessing, ShieldAlert],
  'password-changed': [m.you_event_password_changed, KeyRound],
  'password-reset': [m.you_event_password_reset, KeyRound],
  'email-changed': [m.you_event_email_changed, AtSign],
  'phone-changed': [m.you_event_phone_changed, Phone],
  'picture-changed': [m.you_event_picture_changed, Image],
  'passkey-added': [m.you_event_passkey_added, Fingerprint],
  'passkey-removed': [m.you_event_passkey_removed, Fingerprint]
};

export function eventLabel(kind: string): string {
  return (KINDS[kind]?.[0] ?? m.you_event_other)();
}

export function eventIcon(kind: string): LucideIcon {
  return KINDS[kind]?.[1] ?? Sprout;
}
