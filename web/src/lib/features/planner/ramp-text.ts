/** A sentence about how the daily amount changes. */
import { m } from '$lib/i18n';

import type { Ramp } from './plan-request';

export function rampSentence({ from, to, unit }: Ramp): string {
  if (from === undefined) return m.new_ramp_to({ to, unit });
  if (to === 0) return m.new_ramp_none({ from, unit });
  return m.new_ramp({ from, to, unit });
}
