/** Messages (`import { m } from '$lib/i18n'`), the locale, and texts for API errors. */
import type { ApiProblem } from '$lib/api/problem';

import * as m from './paraglide/messages/_index.js';
import { getLocale, locales, setLocale } from './paraglide/runtime.js';

export { m };
export { getLocale, locales, setLocale };

/** The locale for dates and times: the page's language with the user's regional variant, if the browser lists one. */
export function formattingLocale(): string {
  const own = typeof navigator === 'undefined' ? [] : navigator.languages;
  return own.find((language) => language.split('-')[0] === getLocale()) ?? getLocale();
}

/** An error as one sentence for users. Pages have more specific texts for the codes they expect. */
export function problemMessage(problem: ApiProblem): string {
  if (problem.unreachable) return m.error_unreachable();
  if (problem.status === 429) {
    const what = problem.title || m.error_too_many_requests();
    const seconds = problem.retryAfter ?? 60;
    // The first limits last a few seconds.
    if (seconds <= 10) return m.error_too_many_briefly({ what });
    return m.error_too_many({ what, minutes: Math.ceil(seconds / 60) });
  }
  if (problem.status === 503) return m.error_busy();
  if (problem.status >= 500) return m.error_server();
  return problem.message || problem.title;
}

/** A line with the request id, if the error has one. */
export function problemReference(problem: ApiProblem | undefined): string | undefined {
  return problem?.requestId ? m.error_reference({ id: problem.requestId }) : undefined;
}
