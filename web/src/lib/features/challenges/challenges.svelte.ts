/** Challenges: the list, one of them, who takes part, and what can be done. */
import { api, ask, once, type Schemas } from '$lib/api/client';
import { Pages } from '$lib/data/pages.svelte';
import { query, refresh, type Query } from '$lib/data/query.svelte';

export type Challenge = Schemas['ChallengeView'];
export type Member = Schemas['MemberView'];
export type Invitation = Schemas['InvitationView'];
export type NewChallenge = Schemas['CreateChallenge'];

/** The catalogue, behind the person's own and joined ones. */
export const challenges: Query<Schemas['Page_ChallengeView']> = query('challenges', {
  fetch: () => ask(api.GET('/api/v1/challenges', { params: { query: { limit: 200 } } })),
  keep: true
});

/** The person's own and joined ones. */
export const mine: Query<Schemas['Page_ChallengeView']> = query('challenges/mine', {
  fetch: () => ask(api.GET('/api/v1/challenges', { params: { query: { mine: true, limit: 200 } } })),
  fresh: 30_000
});

/** Invitations that wait. */
export const invitations: Query<Schemas['Page_InvitationView']> = query('challenges/invitations', {
  fetch: () => ask(api.GET('/api/v1/challenges/invitations'))
});

/** One challenge. */
export function challengeOf(id: string): Query<Challenge> {
  return query(`challenges/${id}`, {
    fetch: () => ask(api.GET('/api/v1/challenges/{id}', { params: { path: { id } } }))
  });
}

/** Who takes part. */
export function membersOf(id: string): Pages<Member> {
  return new Pages((cursor) =>
    ask(
      api.GET('/api/v1/challenges/{id}/members', {
        params: { path: { id }, query: { limit: 50, ...(cursor ? { cursor } : {}) } }
      })
    )
  );
}

function settled(seen: Challenge): void {
  challengeOf(seen.id).set(seen);
  void challenges.load();
  refresh('challenges/mine');
  void invitations.load();
  refresh('today');
  refresh('habits');
}

/** Joins with these of its habits. All of these throw an `ApiProblem` when refused. */
export async function join(id: string, habits: string[]): Promise<void> {
  const params = { path: { id }, header: once() };
  settled(await ask(api.POST('/api/v1/challenges/{id}/members', { params, body: { habit_ids: habits } })));
}

/** Leaves; its habits are put away. */
export async function leave(id: string): Promise<void> {
  await ask(api.DELETE('/api/v1/challenges/{id}/members/me', { params: { path: { id }, header: once() } }));
  settled(await ask(api.GET('/api/v1/challenges/{id}', { params: { path: { id } } })));
}

/** Makes one; answers it. */
export async function create(body: NewChallenge): Promise<Challenge> {
  const made = await ask(api.POST('/api/v1/challenges', { params: { header: once() }, body }));
  settled(made);
  return made;
}

/** Invites friends. */
export async function invite(id: string, friends: string[]): Promise<void> {
  const params = { path: { id }, header: once() };
  await ask(api.POST('/api/v1/challenges/{id}/invitations', { params, body: { user_ids: friends } }));
}

/** Turns an invitation down; nobody is told. */
export async function turnDown(id: string): Promise<void> {
  await ask(api.DELETE('/api/v1/challenges/{id}/invitations/me', { params: { path: { id }, header: once() } }));
  invitations.merge((page) => ({ ...page, items: page.items.filter((each) => each.challenge.id !== id) }));
}
