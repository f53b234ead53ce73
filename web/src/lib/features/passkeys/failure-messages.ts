/** Texts for passkey failures: what happened and what to do. */
import { m } from '$lib/i18n';

import type { Failure } from './rules';

export function failureMessage(failure: Failure): string {
  switch (failure) {
    case 'cancelled':
      return m.passkey_cancelled();
    case 'revoked':
      return m.passkey_revoked();
    case 'expired':
      return m.passkey_expired();
    case 'exists':
      return m.passkey_exists();
    case 'unsupported':
      return m.passkey_unsupported();
    case 'over':
      return m.passkey_timed_out();
    case 'offline':
      return m.passkey_offline();
    case 'failed':
      return m.passkey_failed();
  }
}
