/** The user of this device. */
import { api, onUnauthenticated, type Schemas, unwrap } from '$lib/api/client';
import { ApiProblem, asProblem } from '$lib/api/problem';
import { whenIdle } from '$lib/data/idle';
import { clearAllData, refetchQueries } from '$lib/data/query.svelte';
import { socket } from '$lib/data/socket';
import { m } from '$lib/i18n';

type Profile = Schemas['Profile'];

/**
 * `unknown` until the server has responded; `ended` when a session expired while in use: the page
 * stays mounted under the sign-in.
 */
type State = 'unknown' | 'guest' | 'member' | 'ended';

const CACHE_KEY = 'me';
/** Set while somebody is signed in on this device, so that a visitor's first page needs no request. */
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
  /** Why the user could not be fetched. */
  get problem(): ApiProblem | undefined {
    return this.#problem;
  }

  /** Whether somebody signed in on this device and did not sign out. */
  get likelySignedIn(): boolean {
    return localStorage.getItem(SIGNED_IN_KEY) !== null;
  }

  /**
   * Fetches the user. Call once, at start-up. A page for `guests` shows without a request if nobody
   * signed in on this device.
   */
  async start(guests: boolean): Promise<void> {
    onUnauthenticated(() => {
      if (this.#state === 'member') this.#state = 'ended';
    });
    if (guests && !this.likelySignedIn) this.#state = 'guest';
    else await this.fetchUser();
  }

  /** Fetches the user again, after the server could not be reached. */
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
      // Offline: use the cached profile of the last user.
      const { readCache } = await import('$lib/data/offline-cache');
      const cached = await readCache<Profile>(CACHE_KEY).catch(() => undefined);
      if (cached) {
        this.#user = cached.value;
        this.#state = 'member';
      } else this.#problem = problem;
    }
  }

  /**
   * Throws if the server did not set the session as a cookie, because the page was opened at another address than the
   * server's. Without this check, the next request would ask to sign in again.
   */
  assertKept(opened: Schemas['SessionOpened']): void {
    if (opened.token === null) return;
    // Nobody will use this session.
    const headers = { authorization: `Bearer ${opened.token}` };
    void api.POST('/api/v1/auth/logout', { headers }).catch(() => {});
    throw new ApiProblem({ status: 403, code: 'other-address', detail: m.other_address_refused() });
  }

  /** Sets the user after a sign-in or a change of the profile. */
  async setUser(user: Profile): Promise<void> {
    const before = this.#user;
    const again = this.#state === 'ended';
    // Another user signed in: remove the previous user's data.
    if (before && before.id !== user.id) await clearAllData();
    this.#user = user;
    this.#state = 'member';
    localStorage.setItem(SIGNED_IN_KEY, '1');
    if (again && before?.id === user.id) refetchQueries();
    whenIdle(() => void this.#cacheUser(user).catch(() => {}));
  }

  /** Changes the profile. Throws an `ApiProblem` if refused. */
  async update(body: Schemas['ChangeProfile']): Promise<void> {
    await this.setUser(await unwrap(api.PATCH('/api/v1/me', { body })));
  }

  async #cacheUser(user: Profile): Promise<void> {
    const { writeCache } = await import('$lib/data/offline-cache');
    // Not if the user signed out meanwhile.
    if (this.#user === user) await writeCache(CACHE_KEY, user);
  }

  /** Signs out on the server, then on this device. */
  async signOut(): Promise<void> {
    // The socket would report the end of the session as unexpected.
    socket.stop();
    try {
      await unwrap(api.POST('/api/v1/auth/logout'));
    } catch (thrown) {
      socket.start();
      throw thrown;
    }
    await this.clear();
  }

  /** Removes all data from this device, after a sign-out or the deletion of the account. */
  async clear(): Promise<void> {
    localStorage.removeItem(SIGNED_IN_KEY);
    this.#state = 'guest';
    this.#user = undefined;
    await clearAllData();
    // Also the reminders stored by the service worker.
    const worker = (await navigator.serviceWorker?.getRegistration())?.active;
    worker?.postMessage({ type: 'reminders.forget' });
  }
}

export const session = new Session();
