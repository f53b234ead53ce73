/**
 * Alert texts in the user's language, built from the alert's data; alerts that can't be built keep the
 * server's text.
 */
import { achievementText } from '$lib/features/rewards/achievement-text';
import { m } from '$lib/i18n';

interface AlertInput {
  kind: string;
  title: string;
  body: string;
  data: unknown;
}

type AlertTemplate = { title: () => string; body: (device: { device: string }) => string };

const SECURITY_ALERTS: Record<string, AlertTemplate> = {
  'new-device': { title: m.alert_new_device_title, body: m.alert_new_device_text },
  guessing: { title: m.alert_guessing_title, body: m.alert_guessing_text },
  'password-changed': { title: m.alert_password_title, body: m.alert_password_text },
  'password-reset': { title: m.alert_reset_title, body: m.alert_reset_text },
  'email-changed': { title: m.alert_email_title, body: m.alert_email_text },
  'phone-changed': { title: m.alert_phone_title, body: m.alert_phone_text },
  'passkey-added': { title: m.alert_passkey_added_title, body: m.alert_passkey_added_text },
  'passkey-removed': { title: m.alert_passkey_removed_title, body: m.alert_passkey_removed_text }
};

export function alertText(alert: AlertInput): { title: string; body: string } {
  const data = (alert.data ?? {}) as Record<string, unknown>;
  const text = (field: string): string => (typeof data[field] === 'string' ? data[field] : '');
  const name = text('display_name');
  const title = text('title');
  const own = { title: alert.title, body: alert.body };
  switch (alert.kind) {
    case 'achievement': {
      const words = achievementText({ id: text('achievement_id'), title: '', description: '' });
      if (!words.title) return own;
      const body = m.alert_achievement_text({ title: words.title, text: words.description });
      return { title: m.alert_achievement_title(), body };
    }
    case 'security': {
      const words = SECURITY_ALERTS[text('what')];
      return words ? { title: words.title(), body: words.body({ device: text('device') }) } : own;
    }
    case 'friend-request':
      return name ? { title: m.alert_request_title(), body: m.alert_request_text({ name }) } : own;
    case 'friend-accepted':
      return name ? { title: m.alert_accepted_title(), body: m.alert_accepted_text({ name }) } : own;
    case 'challenge-invitation':
      return name && title
        ? { title: m.alert_invitation_title(), body: m.alert_invitation_text({ name, title }) }
        : own;
    case 'challenge-finished': {
      const { completed, due } = data;
      if (!title || typeof completed !== 'number' || typeof due !== 'number') return own;
      return { title: m.alert_challenge_over_title(), body: m.alert_challenge_over_text({ title, completed, due }) };
    }
    default:
      return own;
  }
}
