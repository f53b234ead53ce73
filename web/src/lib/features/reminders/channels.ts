/** Status of the reminder channels on this device. Pure. */
import type { PushStatus } from '../notifications/push.svelte';

/** `works`; `needs` one step by the user; `not` available here. */
export type ChannelStatus = 'works' | 'needs' | 'not';

export interface Device {
  push: PushStatus;
  /** Whether a service worker controls this page. */
  worker: boolean;
  /** `Notification.permission`, or `missing`. */
  permission: NotificationPermission | 'missing';
  system: 'apple' | 'android' | 'other';
}

/** The system that a guide should describe. */
export function detectSystem(agent: string): Device['system'] {
  if (/iphone|ipad|macintosh/iu.test(agent)) return 'apple';
  return /android/iu.test(agent) ? 'android' : 'other';
}

export function pushStatus(device: Pick<Device, 'push'>): ChannelStatus {
  if (device.push === 'on') return 'works';
  return device.push === 'missing' ? 'not' : 'needs';
}

/** The service worker can show stored reminders offline, if notifications are permitted. */
export function offlineStatus(device: Pick<Device, 'worker' | 'permission'>): ChannelStatus {
  if (!device.worker || device.permission === 'missing') return 'not';
  return device.permission === 'granted' ? 'works' : 'needs';
}
