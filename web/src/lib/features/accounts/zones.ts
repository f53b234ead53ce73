/** Time zone names: listing, canonical names, search. Pure. */

import { FORMER_NAMES } from './zone-aliases';

/** Current zone names by the obsolete names that some browsers list. */
const RENAMED: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk'
};

/** Returns the current name of a zone. */
export function canonicalZone(zone: string): string {
  return RENAMED[zone] ?? zone;
}

/** Returns the device's zone, or UTC if the browser does not know it, as in `Etc/Unknown`. */
export function deviceZone(zone: string | undefined = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  return zone && zone !== 'Etc/Unknown' && offsetOf(zone, new Date()) ? canonicalZone(zone) : 'UTC';
}

/** Returns the zones that the browser knows and those in `extra`, by their current names, sorted. */
export function allZones(extra: readonly string[] = []): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...extra].map(canonicalZone))].sort();
}

/** Splits a zone into city and region: `Asia/Colombo` is Colombo in Asia; `UTC` has no region. */
export function placeOf(zone: string): { city: string; region: string } {
  const parts = zone.replaceAll('_', ' ').split('/');
  return { city: parts.at(-1) ?? zone, region: parts.slice(0, -1).join(', ') };
}

/** Formats a zone's offset from UTC at an instant as `GMT+5:30`; empty if the browser does not know the zone. */
export function offsetOf(zone: string, at: Date): string {
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at);
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  } catch {
    return '';
  }
}

/**
 * Returns the matching zones: first those whose city starts with the query, then those that contain it anywhere. Former
 * names match, too: a search for Kiev finds Kyiv.
 */
export function searchZones(zones: readonly string[], query: string): string[] {
  const normalizedQuery = normalize(query);
  if (!normalizedQuery) return [...zones];
  const prefixMatches: string[] = [];
  const otherMatches: string[] = [];
  for (const zone of zones) {
    const names = [zone, ...(formerNames().get(zone) ?? [])];
    if (names.some((name) => normalize(placeOf(name).city).startsWith(normalizedQuery))) prefixMatches.push(zone);
    else if (names.some((name) => normalize(name).includes(normalizedQuery))) otherMatches.push(zone);
  }
  return [...prefixMatches, ...otherMatches];
}

let former: Map<string, readonly string[]> | undefined;

/** Former names by the current one. */
function formerNames(): Map<string, readonly string[]> {
  if (former) return former;
  former = new Map(Object.entries(FORMER_NAMES));
  for (const [old, zone] of Object.entries(RENAMED)) former.set(zone, [...(former.get(zone) ?? []), old]);
  return former;
}

function normalize(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_/,-]+/gu, ' ')
    .trim();
}

/** Returns the times at which a day may start: every half hour from 00:00 to 06:00, and the current setting. */
export function dayStartOptions(current: string): string[] {
  const halfHours = Array.from(
    { length: 13 },
    (_, step) => `${String(Math.floor(step / 2)).padStart(2, '0')}:${step % 2 ? '30' : '00'}`
  );
  return [...new Set([...halfHours, current])].sort();
}
