//! HTTP API of the friends feature.

mod views;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use self::views::{BlockView, CardView, FriendView, LinkOwnerView, LinkView, RequestView};
use super::actions::requests::{self, RequestLimits, SendRequest};
use super::actions::{friendships, links};
use super::rules::LINK_PATH;
use super::{FriendsError, RequestId, SharedReactions};
use crate::features::accounts::{CurrentUser, UserId};
use crate::platform::db::{DbError, Tx};
use crate::platform::http::{Answer, Command, Executor, List, NoBody, Page, Path, PathId, Query};
use crate::platform::phones::Phones;
use crate::platform::problem::Problem;

/// State of the handlers.
#[derive(Clone)]
pub struct FriendsState {
    #[allow(missing_docs, reason = "the name says it")]
    pub executor: Executor,
    /// The reactions of other features to requests and friendships.
    pub reactions: SharedReactions,
    /// The public URL without a trailing slash, for links.
    pub origin: String,
    /// Decides which phone numbers are accepted.
    pub phones: Phones,
    /// `false` turns off the limits on requests. For load tests.
    pub limits: bool,
}

#[allow(missing_docs, reason = "the name says it")]
pub fn routes(state: FriendsState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_friends))
        .routes(routes!(list_requests, send_request))
        .routes(routes!(cancel_request))
        .routes(routes!(accept_request))
        .routes(routes!(decline_request))
        .routes(routes!(create_link, drop_links))
        .routes(routes!(look_at_link))
        .routes(routes!(get_card, remove_friend))
        .routes(routes!(list_blocks))
        .routes(routes!(block, unblock))
        .with_state(state)
}

#[utoipa::path(
    get, path = "/friends", tag = "friends", params(List),
    responses((status = 200, description = "Friends, ordered by id", body = Page<FriendView>))
)]
async fn list_friends(
    State(state): State<FriendsState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<FriendView>>, Problem> {
    let after: Uuid = list.after()?.unwrap_or(Uuid::nil());
    let limit = list.limit;
    let read = state.executor.db().read(move |tx| friendships::list_friends(tx, user.id, after, limit.and_one()));
    let friends = read.await.map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(Page::cut(friends, limit, |(person, _)| person.id).map(FriendView::from)))
}

#[utoipa::path(
    get, path = "/friends/requests", tag = "friends", params(List),
    responses((status = 200, description = "Requests waiting for a response, newest first", body = Page<RequestView>))
)]
async fn list_requests(
    State(state): State<FriendsState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<RequestView>>, Problem> {
    let before: Uuid = list.after()?.unwrap_or(Uuid::max());
    let limit = list.limit;
    let read = state.executor.db().read(move |tx| requests::list_requests(tx, user.id, before, limit.and_one()));
    let found = read.await.map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(Page::cut(found, limit, |request| request.id).map(RequestView::from)))
}

#[utoipa::path(
    post, path = "/friends/requests", tag = "friends", request_body = SendRequest,
    responses((status = 202, description = "Sent. The response is the same if no account has the identifier.", body = RequestView))
)]
async fn send_request(
    State(state): State<FriendsState>,
    user: CurrentUser,
    command: Command<SendRequest>,
) -> Result<Answer, Problem> {
    let (reactions, enabled, phones) = (state.reactions.clone(), state.limits, state.phones.clone());
    state
        .executor
        .run(user.id.0, StatusCode::ACCEPTED, command, move |tx, input| {
            requests::send_request(tx, &*reactions, user.id, input, &RequestLimits { enabled, phones: &phones })
                .map(RequestView::from)
        })
        .await
}

#[utoipa::path(
    delete, path = "/friends/requests/{id}", tag = "friends",
    params(("id" = RequestId, Path, description = "A request that the user sent")),
    responses((status = 204, description = "Cancelled"))
)]
async fn cancel_request(
    State(state): State<FriendsState>,
    user: CurrentUser,
    PathId(id): PathId<RequestId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut Tx<'_>, _: &NoBody| requests::cancel(tx, user.id, id);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}

#[utoipa::path(
    post, path = "/friends/requests/{id}/accept", tag = "friends",
    params(("id" = RequestId, Path, description = "A request that the user received")),
    responses((status = 200, description = "The new friend", body = FriendView))
)]
async fn accept_request(
    State(state): State<FriendsState>,
    user: CurrentUser,
    PathId(id): PathId<RequestId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, _| {
            requests::accept(tx, &*reactions, user.id, id).map(FriendView::from)
        })
        .await
}

#[utoipa::path(
    post, path = "/friends/requests/{id}/decline", tag = "friends",
    params(("id" = RequestId, Path, description = "A request that the user received")),
    responses((status = 200, description = "The declined request. Its sender is not notified.", body = RequestView))
)]
async fn decline_request(
    State(state): State<FriendsState>,
    user: CurrentUser,
    PathId(id): PathId<RequestId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut Tx<'_>, _: &NoBody| requests::decline(tx, user.id, id).map(RequestView::from);
    state.executor.run(user.id.0, StatusCode::OK, command, work).await
}

#[utoipa::path(
    post, path = "/friends/links", tag = "friends",
    responses((status = 201, description = "A link to share. It is shown only once.", body = LinkView))
)]
async fn create_link(
    State(state): State<FriendsState>,
    user: CurrentUser,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let origin = state.origin.clone();
    state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, _| {
            let (token, expires_at) = links::create_link(tx, user.id)?;
            Ok::<_, FriendsError>(LinkView { url: format!("{origin}{LINK_PATH}{token}"), expires_at })
        })
        .await
}

#[utoipa::path(
    delete, path = "/friends/links", tag = "friends",
    responses((status = 204, description = "All links of the user are revoked"))
)]
async fn drop_links(
    State(state): State<FriendsState>,
    user: CurrentUser,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut Tx<'_>, _: &NoBody| links::revoke_links(tx, user.id).map_err(FriendsError::from);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}

#[utoipa::path(
    get, path = "/friends/links/{token}", tag = "friends",
    params(("token" = String, Path, description = "The last part of the link")),
    responses((status = 200, description = "The owner of the link", body = LinkOwnerView))
)]
async fn look_at_link(
    State(state): State<FriendsState>,
    user: CurrentUser,
    Path(token): Path<String>,
) -> Result<Json<LinkOwnerView>, Problem> {
    let person = state.executor.db().read(move |tx| links::find_link_owner(tx, user.id, &token)).await?;
    Ok(Json(LinkOwnerView { user: person }))
}

#[utoipa::path(
    get, path = "/friends/{user_id}", tag = "friends",
    params(("user_id" = UserId, Path, description = "A friend")),
    responses((status = 200, description = "The details of the friend that the user may see", body = CardView))
)]
async fn get_card(
    State(state): State<FriendsState>,
    user: CurrentUser,
    PathId(friend): PathId<UserId>,
) -> Result<Json<CardView>, Problem> {
    let card = state.executor.db().read(move |tx| friendships::card(tx, user.id, friend)).await?;
    Ok(Json(card.into()))
}

#[utoipa::path(
    delete, path = "/friends/{user_id}", tag = "friends",
    params(("user_id" = UserId, Path, description = "A friend")),
    responses((status = 204, description = "No longer friends"))
)]
async fn remove_friend(
    State(state): State<FriendsState>,
    user: CurrentUser,
    PathId(friend): PathId<UserId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut Tx<'_>, _: &NoBody| friendships::remove_friend(tx, user.id, friend);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}

#[utoipa::path(
    get, path = "/blocks", tag = "friends", params(List),
    responses((status = 200, description = "People the user blocks, ordered by id", body = Page<BlockView>))
)]
async fn list_blocks(
    State(state): State<FriendsState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<BlockView>>, Problem> {
    let after: Uuid = list.after()?.unwrap_or(Uuid::nil());
    let limit = list.limit;
    let read = state.executor.db().read(move |tx| friendships::list_blocks(tx, user.id, after, limit.and_one()));
    let blocks = read.await.map_err(|error: DbError| Problem::from(error))?;
    Ok(Json(Page::cut(blocks, limit, |(person, _)| person.id).map(BlockView::from)))
}

#[utoipa::path(
    put, path = "/blocks/{user_id}", tag = "friends",
    params(("user_id" = UserId, Path, description = "The person to block")),
    responses((status = 204, description = "Blocked. Neither can see the other."))
)]
async fn block(
    State(state): State<FriendsState>,
    user: CurrentUser,
    PathId(other): PathId<UserId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut Tx<'_>, _: &NoBody| friendships::block(tx, user.id, other);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}

#[utoipa::path(
    delete, path = "/blocks/{user_id}", tag = "friends",
    params(("user_id" = UserId, Path, description = "A person the user blocks")),
    responses((status = 204, description = "No longer blocked"))
)]
async fn unblock(
    State(state): State<FriendsState>,
    user: CurrentUser,
    PathId(other): PathId<UserId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut Tx<'_>, _: &NoBody| friendships::unblock(tx, user.id, other);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}
