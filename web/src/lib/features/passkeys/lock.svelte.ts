/**
 * The app lock: after some minutes without input, and on every start, the app is hidden until the user
 * is verified. Small, because it runs before the first render.
 */
import { dropKey, disableEncryption, enableEncryption } from '$lib/data/cipher';

/** Choices for the timeout, in minutes. */
export const LOCK_CHOICES = ['1', '5', '15', '60'] as const;
const MINUTES_KEY = 'habitro.lock';
const SIGNED_IN_KEY = 'habitro.member';
const ACTIVITY_EVENTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

class Lock {
  #minutes = $state(0);
  #locked = $state(false);
  #touched = Date.now();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #onopen: (() => void) | undefined;
  #onlock: (() => void) | undefined;

  /** The timeout in minutes; 0 while the lock is off. */
  get minutes(): number {
    return this.#minutes;
  }
  get locked(): boolean {
    return this.#locked;
  }

  /** Call at start-up. `onopen` runs once, when content may be shown; `onlock` runs when it must be hidden. */
  start(onopen: () => void, onlock: () => void): void {
    this.#onlock = onlock;
    this.#minutes = Number(localStorage.getItem(MINUTES_KEY)) || 0;
    if (this.#minutes > 0) enableEncryption(undefined);
    for (const sign of ACTIVITY_EVENTS) addEventListener(sign, () => this.#touch(), { passive: true, capture: true });
    // Timers are paused while a phone sleeps.
    document.addEventListener('visibilitychange', () => this.#look());
    if (this.#minutes > 0 && localStorage.getItem(SIGNED_IN_KEY)) {
      this.#locked = true;
      this.#onopen = onopen;
    } else onopen();
    this.#wait();
  }

  /** Turns the lock on or changes the timeout; `key` encrypts the offline cache from now on. */
  on(minutes: number, key?: CryptoKey): void {
    const before = this.#minutes;
    this.#minutes = minutes;
    localStorage.setItem(MINUTES_KEY, String(minutes));
    if (before === 0) enableEncryption(key);
    this.#touch();
  }

  off(): void {
    this.#minutes = 0;
    localStorage.removeItem(MINUTES_KEY);
    disableEncryption();
    this.#wait();
  }

  /** Unlocks, after user verification or a sign-in. */
  open(key?: CryptoKey): void {
    if (this.#minutes > 0) enableEncryption(key);
    this.#locked = false;
    this.#touch();
    this.#onopen?.();
    this.#onopen = undefined;
  }

  #touch(): void {
    this.#touched = Date.now();
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#minutes > 0 && !this.#locked) this.#timer = setTimeout(() => this.#look(), this.#minutes * 60_000 + 50);
  }

  #look(): void {
    const idle = Date.now() - this.#touched;
    if (this.#minutes === 0 || this.#locked || !localStorage.getItem(SIGNED_IN_KEY)) return;
    // A clock that was set back also locks.
    if (idle >= this.#minutes * 60_000 || idle < 0) {
      this.#locked = true;
      dropKey();
      this.#onlock?.();
    }
  }
}

export const lock = new Lock();
