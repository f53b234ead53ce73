import { expect, test } from 'vitest';

import { allZones, canonicalZone, dayStartOptions, deviceZone, offsetOf, placeOf, searchZones } from './zones';

test('allZones lists canonical names once', () => {
  const zones = allZones(['Asia/Calcutta', 'Mars/Olympus_Mons']);
  expect(zones).toContain('Asia/Kolkata');
  expect(zones).not.toContain('Asia/Calcutta');
  expect(zones).toContain('Mars/Olympus_Mons');
  expect(zones).toContain('UTC');
  expect(new Set(zones).size).toBe(zones.length);
  expect(canonicalZone('Europe/Kiev')).toBe('Europe/Kyiv');
});

test('placeOf and offsetOf handle unknown zones', () => {
  expect(placeOf('America/Argentina/Buenos_Aires')).toEqual({ city: 'Buenos Aires', region: 'America, Argentina' });
  expect(placeOf('UTC')).toEqual({ city: 'UTC', region: '' });
  expect(offsetOf('Asia/Colombo', new Date('2026-01-01T00:00:00Z'))).toBe('GMT+5:30');
  expect(offsetOf('Mars/Olympus_Mons', new Date())).toBe('');
});

test('deviceZone is a zone that can be chosen', () => {
  expect(deviceZone('Asia/Calcutta')).toBe('Asia/Kolkata');
  for (const unknown of ['Etc/Unknown', 'America/Future_City', '', undefined])
    expect(deviceZone(unknown ?? ''), unknown).toBe('UTC');
});

test('searchZones lists matching cities first', () => {
  const zones = ['America/New_York', 'Asia/Colombo', 'Europe/York', 'Pacific/Auckland'];
  expect(searchZones(zones, 'york')).toEqual(['Europe/York', 'America/New_York']);
  expect(searchZones(zones, ' new  york ')).toEqual(['America/New_York']);
  expect(searchZones(zones, 'asia/col')).toEqual(['Asia/Colombo']);
  expect(searchZones(zones, '')).toHaveLength(4);
  expect(searchZones(zones, 'atlantis')).toEqual([]);
});

test('searchZones finds former names', () => {
  const zones = allZones();
  for (const [query, zone] of [
    ['Kiev', 'Europe/Kyiv'],
    ['calcutta', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Saigon', 'Asia/Ho_Chi_Minh'],
    ['Dacca', 'Asia/Dhaka'],
    ['Tel Aviv', 'Asia/Jerusalem'],
    ['Montreal', 'America/Toronto'],
    ['Japan', 'Asia/Tokyo']
  ] as const)
    expect(searchZones(zones, query)[0], query).toBe(zone);
});

test('dayStartOptions includes the current value', () => {
  expect(dayStartOptions('00:00')).toHaveLength(13);
  expect(dayStartOptions('00:00').at(-1)).toBe('06:00');
  expect(dayStartOptions('04:15')).toContain('04:15');
});
