/** Texts for the trace of a plan. */
import type { Schemas } from '$lib/api/client';
import { m } from '$lib/i18n';

export type Call = Schemas['CallRecord'];

/** Host and port of a URL; the text itself if it is not a URL. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

/** The purpose of a prompt, derived from its name (`plan.v1+regenerate.v1`). */
export function purposeText(prompt: string): string {
  const name = prompt.split('.')[0] ?? '';
  if (prompt.includes('regenerate')) return m.trace_for_regenerate();
  switch (name) {
    case 'classify':
      return m.trace_for_classify();
    case 'questions':
      return m.trace_for_questions();
    case 'missing':
      return m.trace_for_missing();
    case 'reword':
      return m.trace_for_reword();
    default:
      return m.trace_for_plan();
  }
}

/** The outcome of a call as a sentence. */
export function outcomeText(call: Call): string {
  switch (call.ended) {
    case 'whole':
      return m.trace_complete();
    case 'broke-off':
      return m.trace_truncated();
    case 'empty':
      return m.trace_empty();
    case 'unreachable':
      return m.trace_unreachable();
    case 'too-slow':
      return m.trace_timed_out();
    case 'refused':
      return m.trace_refused({ status: call.status ?? 0 });
    case 'not-understood':
      return m.trace_invalid_response();
    case 'not-tried':
      return m.trace_skipped();
    default:
      return m.trace_stopped();
  }
}

/** Formats JSON for display; other text stays as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Formats days as ranges: 3, 5–7. */
export function formatRanges(days: number[]): string {
  const out: [number, number][] = [];
  for (const day of days) {
    const last = out.at(-1);
    if (last && last[1] + 1 === day) last[1] = day;
    else out.push([day, day]);
  }
  return out.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
