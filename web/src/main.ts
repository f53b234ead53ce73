import './styles/app.css';

import { mount } from 'svelte';

import { whenIdle } from '$lib/data/idle';
import { connection } from '$lib/data/connection.svelte';
import { clearQueries } from '$lib/data/query.svelte';
import { session } from '$lib/features/accounts/session.svelte';
import { today } from '$lib/features/habits/today.svelte';
import { lock } from '$lib/features/passkeys/lock.svelte';
import { router } from '$lib/router/router.svelte';
import Shell from '$lib/shell/Shell.svelte';
import { theme } from '$lib/shell/theme.svelte';
import { getLocale } from '$lib/i18n';

import { routes } from './routes/routes';

document.documentElement.lang = getLocale();
theme.frame();
connection.start();
router.start(routes);
// Behind the app lock not even the server is asked who this is.
lock.start(() => {
  // Together with who this is, so that the page is drawn once, with its tasks.
  if (location.pathname === '/today' && session.likelySignedIn) void today.load();
  void session.start(['/', '/sign-up', '/sign-up/code', '/sign-in', '/forgot'].includes(location.pathname));
}, clearQueries);

// In a turn of its own: on a slow phone reading the code and drawing are each long enough.
const target = document.getElementById('app');
if (target) setTimeout(() => mount(Shell, { target }));

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  whenIdle(() => void registerWorker());
}

async function registerWorker(): Promise<void> {
  try {
    await navigator.serviceWorker.register(workerAddress() as unknown as string);
  } catch {
    // Private windows and old browsers: everything but offline works without.
  }
}

/** A script's address must be trusted by name under our content security policy. */
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
