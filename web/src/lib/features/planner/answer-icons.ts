/** Decorative icons for answers, by keyword; undefined if no keyword matches. */
import type { LucideIcon } from '@lucide/svelte';
import Bed from '@lucide/svelte/icons/bed';
import BookOpen from '@lucide/svelte/icons/book-open';
import Brain from '@lucide/svelte/icons/brain';
import Briefcase from '@lucide/svelte/icons/briefcase';
import Clock from '@lucide/svelte/icons/clock';
import Cloud from '@lucide/svelte/icons/cloud';
import CloudRain from '@lucide/svelte/icons/cloud-rain';
import Coffee from '@lucide/svelte/icons/coffee';
import Heart from '@lucide/svelte/icons/heart';
import Leaf from '@lucide/svelte/icons/leaf';
import Moon from '@lucide/svelte/icons/moon';
import PiggyBank from '@lucide/svelte/icons/piggy-bank';
import Smartphone from '@lucide/svelte/icons/smartphone';
import Smile from '@lucide/svelte/icons/smile';
import Users from '@lucide/svelte/icons/users';
import Zap from '@lucide/svelte/icons/zap';

const ICONS: [RegExp, LucideIcon][] = [
  [/phone|screen/iu, Smartphone],
  [/tired|bed\b|waking/iu, Bed],
  [/asleep|sleep|evening|night/iu, Moon],
  [/forget|notice/iu, Cloud],
  [/weather/iu, CloudRain],
  [/book/iu, BookOpen],
  [/money|save|offers/iu, PiggyBank],
  [/family|people|friend|partner|someone|others|colleague|company/iu, Users],
  [/health/iu, Heart],
  [/energy|stronger|stress/iu, Zap],
  [/calm|quiet|free|lighter|breathe/iu, Leaf],
  [/learn|think|head|know/iu, Brain],
  [/breakfast|lunch|meal|break\b/iu, Coffee],
  [/work|job|exam/iu, Briefcase],
  [/time|minute/iu, Clock],
  [/enjoy|promise/iu, Smile]
];

export function iconFor(answer: string): LucideIcon | undefined {
  return ICONS.find(([words]) => words.test(answer))?.[1];
}
