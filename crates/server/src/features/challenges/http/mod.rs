//! The HTTP routes of this feature.

mod views;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use self::views::{ChallengeView, InvitationView, MemberView};
use super::actions::create::{self, CreateChallenge};
use super::actions::invite::{self, Invite};
use super::actions::join::{self, JoinChallenge};
use super::actions::list::{self, Filter};
use super::actions::members;
use super::{ChallengeId, ChallengesError, SharedReactions};
use crate::features::accounts::{CurrentUser, UserId};
use crate::platform::db::{DbError, Tx};
use crate::platform::http::{Answer, Command, Cursor, Executor, Limit, List, NoBody, Page, PathId, Query};
use crate::platform::problem::Problem;

/// The state of the endpoints.
#[allow(missing_docs, reason = "the types say it")]
#[derive(Clone)]
pub struct ChallengesState {
    pub executor: Executor,
    pub reactions: SharedReactions,
    /// The public URL without a trailing slash.
    pub origin: String,
}

/// The routes of this feature.
pub fn routes(state: ChallengesState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_challenges, create_challenge))
        .routes(routes!(list_invitations))
        .routes(routes!(get_challenge))
        .routes(routes!(list_members, join_challenge))
        .routes(routes!(leave_challenge))
        .routes(routes!(invite_friends))
        .routes(routes!(turn_down))
        .with_state(state)
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListChallenges {
    /// Only of this category.
    category: Option<String>,
    /// Only those that the user created or joined.
    mine: Option<bool>,
    /// Words that must all occur in it.
    q: Option<String>,
    /// The maximum number of items.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    limit: Limit,
    /// `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

#[utoipa::path(
    get, path = "/challenges", tag = "challenges", params(ListChallenges),
    responses((status = 200, description = "Challenges that the user created or joined, then the built-in ones",
        body = Page<ChallengeView>))
)]
async fn list_challenges(
    State(state): State<ChallengesState>,
    user: CurrentUser,
    Query(query): Query<ListChallenges>,
) -> Result<Json<Page<ChallengeView>>, Problem> {
    let after: Option<ChallengeId> = query.cursor.as_ref().map(Cursor::read).transpose()?;
    let limit = query.limit;
    let filter = Filter { category: query.category, mine: query.mine.unwrap_or(false), query: query.q };
    let read = state.executor.db().read(move |tx| list::list(tx, user.id, &filter, after, limit.get() + 1));
    let found = read.await.map_err(|error: DbError| Problem::from(error))?;
    let page = Page::cut(found, limit, |seen| seen.challenge.id);
    Ok(Json(page.map(|seen| ChallengeView::of(seen, &state.origin))))
}

#[utoipa::path(
    post, path = "/challenges", tag = "challenges", request_body = CreateChallenge,
    responses((status = 201, description = "Created; whoever has its link may join", body = ChallengeView))
)]
async fn create_challenge(
    State(state): State<ChallengesState>,
    user: CurrentUser,
    command: Command<CreateChallenge>,
) -> Result<Answer, Problem> {
    let (reactions, origin) = (state.reactions.clone(), state.origin.clone());
    state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, input| {
            let seen = create::create(tx, &*reactions, user.id, input)?;
            Ok::<_, ChallengesError>(ChallengeView::of(seen, &origin))
        })
        .await
}

#[utoipa::path(
    get, path = "/challenges/{id}", tag = "challenges",
    params(("id" = ChallengeId, Path, description = "The challenge")),
    responses((status = 200, description = "The challenge and the user's progress in it", body = ChallengeView))
)]
async fn get_challenge(
    State(state): State<ChallengesState>,
    user: CurrentUser,
    PathId(id): PathId<ChallengeId>,
) -> Result<Json<ChallengeView>, Problem> {
    let seen = state.executor.db().read(move |tx| list::get(tx, user.id, id)).await?;
    Ok(Json(ChallengeView::of(seen, &state.origin)))
}

#[utoipa::path(
    get, path = "/challenges/{id}/members", tag = "challenges",
    params(("id" = ChallengeId, Path, description = "The challenge"), List),
    responses((status = 200, description = "Members who do not hide themselves, by id", body = Page<MemberView>))
)]
async fn list_members(
    State(state): State<ChallengesState>,
    user: CurrentUser,
    PathId(id): PathId<ChallengeId>,
    Query(list): Query<List>,
) -> Result<Json<Page<MemberView>>, Problem> {
    let after: Uuid = list.after()?.unwrap_or(Uuid::nil());
    let limit = list.limit.get();
    let read = state.executor.db().read(move |tx| members::list_members(tx, user.id, id, after, limit));
    let (items, next) = read.await?;
    let items = items.into_iter().map(MemberView::from).collect();
    Ok(Json(Page { items, next_cursor: next.map(|id: UserId| Cursor::of(&id)) }))
}

#[utoipa::path(
    post, path = "/challenges/{id}/members", tag = "challenges",
    params(("id" = ChallengeId, Path, description = "The challenge")), request_body = JoinChallenge,
    responses((status = 201, description = "Joined; the habits are in Today", body = ChallengeView))
)]
async fn join_challenge(
    State(state): State<ChallengesState>,
    user: CurrentUser,
    PathId(id): PathId<ChallengeId>,
    command: Command<JoinChallenge>,
) -> Result<Answer, Problem> {
    let (reactions, origin) = (state.reactions.clone(), state.origin.clone());
    // Read outside of the unit of work: inside, it would conflict with every other join.
    let members =
        state.executor.db().read(move |tx| list::size(tx, id)).await.map_err(|e: DbError| Problem::from(e))?;
    state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, input| {
            let seen = join::join(tx, &*reactions, user.id, id, members, input)?;
            Ok::<_, ChallengesError>(ChallengeView::of(seen, &origin))
        })
        .await
}

#[utoipa::path(
    delete, path = "/challenges/{id}/members/me", tag = "challenges",
    params(("id" = ChallengeId, Path, description = "The challenge")),
    responses((status = 204, description = "Left; its habits are archived and what was done remains"))
)]
async fn leave_challenge(
    State(state): State<ChallengesState>,
    user: CurrentUser,
    PathId(id): PathId<ChallengeId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    let work = move |tx: &mut Tx<'_>, _: &NoBody| join::leave(tx, &*reactions, user.id, id);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}

#[utoipa::path(
    get, path = "/challenges/invitations", tag = "challenges", params(List),
    responses((status = 200, description = "Pending invitations", body = Page<InvitationView>))
)]
async fn list_invitations(
    State(state): State<ChallengesState>,
    user: CurrentUser,
    Query(list): Query<List>,
) -> Result<Json<Page<InvitationView>>, Problem> {
    let after: (Uuid, Uuid) = list.after()?.unwrap_or((Uuid::nil(), Uuid::nil()));
    let limit = list.limit.get();
    let read = state.executor.db().read(move |tx| invite::list_invitations(tx, user.id, after, limit));
    let (items, next) = read.await.map_err(|error: DbError| Problem::from(error))?;
    let items = items.into_iter().map(InvitationView::from).collect();
    Ok(Json(Page { items, next_cursor: next.map(|position| Cursor::of(&position)) }))
}

#[utoipa::path(
    post, path = "/challenges/{id}/invitations", tag = "challenges",
    params(("id" = ChallengeId, Path, description = "The challenge")), request_body = Invite,
    responses((status = 204, description = "Invited, except those who were invited already"))
)]
async fn invite_friends(
    State(state): State<ChallengesState>,
    user: CurrentUser,
    PathId(id): PathId<ChallengeId>,
    command: Command<Invite>,
) -> Result<Answer, Problem> {
    let reactions = state.reactions.clone();
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, input| {
            invite::invite(tx, &*reactions, user.id, id, input)
        })
        .await
}

#[utoipa::path(
    delete, path = "/challenges/{id}/invitations/me", tag = "challenges",
    params(("id" = ChallengeId, Path, description = "The challenge")),
    responses((status = 204, description = "Declined; nobody is notified"))
)]
async fn turn_down(
    State(state): State<ChallengesState>,
    user: CurrentUser,
    PathId(id): PathId<ChallengeId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    let work = move |tx: &mut Tx<'_>, _: &NoBody| invite::decline(tx, user.id, id);
    state.executor.run(user.id.0, StatusCode::NO_CONTENT, command, work).await
}
