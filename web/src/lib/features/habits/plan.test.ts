import { expect, test } from 'vitest';

import {
  currentPlanDay,
  datesToVerify,
  findIfThen,
  type PlanDay,
  planDayAppearance,
  planDayTotals,
  weeksAround
} from './plan';

const tasks = (done: number) =>
  ['a', 'b', 'c'].map((title, index) => ({ title, completed_at: index < done ? 'x' : null, note: null }));
const plan = (length: number): PlanDay[] =>
  Array.from({ length }, (_, index) => ({
    day: index + 1,
    date: new Date(Date.UTC(2026, 10, 1 + index)).toISOString().slice(0, 10),
    skipped: false,
    tasks: tasks(index === 0 ? 3 : 1)
  }));

test('planDayTotals and planDayAppearance of skipped and unchecked days', () => {
  const [, day] = plan(2) as [PlanDay, PlanDay];
  expect(planDayTotals(day, 'h')).toEqual({ due: 3, completed: 1 });
  expect(planDayTotals(day, 'h', { habits: [{ id: 'h', tasks: [{ completed_at: 'x' }] }] })).toEqual({
    due: 1,
    completed: 1
  });
  const rested = { ...day, tasks: tasks(0) };
  const skipped = { ...day, skipped: true };
  expect(planDayTotals(skipped, 'h')).toEqual({ due: 1, completed: 1 });
  const left = { ...rested, skipped: true };
  expect([
    planDayAppearance(left, '2026-12-01', planDayTotals(left, 'h')),
    planDayAppearance(left, '2026-10-01', planDayTotals(left, 'h'))
  ]).toEqual([{ kind: 'skip' }, { kind: 'skip' }]);
  expect(planDayAppearance(rested, '2026-12-01', planDayTotals(rested, 'h'))).toEqual({ kind: 'stones', filled: 0 });
  expect(planDayAppearance(rested, day.date, planDayTotals(rested, 'h', { habits: [] }))).toEqual({ kind: 'skip' });
});

test('datesToVerify returns past days that are not done', () => {
  expect(datesToVerify(plan(5), '2026-11-03')).toEqual(['2026-11-02']);
});

test('currentPlanDay and weeksAround', () => {
  expect([
    currentPlanDay(plan(5), '2026-10-31'),
    currentPlanDay(plan(5), '2026-11-03'),
    currentPlanDay(plan(5), '2027-01-01')
  ]).toEqual([0, 3, 5]);
  expect(weeksAround(plan(21), '2026-11-03')).toHaveLength(21);
  expect(weeksAround(plan(66), '2026-11-20')[0]?.day).toBe(8);
  expect(weeksAround(plan(66), '2027-01-05').at(-1)?.day).toBe(66);
});

test('findIfThen splits an if-then plan', () => {
  const [day] = plan(1) as [PlanDay];
  const parse = (title: string) =>
    findIfThen([{ ...day, tasks: [{ title, completed_at: null, note: null }] }], day.date);
  expect(parse('If I reach for the phone, then I plug it in')).toEqual({
    when: 'I reach for the phone',
    then: 'I plug it in'
  });
  expect(parse('If it rains: walk inside')).toEqual({ when: 'it rains: walk inside', then: undefined });
  expect(parse('Iffy business')).toBeUndefined();
});
