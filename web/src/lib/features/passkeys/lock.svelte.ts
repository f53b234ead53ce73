/**
 * The app lock: after some minutes without input, and on every start, the app is hidden until the user
 * is verified. Small, because it runs before the first render.
 */
import { disableEncryption, dropKey, enableEncryption } from '$lib/data/cipher';

/** Choices for the timeout, in minutes. */
export const LOCK_CHOICES = ['1', '5', '15', '60'] as const;
const MINUTES_KEY = 'habitro.lock';
const SIGNED_IN_KEY = 'habitro.member';
const ACTIVITY_EVENTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

class Lock {
  #minutes = $state(0);
  #locked = $state(false);
  #lastActivity = Date.now();
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
    for (const sign of ACTIVITY_EVENTS)
      addEventListener(sign, () => this.#recordActivity(), { passive: true, capture: true });
    // Timers are paused while a phone sleeps.
    document.addEventListener('visibilitychange', () => this.#check());
    if (this.#minutes > 0 && localStorage.getItem(SIGNED_IN_KEY)) {
      this.#locked = true;
      this.#onopen = onopen;
    } else onopen();
    this.#startTimer();
  }

  /** Turns the lock on or changes the timeout; `key` encrypts the offline cache from now on. */
  on(minutes: number, key?: CryptoKey): void {
    const before = this.#minutes;
    this.#minutes = minutes;
    localStorage.setItem(MINUTES_KEY, String(minutes));
    if (before === 0) enableEncryption(key);
    this.#recordActivity();
  }

  off(): void {
    this.#minutes = 0;
    localStorage.removeItem(MINUTES_KEY);
    disableEncryption();
    this.#startTimer();
  }

  /** Unlocks, after user verification or a sign-in. */
  open(key?: CryptoKey): void {
    if (this.#minutes > 0) enableEncryption(key);
    this.#locked = false;
    this.#recordActivity();
    this.#onopen?.();
    this.#onopen = undefined;
  }

  #recordActivity(): void {
    this.#lastActivity = Date.now();
    this.#startTimer();
  }

  #startTimer(): void {
    clearTimeout(this.#timer);
    if (this.#minutes > 0 && !this.#locked) this.#timer = setTimeout(() => this.#check(), this.#minutes * 60_000 + 50);
  }

  #check(): void {
    const idle = Date.now() - this.#lastActivity;
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
