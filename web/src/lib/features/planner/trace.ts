/** How the trace of a plan is told. */
import type { Schemas } from '$lib/api/client';
import { m } from '$lib/i18n';

export type Call = Schemas['CallRecord'];

/** The host of an address, with its port; the address itself where it is none. */
export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

/** What a prompt was for, by its file's name (`plan.v1+regenerate.v1`). */
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

/** How a call ended, in a sentence. */
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

/** The user's words are a JSON document: laid out, so that a person can read it. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Days in ranges: 3, 5–7. */
export function formatRanges(days: number[]): string {
  const out: [number, number][] = [];
  for (const day of days) {
    const last = out.at(-1);
    if (last && last[1] + 1 === day) last[1] = day;
    else out.push([day, day]);
  }
  return out.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
