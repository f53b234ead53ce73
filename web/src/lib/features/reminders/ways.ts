/** Which ways of reminding work on this device, said plainly. Pure but for what is asked of the browser. */
import type { Standing } from '../notifications/push.svelte';

/** `works` as it is; `needs` one step of the person; `not` here at all. */
export type Verdict = 'works' | 'needs' | 'not';

export interface Device {
  push: Standing;
  /** Whether a service worker looks after this page. */
  worker: boolean;
  /** `Notification.permission`, or `missing`. */
  permission: NotificationPermission | 'missing';
  system: 'apple' | 'android' | 'other';
}

/** Which system's words a guide uses. */
export function systemOf(agent: string): Device['system'] {
  if (/iphone|ipad|macintosh/iu.test(agent)) return 'apple';
  return /android/iu.test(agent) ? 'android' : 'other';
}

export function pushVerdict(device: Pick<Device, 'push'>): Verdict {
  if (device.push === 'on') return 'works';
  return device.push === 'missing' ? 'not' : 'needs';
}

/** Without internet the worker shows what it keeps, if it may show anything. */
export function offlineVerdict(device: Pick<Device, 'worker' | 'permission'>): Verdict {
  if (!device.worker || device.permission === 'missing') return 'not';
  return device.permission === 'granted' ? 'works' : 'needs';
}
