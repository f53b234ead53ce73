/** A sign-up waiting for its code. Survives a reload; holds no secret but the flow's id. */
import { api, type Schemas, unwrap } from '$lib/api/client';
import { getLocale } from '$lib/i18n';

import { session } from './session.svelte';

interface Waiting {
  flow: string;
  identifier: string;
  resendAt: string;
}

const KEY = 'habitro.sign-up';

class SignUpFlow {
  #waiting = $state.raw<Waiting | undefined>(stored());

  get waiting(): Waiting | undefined {
    return this.#waiting;
  }

  /** Signs up, which sends a code. `person` has either `email` or `phone_number`. */
  async register(
    person: Pick<Schemas['Register'], 'full_name' | 'password' | 'email' | 'phone_number'>
  ): Promise<void> {
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.#take(
      await unwrap(api.POST('/api/v1/auth/register', { body: { ...person, time_zone, locale: getLocale() } }))
    );
  }

  /** Requests another code. */
  async resend(): Promise<void> {
    const { flow, contact } = this.#known();
    this.#take(await unwrap(api.POST('/api/v1/auth/resend-otp', { body: { ...contact, flow } })));
  }

  /** Completes the sign-up with the code. */
  async verify(otp: string): Promise<void> {
    const { flow, contact } = this.#known();
    const opened = await unwrap(api.POST('/api/v1/auth/verify-otp', { body: { ...contact, otp, flow } }));
    session.assertKept(opened);
    await session.setUser(opened.user);
    this.clear();
  }

  clear(): void {
    this.#waiting = undefined;
    sessionStorage.removeItem(KEY);
  }

  #known() {
    if (!this.#waiting) throw new Error('no sign-up waits');
    const { flow, identifier } = this.#waiting;
    return { flow, contact: identifier.includes('@') ? { email: identifier } : { phone_number: identifier } };
  }

  #take(sent: Schemas['CodeSent']): void {
    this.#waiting = { flow: sent.flow, identifier: sent.identifier, resendAt: sent.resend_at };
    sessionStorage.setItem(KEY, JSON.stringify(this.#waiting));
  }
}

function stored(): Waiting | undefined {
  const found = typeof sessionStorage === 'undefined' ? null : sessionStorage.getItem(KEY);
  return found ? (JSON.parse(found) as Waiting) : undefined;
}

export const signUpFlow = new SignUpFlow();
