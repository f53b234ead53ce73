/** Friends, requests, links and blocks. */
import { api, ask, once, type Schemas } from '$lib/api/client';
import { query, type Query } from '$lib/data/query.svelte';

export type Person = Schemas['Person'];
export type Friend = Schemas['FriendView'];
export type Request = Schemas['RequestView'];
export type Card = Schemas['CardView'];

/** The first two hundred friends. */
export const friends: Query<Schemas['Page_FriendView']> = query('friends', {
  fetch: () => ask(api.GET('/api/v1/friends', { params: { query: { limit: 200 } } })),
  keep: true
});

/** Requests that wait, both ways. */
export const requests: Query<Schemas['Page_RequestView']> = query('friends/requests', {
  fetch: () => ask(api.GET('/api/v1/friends/requests', { params: { query: { limit: 200 } } }))
});

/** Whom the person blocks. */
export const blocks: Query<Schemas['Page_BlockView']> = query('blocks', {
  fetch: () => ask(api.GET('/api/v1/blocks', { params: { query: { limit: 200 } } }))
});

/** A friend as far as they allow it. */
export function cardOf(id: string): Promise<Card> {
  return ask(api.GET('/api/v1/friends/{user_id}', { params: { path: { user_id: id } } }));
}

async function settled(): Promise<void> {
  await Promise.all([friends.load(), requests.load()]);
}

/** Asks for friendship. All of these throw an `ApiProblem` when refused. */
export async function request(body: { identifier: string } | { user_id: string } | { link: string }): Promise<Request> {
  const sent = await ask(api.POST('/api/v1/friends/requests', { params: { header: once() }, body }));
  void settled();
  return sent;
}

/** Says yes or no to a request. */
export async function answer(id: string, yes: boolean): Promise<void> {
  const params = { path: { id }, header: once() };
  if (yes) await ask(api.POST('/api/v1/friends/requests/{id}/accept', { params }));
  else await ask(api.POST('/api/v1/friends/requests/{id}/decline', { params }));
  await settled();
}

/** Takes a request back. */
export async function cancel(id: string): Promise<void> {
  await ask(api.DELETE('/api/v1/friends/requests/{id}', { params: { path: { id }, header: once() } }));
  await settled();
}

/** Ends a friendship. */
export async function remove(id: string): Promise<void> {
  await ask(api.DELETE('/api/v1/friends/{user_id}', { params: { path: { user_id: id }, header: once() } }));
  await settled();
}

/** Blocks somebody, or no longer. */
export async function block(id: string, yes: boolean): Promise<void> {
  const params = { path: { user_id: id }, header: once() };
  if (yes) await ask(api.PUT('/api/v1/blocks/{user_id}', { params }));
  else await ask(api.DELETE('/api/v1/blocks/{user_id}', { params }));
  void blocks.load();
  await settled();
}

/** Reports somebody to whoever runs this server. */
export async function report(id: string, reason: string): Promise<void> {
  const body = { user_id: id, reason };
  await ask(api.POST('/api/v1/moderation/reports', { params: { header: once() }, body }));
}

/** A new link that leads to the person. */
export async function makeLink(): Promise<string> {
  return (await ask(api.POST('/api/v1/friends/links', { params: { header: once() } }))).url;
}

/** Ends all links made so far. */
export async function dropLinks(): Promise<void> {
  await ask(api.DELETE('/api/v1/friends/links', { params: { header: once() } }));
}

/** Whose link it is. */
export async function ownerOf(token: string): Promise<Person> {
  return (await ask(api.GET('/api/v1/friends/links/{token}', { params: { path: { token } } }))).user;
}
