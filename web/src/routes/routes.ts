/** All routes. Each page is loaded when it is first opened. */
import type { Route } from '$lib/router/router.svelte';

export const routes: Route[] = [
  { path: '/', access: 'guest', bare: true, load: () => import('./Welcome.svelte') },
  { path: '/sign-up', access: 'guest', bare: true, load: () => import('./SignUp.svelte') },
  { path: '/sign-up/code', access: 'guest', bare: true, load: () => import('./EnterCode.svelte') },
  { path: '/sign-in', access: 'guest', bare: true, load: () => import('./SignIn.svelte') },
  { path: '/forgot', access: 'all', bare: true, load: () => import('./Forgot.svelte') },

  { path: '/today', access: 'member', load: () => import('./Today.svelte') },
  { path: '/new', access: 'member', bare: true, load: () => import('./New.svelte') },
  { path: '/plans/:id/trace', access: 'member', load: () => import('./Trace.svelte') },
  { path: '/habits', access: 'member', load: () => import('./Habits.svelte') },
  { path: '/habits/:id', access: 'member', load: () => import('./Habit.svelte') },
  { path: '/challenges', access: 'member', load: () => import('./Challenges.svelte') },
  { path: '/challenges/new', access: 'member', load: () => import('./NewChallenge.svelte') },
  { path: '/challenges/:id', access: 'member', load: () => import('./Challenge.svelte') },
  { path: '/leaderboard', access: 'member', load: () => import('./Leaderboard.svelte') },
  { path: '/friends', access: 'member', load: () => import('./Friends.svelte') },
  { path: '/friends/link/:token', access: 'member', load: () => import('./FriendLink.svelte') },
  { path: '/chat', access: 'member', load: () => import('./Chats.svelte') },
  { path: '/chat/:id', access: 'member', fullHeight: true, load: () => import('./Chat.svelte') },
  { path: '/rewards', access: 'member', load: () => import('./Rewards.svelte') },
  { path: '/notifications', access: 'member', load: () => import('./Notifications.svelte') },
  { path: '/notifications/settings', access: 'member', load: () => import('./NotificationSettings.svelte') },
  { path: '/reminders', access: 'member', load: () => import('./Reminders.svelte') },
  { path: '/reports', access: 'member', load: () => import('./Reports.svelte') },
  { path: '/you', access: 'member', load: () => import('./You.svelte') },
  { path: '/you/planning', access: 'member', load: () => import('./Planning.svelte') },
  { path: '/you/devices', access: 'member', load: () => import('./Devices.svelte') },
  { path: '/you/activity', access: 'member', load: () => import('./Activity.svelte') },
  { path: '/you/passkeys', access: 'member', load: () => import('./Passkeys.svelte') }
];
