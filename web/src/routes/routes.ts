/** Every page there is, as a table of contents. Each is loaded when it is first opened. */
import type { Route } from '$lib/router/router.svelte';

export const routes: Route[] = [
  { path: '/', access: 'guest', bare: true, open: () => import('./Welcome.svelte') },
  { path: '/sign-up', access: 'guest', bare: true, open: () => import('./SignUp.svelte') },
  { path: '/sign-up/code', access: 'guest', bare: true, open: () => import('./EnterCode.svelte') },
  { path: '/sign-in', access: 'guest', bare: true, open: () => import('./SignIn.svelte') },
  { path: '/forgot', access: 'all', bare: true, open: () => import('./Forgot.svelte') },

  { path: '/today', access: 'member', open: () => import('./Today.svelte') },
  { path: '/new', access: 'member', bare: true, open: () => import('./New.svelte') },
  { path: '/plans/:id/trace', access: 'member', open: () => import('./Trace.svelte') },
  { path: '/habits', access: 'member', open: () => import('./Habits.svelte') },
  { path: '/habits/:id', access: 'member', open: () => import('./Habit.svelte') },
  { path: '/challenges', access: 'member', open: () => import('./Challenges.svelte') },
  { path: '/challenges/new', access: 'member', open: () => import('./NewChallenge.svelte') },
  { path: '/challenges/:id', access: 'member', open: () => import('./Challenge.svelte') },
  { path: '/leaderboard', access: 'member', open: () => import('./Leaderboard.svelte') },
  { path: '/friends', access: 'member', open: () => import('./Friends.svelte') },
  { path: '/friends/link/:token', access: 'member', open: () => import('./FriendLink.svelte') },
  { path: '/chat', access: 'member', open: () => import('./Chats.svelte') },
  { path: '/chat/:id', access: 'member', whole: true, open: () => import('./Chat.svelte') },
  { path: '/rewards', access: 'member', open: () => import('./Rewards.svelte') },
  { path: '/notifications', access: 'member', open: () => import('./Notifications.svelte') },
  { path: '/notifications/settings', access: 'member', open: () => import('./NotificationSettings.svelte') },
  { path: '/reminders', access: 'member', open: () => import('./Reminders.svelte') },
  { path: '/reports', access: 'member', open: () => import('./Reports.svelte') },
  { path: '/you', access: 'member', open: () => import('./You.svelte') },
  { path: '/you/planning', access: 'member', open: () => import('./Planning.svelte') },
  { path: '/you/devices', access: 'member', open: () => import('./Devices.svelte') },
  { path: '/you/activity', access: 'member', open: () => import('./Activity.svelte') },
  { path: '/you/passkeys', access: 'member', open: () => import('./Passkeys.svelte') }
];
