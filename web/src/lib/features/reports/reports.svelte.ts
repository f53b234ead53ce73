/** What was due and done, seen from afar; each report is a query of its own. */
import { api, ask, type Schemas } from '$lib/api/client';
import { query, type Query } from '$lib/data/query.svelte';

export type Summary = Schemas['SummaryView'];
export type Completions = Schemas['CompletionsView'];
export type Heatmap = Schemas['HeatmapView'];
export type Strength = Schemas['StrengthView'];
export type Remark = Schemas['RemarkView'];
export type Range = 'daily' | 'monthly' | 'yearly';

/** Which habits a report is about: `all`, a type (`good`, `bad`), or one by its id. */
export type Which = string;

export const summary: Query<Summary> = query('reports/summary', {
  fetch: () => ask(api.GET('/api/v1/reports/summary')),
  keep: true
});

export const heatmap: Query<Heatmap> = query('reports/heatmap', {
  fetch: () => ask(api.GET('/api/v1/reports/heatmap')),
  keep: true
});

/** The bars of a range, of some habits. */
export function completions(range: Range, which: Which): Query<Completions> {
  const filter =
    which === 'all' ? {} : which === 'good' || which === 'bad' ? ({ type: which } as const) : { habit_id: which };
  return query(`reports/completions/${range}/${which}`, {
    fetch: () => ask(api.GET('/api/v1/reports/completions', { params: { query: { range, ...filter } } })),
    keep: which === 'all'
  });
}

/** How settled a habit is. */
export function strength(id: string): Query<Strength> {
  return query(`reports/strength/${id}`, {
    fetch: () => ask(api.GET('/api/v1/habits/{id}/strength', { params: { path: { id } } }))
  });
}
