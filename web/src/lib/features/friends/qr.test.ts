import { expect, test } from 'vitest';

import { QUIET, qrOf } from './qr';

test('a link becomes squares within their border', () => {
  const { size, path } = qrOf('https://habits.example/friends/link/BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc');
  const modules = size - 2 * QUIET;
  // Version n has 17 + 4n modules a side.
  expect((modules - 17) % 4).toBe(0);
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/gu)].map(([, x, y, run]) => [x, y, run].map(Number));
  expect(runs.length).toBeGreaterThan(100);
  for (const [x = 0, y = 0, run = 0] of runs) {
    expect(x).toBeGreaterThanOrEqual(QUIET);
    expect(x + run).toBeLessThanOrEqual(size - QUIET);
    expect(y).toBeGreaterThanOrEqual(QUIET);
  }
  // The finder pattern at the upper left: a row of seven.
  expect(runs[0]).toEqual([QUIET, QUIET, 7]);
});
