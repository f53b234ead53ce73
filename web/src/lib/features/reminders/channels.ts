/** Which ways of reminding work on this device, said plainly. Pure but for what is asked of the browser. */
import type { PushStatus } from '../notifications/push.svelte';

/** `works` as it is; `needs` one step of the person; `not` here at all. */
export type ChannelStatus = 'works' | 'needs' | 'not';

export interface Device {
  push: PushStatus;
  /** Whether a service worker looks after this page. */
  worker: boolean;
  /** `Notification.permission`, or `missing`. */
  permission: NotificationPermission | 'missing';
  system: 'apple' | 'android' | 'other';
}

/** Which system's words a guide uses. */
export function detectSystem(agent: string): Device['system'] {
  if (/iphone|ipad|macintosh/iu.test(agent)) return 'apple';
  return /android/iu.test(agent) ? 'android' : 'other';
}

export function pushStatus(device: Pick<Device, 'push'>): ChannelStatus {
  if (device.push === 'on') return 'works';
  return device.push === 'missing' ? 'not' : 'needs';
}

/** Without internet the worker shows what it keeps, if it may show anything. */
export function offlineStatus(device: Pick<Device, 'worker' | 'permission'>): ChannelStatus {
  if (!device.worker || device.permission === 'missing') return 'not';
  return device.permission === 'granted' ? 'works' : 'needs';
}
