//! The calls of this room.

mod making;
mod small;
mod trace;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use super::actions::{EditDraft, calls, drafts};
use super::making::Planner;
use super::rules::HabitType;
use super::store::{Draft, DraftDay, DraftState, Source};
use super::{DraftId, PlannerError};
use crate::features::accounts::{CurrentUser, UserId};
use crate::platform::http::{Answer, BodyLimit, Command, Executor, NoBody, PathId};
use crate::platform::problem::Problem;

/// What the calls of this room need.
#[derive(Clone)]
pub struct PlannerState {
    /// Runs units of work.
    pub executor: Executor,
    /// Makes plans.
    pub planner: Planner,
}

impl PlannerState {
    /// Whether something of this user may go to an AI.
    async fn by_ai(&self, user: UserId) -> Result<bool, PlannerError> {
        if self.planner.provider().is_none() {
            return Ok(false);
        }
        Ok(!self.executor.db().read(move |tx| calls::builtin_only(tx, user)).await?)
    }
}

/// A draft edited as a whole may be this large.
const PLAN_BYTES: usize = 2 * 1024 * 1024;

/// The calls of this room.
pub fn routes(state: PlannerState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(small::classification))
        .routes(routes!(small::questions))
        .routes(routes!(small::get_settings, small::put_settings))
        .routes(routes!(making::create_draft))
        .routes(routes!(get_draft, edit_draft, drop_draft).layer(BodyLimit::max(PLAN_BYTES)))
        .routes(routes!(trace::get_trace))
        .routes(routes!(small::reword_task))
        .with_state(state)
}

/// A draft as it is shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct DraftView {
    id: DraftId,
    habit: String,
    #[serde(rename = "type")]
    kind: HabitType,
    duration_days: u16,
    source: Source,
    /// `making` while days may still be missing.
    state: DraftState,
    /// Whether an AI was asked for it; what came of it is in the trace.
    ai_asked: bool,
    days: Vec<DraftDay>,
}

impl From<Draft> for DraftView {
    fn from(draft: Draft) -> Self {
        Self {
            id: draft.id,
            habit: draft.request.habit,
            kind: draft.request.kind,
            duration_days: draft.request.duration_days,
            source: draft.source,
            state: draft.state,
            ai_asked: draft.ai_asked,
            days: draft.days,
        }
    }
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
    responses((status = 204, description = "Dropped"))
)]
async fn drop_draft(
    State(state): State<PlannerState>,
    user: CurrentUser,
    PathId(id): PathId<DraftId>,
    command: Command<NoBody>,
) -> Result<Answer, Problem> {
    state
        .executor
        .run(user.id.0, StatusCode::NO_CONTENT, command, move |tx, _| drafts::drop_draft(tx, user.id, id))
        .await
}
