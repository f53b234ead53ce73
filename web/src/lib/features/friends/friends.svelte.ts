/** Friends, requests, links and blocks: queries and commands. */
import { api, idempotencyKey, type Schemas, unwrap } from '$lib/api/client';
import { query, type Query } from '$lib/data/query.svelte';

export type Person = Schemas['Person'];
export type Friend = Schemas['FriendView'];
export type Request = Schemas['RequestView'];
export type Card = Schemas['CardView'];

/** The first two hundred friends. */
export const friends: Query<Schemas['Page_FriendView']> = query('friends', {
  fetch: () => unwrap(api.GET('/api/v1/friends', { params: { query: { limit: 200 } } })),
  offline: true
});

/** Pending requests, incoming and outgoing. */
export const requests: Query<Schemas['Page_RequestView']> = query('friends/requests', {
  fetch: () => unwrap(api.GET('/api/v1/friends/requests', { params: { query: { limit: 200 } } }))
});

/** Users blocked by this user. */
export const blocks: Query<Schemas['Page_BlockView']> = query('blocks', {
  fetch: () => unwrap(api.GET('/api/v1/blocks', { params: { query: { limit: 200 } } }))
});

/** A friend's card with what they share. */
export function fetchCard(id: string): Promise<Card> {
  return unwrap(api.GET('/api/v1/friends/{user_id}', { params: { path: { user_id: id } } }));
}

async function reloadLists(): Promise<void> {
  await Promise.all([friends.load(), requests.load()]);
}

/** Sends a friend request. All commands of this module throw an `ApiProblem` if refused. */
export async function request(body: { identifier: string } | { user_id: string } | { link: string }): Promise<Request> {
  const sent = await unwrap(api.POST('/api/v1/friends/requests', { params: { header: idempotencyKey() }, body }));
  void reloadLists();
  return sent;
}

/** Accepts or declines a request. */
export async function respond(id: string, yes: boolean): Promise<void> {
  const params = { path: { id }, header: idempotencyKey() };
  if (yes) await unwrap(api.POST('/api/v1/friends/requests/{id}/accept', { params }));
  else await unwrap(api.POST('/api/v1/friends/requests/{id}/decline', { params }));
  await reloadLists();
}

/** Cancels an outgoing request. */
export async function cancel(id: string): Promise<void> {
  await unwrap(api.DELETE('/api/v1/friends/requests/{id}', { params: { path: { id }, header: idempotencyKey() } }));
  await reloadLists();
}

/** Ends a friendship. */
export async function remove(id: string): Promise<void> {
  await unwrap(
    api.DELETE('/api/v1/friends/{user_id}', { params: { path: { user_id: id }, header: idempotencyKey() } })
  );
  await reloadLists();
}

/** Blocks a user, or unblocks them if `yes` is false. */
export async function block(id: string, yes: boolean): Promise<void> {
  const params = { path: { user_id: id }, header: idempotencyKey() };
  if (yes) await unwrap(api.PUT('/api/v1/blocks/{user_id}', { params }));
  else await unwrap(api.DELETE('/api/v1/blocks/{user_id}', { params }));
  void blocks.load();
  await reloadLists();
}

/** Reports a user to the operators of this server. */
export async function report(id: string, reason: string): Promise<void> {
  const body = { user_id: id, reason };
  await unwrap(api.POST('/api/v1/moderation/reports', { params: { header: idempotencyKey() }, body }));
}

/** Creates a link to this user; returns its URL. */
export async function createLink(): Promise<string> {
  return (await unwrap(api.POST('/api/v1/friends/links', { params: { header: idempotencyKey() } }))).url;
}

/** Revokes all links of this user. */
export async function revokeLinks(): Promise<void> {
  await unwrap(api.DELETE('/api/v1/friends/links', { params: { header: idempotencyKey() } }));
}

/** The owner of a link. */
export async function fetchLinkOwner(token: string): Promise<Person> {
  return (await unwrap(api.GET('/api/v1/friends/links/{token}', { params: { path: { token } } }))).user;
}
