import './styles/app.css';

import { mount } from 'svelte';

import { connection } from '$lib/data/connection.svelte';
import { whenIdle } from '$lib/data/idle';
import { clearQueries } from '$lib/data/query.svelte';
import { session } from '$lib/features/accounts/session.svelte';
import { today } from '$lib/features/habits/today.svelte';
import { lock } from '$lib/features/passkeys/lock.svelte';
import { getLocale } from '$lib/i18n';
import { router } from '$lib/router/router.svelte';
import Shell from '$lib/shell/Shell.svelte';
import { theme } from '$lib/shell/theme.svelte';

import { routes } from './routes/routes';

document.documentElement.lang = getLocale();
theme.frame();
connection.start();
router.start(routes);
// While the app is locked, no request is made.
lock.start(() => {
  // Loaded in parallel with the user, so that the page renders once, with its tasks.
  if (location.pathname === '/today' && session.likelySignedIn) void today.load();
  void session.start(['/', '/sign-up', '/sign-up/code', '/sign-in', '/forgot'].includes(location.pathname));
}, clearQueries);

// In a task of its own: on a slow phone, evaluating the code and rendering each take long enough.
const target = document.getElementById('app');
if (target) setTimeout(() => mount(Shell, { target }));

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  whenIdle(() => void registerWorker());
}

async function registerWorker(): Promise<void> {
  try {
    await navigator.serviceWorker.register(workerAddress() as unknown as string);
  } catch {
    // Private windows and old browsers: everything but offline mode works without the worker.
  }
}

/** Our content security policy requires a Trusted Types policy for script URLs. */
function workerAddress(): unknown {
  const address = '/service-worker.js';
  const types = (
    window as {
      trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): unknown } };
    }
  ).trustedTypes;
  return types
    ? types.createPolicy('habitro-worker', { createScriptURL: () => address }).createScriptURL(address)
    : address;
}
