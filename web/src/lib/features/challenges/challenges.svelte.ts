/** Challenges: queries and commands. */
import { api, idempotencyKey, type Schemas, unwrap } from '$lib/api/client';
import { PaginatedList } from '$lib/data/paginated-list.svelte';
import { query, type Query, refetchQueries } from '$lib/data/query.svelte';

export type Challenge = Schemas['ChallengeView'];
export type Member = Schemas['MemberView'];
export type Invitation = Schemas['InvitationView'];
export type NewChallenge = Schemas['CreateChallenge'];

/** The user's own and joined challenges, then the catalogue. */
export const challenges: Query<Schemas['Page_ChallengeView']> = query('challenges', {
  fetch: () => unwrap(api.GET('/api/v1/challenges', { params: { query: { limit: 200 } } })),
  offline: true
});

/** The user's own and joined challenges. */
export const myChallenges: Query<Schemas['Page_ChallengeView']> = query('challenges/mine', {
  fetch: () => unwrap(api.GET('/api/v1/challenges', { params: { query: { mine: true, limit: 200 } } })),
  staleTime: 30_000
});

/** Pending invitations. */
export const invitations: Query<Schemas['Page_InvitationView']> = query('challenges/invitations', {
  fetch: () => unwrap(api.GET('/api/v1/challenges/invitations'))
});

export function challengeQuery(id: string): Query<Challenge> {
  return query(`challenges/${id}`, {
    fetch: () => unwrap(api.GET('/api/v1/challenges/{id}', { params: { path: { id } } }))
  });
}

export function memberList(id: string): PaginatedList<Member> {
  return new PaginatedList((cursor) =>
    unwrap(
      api.GET('/api/v1/challenges/{id}/members', {
        params: { path: { id }, query: { limit: 50, ...(cursor ? { cursor } : {}) } }
      })
    )
  );
}

function refetchRelated(seen: Challenge): void {
  challengeQuery(seen.id).set(seen);
  void challenges.load();
  refetchQueries('challenges/mine');
  void invitations.load();
  refetchQueries('today');
  refetchQueries('habits');
}

/** Joins with these of the challenge's habits. All commands of this module throw an `ApiProblem` if refused. */
export async function join(id: string, habits: string[]): Promise<void> {
  const params = { path: { id }, header: idempotencyKey() };
  refetchRelated(await unwrap(api.POST('/api/v1/challenges/{id}/members', { params, body: { habit_ids: habits } })));
}

/** Leaves a challenge, which archives its habits. */
export async function leave(id: string): Promise<void> {
  await unwrap(
    api.DELETE('/api/v1/challenges/{id}/members/me', { params: { path: { id }, header: idempotencyKey() } })
  );
  refetchRelated(await unwrap(api.GET('/api/v1/challenges/{id}', { params: { path: { id } } })));
}

export async function create(body: NewChallenge): Promise<Challenge> {
  const made = await unwrap(api.POST('/api/v1/challenges', { params: { header: idempotencyKey() }, body }));
  refetchRelated(made);
  return made;
}

export async function invite(id: string, friends: string[]): Promise<void> {
  const params = { path: { id }, header: idempotencyKey() };
  await unwrap(api.POST('/api/v1/challenges/{id}/invitations', { params, body: { user_ids: friends } }));
}

/** Declines an invitation; the sender is not notified. */
export async function declineInvitation(id: string): Promise<void> {
  await unwrap(
    api.DELETE('/api/v1/challenges/{id}/invitations/me', { params: { path: { id }, header: idempotencyKey() } })
  );
  invitations.update((page) => ({ ...page, items: page.items.filter((each) => each.challenge.id !== id) }));
}
