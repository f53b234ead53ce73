//! The HTTP endpoints of the planner.

mod create;
mod questions;
mod settings;
mod trace;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use super::actions::{EditDraft, calls, drafts};
use super::drafting::{DraftView, Planner};
use super::{DraftId, PlannerError};
use crate::features::accounts::{CurrentUser, UserId};
use crate::platform::http::{Answer, BodyLimit, Command, Executor, NoBody, PathId};
use crate::platform::problem::Problem;

/// The state of the planner's endpoints.
#[derive(Clone)]
pub struct PlannerState {
    #[allow(missing_docs, reason = "the name says it")]
    pub executor: Executor,
    #[allow(missing_docs, reason = "the name says it")]
    pub planner: Planner,
}

impl PlannerState {
    /// Returns whether there is an AI and this user allows it.
    async fn uses_ai(&self, user: UserId) -> Result<bool, PlannerError> {
        if self.planner.provider().is_none() {
            return Ok(false);
        }
        Ok(!self.executor.db().read(move |tx| calls::builtin_only(tx, user)).await?)
    }
}

/// The maximum size of a request that edits all days of a draft.
const MAX_EDIT_BYTES: usize = 2 * 1024 * 1024;

/// Returns the planner's routes.
pub fn routes(state: PlannerState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(questions::classification))
        .routes(routes!(questions::questions))
        .routes(routes!(settings::get_settings, settings::put_settings))
        .routes(routes!(create::create_draft))
        .routes(routes!(get_draft, edit_draft, drop_draft).layer(BodyLimit::max(MAX_EDIT_BYTES)))
        .routes(routes!(trace::get_trace))
        .routes(routes!(questions::reword_task))
        .with_state(state)
}

#[utoipa::path(
    get, path = "/planner/drafts/{id}", tag = "planner", params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 200, description = "The draft", body = DraftView))
)]
async fn get_draft(
    State(state): State<PlannerState>,
    user: CurrentUser,
    PathId(id): PathId<DraftId>,
) -> Result<Json<DraftView>, Problem> {
    let draft = state.planner.draft(user.id, id).await?;
    Ok(Json(draft.into()))
}

#[utoipa::path(
    patch, path = "/planner/drafts/{id}", tag = "planner", request_body = EditDraft,
    params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 200, description = "The draft afterwards", body = DraftView))
)]
async fn edit_draft(
    State(state): State<PlannerState>,
    user: CurrentUser,
    PathId(id): PathId<DraftId>,
    command: Command<EditDraft>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            drafts::edit_draft(tx, user.id, id, input).map(DraftView::from)
        })
        .await
}

#[utoipa::path(
    delete, path = "/planner/drafts/{id}", tag = "planner", params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 204, description = "Deleted"))
)]
async fn drop_draft(
    State(state): State<PlannerState>,
    user: CurrentUser,
    PathId(id): PathId<DraftId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, _| drafts::delete_draft(tx, user.id, id))
        .await
}
