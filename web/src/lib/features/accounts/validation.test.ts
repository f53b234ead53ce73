import { expect, test } from 'vitest';

import { formatCountdown, looksLikeEmail, looksLikePhone, secondsUntil } from './validation';

test('looksLikeEmail', () => {
  for (const good of [
    'nimali.p@example.com',
    ' a@b.lk ',
    'ü@exämple.de',
    'a@例子。网址',
    'a＠b．lk',
    '\u202aa@b.lk\u202c'
  ])
    expect(looksLikeEmail(good), good).toBe(true);
  for (const bad of ['', 'a', 'a@b', 'a b@c.de', '@c.de', 'a@b@c.de']) expect(looksLikeEmail(bad), bad).toBe(false);
});

test('looksLikePhone', () => {
  for (const good of [
    '+94 77 123 4567',
    '077-123 4567',
    '(030) 1234567',
    '٠٧٧ ١٢٣ ٤٥٦٧',
    '＋９４７７１２３４５６７',
    '\u202a+94\u201177\u2013123 4567\u202c',
    'tel:+94-77-123-4567;ext=5',
    '077 123 4567 ext. 12',
    '077 123 4567x12',
    '(077) 123-4567, extension 12',
    '+7 495 123-45-67 доб. 89',
    '+1 800 FLOWERS',
    '1-800-TAXI-NOW',
    '1-800-PRINTER',
    '+1 800 NEXTEXIT',
    '+1 800 flowers ext. 5',
    '077 123 4567,,12#',
    'Tel.: 077 123 4567',
    '☎️ (077) 123 4567',
    '“077 123 4567”,'
  ])
    expect(looksLikePhone(good), good).toBe(true);
  for (const bad of [
    '',
    '+',
    '12345',
    '077 12a 4567',
    '+94+771234567',
    'O77 123 4567',
    '0771234567, 0777654321',
    '0'.repeat(20)
  ])
    expect(looksLikePhone(bad), bad).toBe(false);
});

test('secondsUntil and formatCountdown', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(secondsUntil('2026-01-01T00:00:41.200Z', now)).toBe(42);
  expect(secondsUntil('2025-12-31T23:00:00Z', now)).toBe(0);
  expect([formatCountdown(42), formatCountdown(60), formatCountdown(5)]).toEqual(['0:42', '1:00', '0:05']);
});
