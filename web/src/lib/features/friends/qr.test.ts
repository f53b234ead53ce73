import { expect, test } from 'vitest';

import { encodeQr, QUIET_ZONE } from './qr';

test('encodeQr draws modules inside the quiet zone', () => {
  const { size, path } = encodeQr('https://habits.example/friends/link/BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc');
  const modules = size - 2 * QUIET_ZONE;
  // Version n has 17 + 4n modules a side.
  expect((modules - 17) % 4).toBe(0);
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/gu)].map(([, x, y, run]) => [x, y, run].map(Number));
  expect(runs.length).toBeGreaterThan(100);
  for (const [x = 0, y = 0, run = 0] of runs) {
    expect(x).toBeGreaterThanOrEqual(QUIET_ZONE);
    expect(x + run).toBeLessThanOrEqual(size - QUIET_ZONE);
    expect(y).toBeGreaterThanOrEqual(QUIET_ZONE);
  }
  // The finder pattern at the top left: a row of seven.
  expect(runs[0]).toEqual([QUIET_ZONE, QUIET_ZONE, 7]);
});
