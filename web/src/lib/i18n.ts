/** The door to all words: `import { m } from '$lib/i18n'`. And how failures are said. */
import type { ApiProblem } from '$lib/api/problem';

import * as m from './paraglide/messages/_index.js';
import { getLocale, locales, setLocale } from './paraglide/runtime.js';

export { m };
export { getLocale, locales, setLocale };

/** How dates and times are written: in the page's language, the way of the person's own country. */
export function formattingLocale(): string {
  const own = typeof navigator === 'undefined' ? [] : navigator.languages;
  return own.find((language) => language.split('-')[0] === getLocale()) ?? getLocale();
}

/** A failure as one sentence for people. Pages know better words for the codes they expect. */
export function problemMessage(problem: ApiProblem): string {
  if (problem.unreachable) return m.error_unreachable();
  if (problem.status === 429)
    return m.error_too_many_attempts({ minutes: Math.max(1, Math.ceil((problem.retryAfter ?? 60) / 60)) });
  if (problem.status === 503) return m.error_busy();
  if (problem.status >= 500) return m.error_server();
  return problem.message || problem.title;
}

/** The sentence with the request id, where there is one. */
export function problemReference(problem: ApiProblem | undefined): string | undefined {
  return problem?.requestId ? m.error_reference({ id: problem.requestId }) : undefined;
}
