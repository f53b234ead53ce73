/** Error messages of the account forms. */
import type { ApiProblem } from '$lib/api/problem';
import { m } from '$lib/i18n';

import { looksLikeEmail, looksLikePhone, NAME_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './validation';

const CODE_ERRORS: Record<string, () => string> = {
  'invalid-otp': m.code_wrong,
  'expired-otp': m.code_expired
};

/** The message if the server refused a verification code; undefined for any other problem. */
export function codeRefusal(problem: ApiProblem | undefined): string | undefined {
  // The server says whether there were too many wrong codes or whether the network is blocked.
  if (problem?.code === 'too-many-attempts') return problem.message;
  return problem && CODE_ERRORS[problem.code]?.();
}

export function contactError(kind: 'email' | 'phone', value: string): string | undefined {
  if (kind === 'email') {
    if (!value.trim()) return m.field_email_missing();
    return looksLikeEmail(value) ? undefined : m.field_email_invalid();
  }
  if (!value.trim()) return m.field_phone_missing();
  return looksLikePhone(value) ? undefined : m.field_phone_invalid();
}

export function nameError(name: string): string | undefined {
  if (!name.trim()) return m.field_name_missing();
  return [...name.trim()].length > NAME_MAX_LENGTH ? m.field_name_too_long() : undefined;
}

/** For a new password. */
export function passwordError(password: string): string | undefined {
  return [...password.normalize('NFKC')].length < PASSWORD_MIN_LENGTH ? m.field_password_too_short() : undefined;
}
