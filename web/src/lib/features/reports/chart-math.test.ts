import { describe, expect, it } from 'vitest';

import { heatLevel, perfectCurve, polylinePoints, rate, splitIntoWeeks, total } from './chart-math';

describe('chart math', () => {
  it('rate is rounded, and 0 if nothing was due', () => {
    expect([rate(2, 3), rate(0, 0), rate(3, 3)]).toEqual([67, 0, 100]);
  });

  it('heatLevel is 4 only if everything is done', () => {
    const steps = [0, 1, 2, 3].map((completed) => heatLevel({ due: 3, completed }));
    expect(steps).toEqual([0, 2, 3, 4]);
    expect(heatLevel({ due: 9, completed: 1 })).toBe(1);
    expect(heatLevel({ due: 0, completed: 0 })).toBe(0);
  });

  it('splitIntoWeeks starts on Monday', () => {
    // 2026-03-04 is a Wednesday.
    const days = ['2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09'].map((date) => ({
      date,
      due: 1,
      completed: 1
    }));
    const rows = splitIntoWeeks(days);
    expect(rows.map((row) => row.length)).toEqual([7, 1]);
    expect(rows[0]?.map((day) => day?.date.slice(8))).toEqual([undefined, undefined, '04', '05', '06', '07', '08']);
    expect(splitIntoWeeks([])).toEqual([]);
    expect(total(days)).toEqual({ due: 6, completed: 6 });
  });

  it('perfectCurve reaches 31, 67 and 97 percent after 7, 21 and 66 days', () => {
    const curve = perfectCurve(66, 7);
    expect([7, 21, 66].map((day) => Math.round(100 * (curve[day - 1] ?? 0)))).toEqual([31, 67, 97]);
  });

  it('polylinePoints spans the box', () => {
    expect(polylinePoints([0, 1], { x: 10, y: 0, width: 100, height: 50, of: 2 })).toBe('10.0,50.0 110.0,0.0');
    expect(polylinePoints([1], { x: 10, y: 0, width: 100, height: 50, of: 1 })).toBe('10.0,0.0');
  });
});
