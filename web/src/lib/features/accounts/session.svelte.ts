/** Who is using this device. One instance, asked by everyone. */
import { api, ask, whenUnauthenticated, type Schemas } from '$lib/api/client';
import { asProblem, type ApiProblem } from '$lib/api/problem';
import { whenIdle } from '$lib/data/idle';
import { forget, refresh } from '$lib/data/query.svelte';
import { socket } from '$lib/data/socket';

type Profile = Schemas['Profile'];

/**
 * `unknown` until the server was asked; `ended` when a session that was there is there no more:
 * the page stays as it is and the sign-in lies over it.
 */
type State = 'unknown' | 'guest' | 'member' | 'ended';

const KEPT = 'me';
/** A mark on the device that somebody signed in here: a visitor's first page needs no question. */
const MARK = 'habitro.member';

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
  get expected(): boolean {
    return localStorage.getItem(MARK) !== null;
  }

  /** Asks the server who this is; once, at start-up. A page for `guests` is shown unasked to whoever never signed in here. */
  async start(guests: boolean): Promise<void> {
    whenUnauthenticated(() => {
      if (this.#state === 'member') this.#state = 'ended';
    });
    if (guests && !this.expected) this.#state = 'guest';
    else await this.find();
  }

  /** Asks again, after the server could not be reached. */
  async find(): Promise<void> {
    this.#problem = undefined;
    try {
      await this.opened(await ask(api.GET('/api/v1/me')));
    } catch (thrown) {
      const problem = asProblem(thrown);
      if (problem.status === 401) {
        this.#state = 'guest';
        return;
      }
      // Offline: whoever was here last sees what was kept.
      const { recall } = await import('$lib/data/kept');
      const kept = await recall<Profile>(KEPT).catch(() => undefined);
      if (kept) {
        this.#user = kept.value;
        this.#state = 'member';
      } else this.#problem = problem;
    }
  }

  /** A session was opened, or the profile changed. */
  async opened(user: Profile): Promise<void> {
    const before = this.#user;
    const again = this.#state === 'ended';
    // What one person left on the device is not for the next.
    if (before && before.id !== user.id) await forget();
    this.#user = user;
    this.#state = 'member';
    localStorage.setItem(MARK, '1');
    if (again && before?.id === user.id) refresh();
    whenIdle(() => void this.#keep(user).catch(() => {}));
  }

  async #keep(user: Profile): Promise<void> {
    const { keep } = await import('$lib/data/kept');
    // Not when somebody signed out meanwhile.
    if (this.#user === user) await keep(KEPT, user);
  }

  /** Signs out here: on the server, then on this device. */
  async signOut(): Promise<void> {
    // It would hear that its session is over, and take that for news.
    socket.stop();
    try {
      await ask(api.POST('/api/v1/auth/logout'));
    } catch (thrown) {
      socket.start();
      throw thrown;
    }
    await this.closed();
  }

  /** The session is gone (signed out, account deleted): nothing stays on this device. */
  async closed(): Promise<void> {
    localStorage.removeItem(MARK);
    this.#state = 'guest';
    this.#user = undefined;
    await forget();
    // What the service worker keeps of reminders.
    const worker = (await navigator.serviceWorker?.getRegistration())?.active;
    worker?.postMessage({ type: 'reminders.forget' });
  }
}

export const session = new Session();
