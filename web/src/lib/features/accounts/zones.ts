/** Time zone names: listing, canonical names, search. Pure. */

/** Some browsers list cities by obsolete names. */
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

/** The current name of a zone. */
export function canonicalZone(zone: string): string {
  return RENAMED[zone] ?? zone;
}

/** Every zone the browser knows and those in `also`, sorted by name. */
export function allZones(also: readonly string[] = []): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', ...also].map(canonicalZone))].sort();
}

/** City and region of a zone: `Asia/Colombo` is Colombo in Asia; `UTC` has no region. */
export function placeOf(zone: string): { city: string; region: string } {
  const parts = zone.replaceAll('_', ' ').split('/');
  return { city: parts.at(-1) ?? zone, region: parts.slice(0, -1).join(', ') };
}

/** A zone's offset from UTC at an instant, as `GMT+5:30`; empty if the browser does not know the zone. */
export function offsetOf(zone: string, at: Date): string {
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at);
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  } catch {
    return '';
  }
}

/** Matching zones: cities that start with the query come first, then zones that contain it anywhere. */
export function searchZones(zones: readonly string[], query: string): string[] {
  const normalized = normalize(query);
  if (!normalized) return [...zones];
  const first: string[] = [];
  const then: string[] = [];
  for (const zone of zones) {
    if (normalize(placeOf(zone).city).startsWith(normalized)) first.push(zone);
    else if (normalize(zone).includes(normalized)) then.push(zone);
  }
  return [...first, ...then];
}

function normalize(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_/,-]+/gu, ' ')
    .trim();
}

/** Half hours from midnight to six, and the current setting. */
export function dayStartOptions(now: string): string[] {
  const half = Array.from(
    { length: 13 },
    (_, step) => `${String(Math.floor(step / 2)).padStart(2, '0')}:${step % 2 ? '30' : '00'}`
  );
  return [...new Set([...half, now])].sort();
}
