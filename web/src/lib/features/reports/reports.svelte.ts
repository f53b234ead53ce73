/** Reports: one query per report. */
import { api, type Schemas, unwrap } from '$lib/api/client';
import { query, type Query } from '$lib/data/query.svelte';

export type Summary = Schemas['SummaryView'];
export type Completions = Schemas['CompletionsView'];
export type Heatmap = Schemas['HeatmapView'];
export type Strength = Schemas['StrengthView'];
export type Remark = Schemas['RemarkView'];
export type Range = 'daily' | 'monthly' | 'yearly';

/** Filters habits: `all`, a type (`good`, `bad`), or one habit's id. */
export type Which = string;

export const summary: Query<Summary> = query('reports/summary', {
  fetch: () => unwrap(api.GET('/api/v1/reports/summary')),
  offline: true
});

export const heatmap: Query<Heatmap> = query('reports/heatmap', {
  fetch: () => unwrap(api.GET('/api/v1/reports/heatmap')),
  offline: true
});

export function completionsQuery(range: Range, which: Which): Query<Completions> {
  const filter =
    which === 'all' ? {} : which === 'good' || which === 'bad' ? ({ type: which } as const) : { habit_id: which };
  return query(`reports/completions/${range}/${which}`, {
    fetch: () => unwrap(api.GET('/api/v1/reports/completions', { params: { query: { range, ...filter } } })),
    offline: which === 'all'
  });
}

export function strengthQuery(id: string): Query<Strength> {
  return query(`reports/strength/${id}`, {
    fetch: () => unwrap(api.GET('/api/v1/habits/{id}/strength', { params: { path: { id } } }))
  });
}
