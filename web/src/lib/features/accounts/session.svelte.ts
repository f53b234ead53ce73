/** Who is using this device. One instance, asked by everyone. */
import { api, unwrap, onUnauthenticated, type Schemas } from '$lib/api/client';
import { asProblem, type ApiProblem } from '$lib/api/problem';
import { whenIdle } from '$lib/data/idle';
import { clearAllData, refetchQueries } from '$lib/data/query.svelte';
import { socket } from '$lib/data/socket';

type Profile = Schemas['Profile'];

/**
 * `unknown` until the server was asked; `ended` when a session that was there is there no more:
 * the page stays as it is and the sign-in lies over it.
 */
type State = 'unknown' | 'guest' | 'member' | 'ended';

const CACHE_KEY = 'me';
/** A mark on the device that somebody signed in here: a visitor's first page needs no question. */
const SIGNED_IN_KEY = 'habitro.member';

class Session {
  #state = $state<State>('unknown');
  #user = $state.raw<Profile>();
  #problem = $state.raw<ApiProblem>();

  get state(): State {
    return this.#state;
  }
  get user(): Profile | undefined {
    return this.#user;
  }
  /** Why it could not be found out who this is. */
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }

  /** Whether somebody signed in on this device and did not sign out, as far as it knows. */
  get likelySignedIn(): boolean {
    return localStorage.getItem(SIGNED_IN_KEY) !== null;
  }

  /** Asks the server who this is; once, at start-up. A page for `guests` is shown unasked to whoever never signed in here. */
  async start(guests: boolean): Promise<void> {
    onUnauthenticated(() => {
      if (this.#state === 'member') this.#state = 'ended';
    });
    if (guests && !this.likelySignedIn) this.#state = 'guest';
    else await this.fetchUser();
  }

  /** Asks again, after the server could not be reached. */
  async fetchUser(): Promise<void> {
    this.#problem = undefined;
    try {
      await this.setUser(await unwrap(api.GET('/api/v1/me')));
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status === 401) {
        this.#state = 'guest';
        return;
      }
      // Offline: whoever was here last sees what was kept.
      const { readCache } = await import('$lib/data/offline-cache');
      const kept = await readCache<Profile>(CACHE_KEY).catch(() => undefined);
      if (kept) {
        this.#user = kept.value;
        this.#state = 'member';
      } else this.#problem = problem;
    }
  }

  /** A session was opened, or the profile changed. */
  async setUser(user: Profile): Promise<void> {
    const before = this.#user;
    const again = this.#state === 'ended';
    // What one person left on the device is not for the next.
    if (before && before.id !== user.id) await clearAllData();
    this.#user = user;
    this.#state = 'member';
    localStorage.setItem(SIGNED_IN_KEY, '1');
    if (again && before?.id === user.id) refetchQueries();
    whenIdle(() => void this.#keep(user).catch(() => {}));
  }

  async #keep(user: Profile): Promise<void> {
    const { writeCache } = await import('$lib/data/offline-cache');
    // Not when somebody signed out meanwhile.
    if (this.#user === user) await writeCache(CACHE_KEY, user);
  }

  /** Signs out here: on the server, then on this device. */
  async signOut(): Promise<void> {
    // It would hear that its session is over, and take that for news.
    socket.stop();
    try {
      await unwrap(api.POST('/api/v1/auth/logout'));
    } catch (thrown) {
      socket.start();
      throw thrown;
    }
    await this.clear();
  }

  /** The session is gone (signed out, account deleted): nothing stays on this device. */
  async clear(): Promise<void> {
    localStorage.removeItem(SIGNED_IN_KEY);
    this.#state = 'guest';
    this.#user = undefined;
    await clearAllData();
    // What the service worker keeps of reminders.
    const worker = (await navigator.serviceWorker?.getRegistration())?.active;
    worker?.postMessage({ type: 'reminders.forget' });
  }
}

export const session = new Session();
