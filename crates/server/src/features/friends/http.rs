//! The calls of this room.

mod views;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use self::views::{BlockView, CardView, FriendView, LinkOwnerView, LinkView, RequestView};
use super::actions::requests::{self, Limits, SendRequest};
use super::actions::{friendships, links};
use super::rules::LINK_PATH;
use super::{FriendsError, RequestId, SharedReactions};
use crate::features::accounts::{CurrentUser, UserId};
use crate::platform::db::{DbError, Tx};
use crate::platform::http::{Answer, Command, Executor, List, NoBody, Page, Path, PathId, Query};
use crate::platform::phones::Phones;
use crate::platform::problem::Problem;

/// What the calls of this room need.
#[derive(Clone)]
pub struct FriendsState {
    /// Runs units of work.
    pub executor: Executor,
    /// What the rest of the product does when people find each other.
    pub reactions: SharedReactions,
    /// The public URL without a slash at the end, for links.
    pub origin: String,
    /// Which numbers are numbers here.
    pub phones: Phones,
    /// False lifts the limits on how many requests are sent. For load tests.
    pub limits: bool,
}

/// The calls of this room.
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
    responses((status = 200, description = "Friends, by id", body = Page<FriendView>))
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
    responses((status = 200, description = "Requests that wait, newest first", body = Page<RequestView>))
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
    responses((status = 202, description = "Asked; alike whether or not the identifier is known", body = RequestView))
)]
async fn send_request(
    State(state): State<FriendsState>,
    user: CurrentUser,
    command: Command<SendRequest>,
) -> Result<Answer, Problem> {
    let (reactions, on, phones) = (state.reactions.clone(), state.limits, state.phones.clone());
    state
        .executor
        .run(user.id.0, StatusCode::ACCEPTED, command, move |tx, input| {
            requests::send_request(tx, &*reactions, user.id, input, &Limits { on, phones: &phones })
                .map(RequestView::from)
        })
        .await
}

#[utoipa::path(
    delete, path = "/friends/requests/{id}", tag = "friends",
    params(("id" = RequestId, Path, description = "A request this person sent")),
    responses((status = 204, description = "Taken back"))
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
    params(("id" = RequestId, Path, description = "A request this person got")),
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
    params(("id" = RequestId, Path, description = "A request this person got")),
    responses((status = 200, description = "The request; the asker is not told", body = RequestView))
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
    responses((status = 201, description = "A link to hand over; it is shown this once", body = LinkView))
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
    responses((status = 204, description = "None of this person's links works any more"))
)]
async fn drop_links(
    State(state): State<FriendsState>,
    user: CurrentUser,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut Tx<'_>, _: &NoBody| links::drop_links(tx, user.id).map_err(FriendsError::from);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}

#[utoipa::path(
    get, path = "/friends/links/{token}", tag = "friends",
    params(("token" = String, Path, description = "The last part of a link")),
    responses((status = 200, description = "Whose link it is", body = LinkOwnerView))
)]
async fn look_at_link(
    State(state): State<FriendsState>,
    user: CurrentUser,
    Path(token): Path<String>,
) -> Result<Json<LinkOwnerView>, Problem> {
    let person = state.executor.db().read(move |tx| links::look_at(tx, user.id, &token)).await?;
    Ok(Json(LinkOwnerView { user: person }))
}

#[utoipa::path(
    get, path = "/friends/{user_id}", tag = "friends",
    params(("user_id" = UserId, Path, description = "A friend")),
    responses((status = 200, description = "The friend, as far as they allow it", body = CardView))
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
    responses((status = 204, description = "No friends any more"))
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
    responses((status = 200, description = "Whom this person blocks, by id", body = Page<BlockView>))
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
    params(("user_id" = UserId, Path, description = "Whom to block")),
    responses((status = 204, description = "Neither sees the other any more"))
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
    params(("user_id" = UserId, Path, description = "Whom this person blocks")),
    responses((status = 204, description = "Not blocked any more"))
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
