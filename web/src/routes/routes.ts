/** Every page there is, as a table of contents. Each is loaded when it is first opened. */
import type { Route } from '$lib/router/router.svelte';

export const routes: Route[] = [
  { path: '/', access: 'guest', bare: true, open: () => import('./Welcome.svelte') },
  { path: '/sign-up', access: 'guest', bare: true, open: () => import('./SignUp.svelte') },
  { path: '/sign-up/code', access: 'guest', bare: true, open: () => import('./EnterCode.svelte') },
  { path: '/sign-in', access: 'guest', bare: true, open: () => import('./SignIn.svelte') },

  { path: '/today', access: 'member', open: () => import('./Today.svelte') },
  { path: '/new', access: 'member', bare: true, open: () => import('./New.svelte') },
  { path: '/habits', access: 'member', open: () => import('./Habits.svelte') },
  { path: '/habits/:id', access: 'member', open: () => import('./Habit.svelte') },
  { path: '/rewards', access: 'member', open: () => import('./Rewards.svelte') },
  { path: '/reports', access: 'member', open: () => import('./Reports.svelte') },
  { path: '/you', access: 'member', open: () => import('./You.svelte') },
  { path: '/you/devices', access: 'member', open: () => import('./Devices.svelte') },
  { path: '/you/passkeys', access: 'member', open: () => import('./Passkeys.svelte') }
];
