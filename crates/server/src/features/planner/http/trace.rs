//! The trace of a draft: all AI calls made for it.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::PlannerState;
use crate::features::accounts::CurrentUser;
use crate::features::planner::DraftId;
use crate::features::planner::actions::drafts;
use crate::features::planner::store::{CallRecord, Source};
use crate::platform::http::PathId;
use crate::platform::problem::Problem;

/// The origin of a draft.
#[derive(Serialize, ToSchema)]
pub(super) struct TraceView {
    draft_id: DraftId,
    habit: String,
    source: Source,
    /// The days written by the built-in planner.
    builtin_days: Vec<u16>,
    /// All AI calls for this draft, oldest first; empty if nothing was sent.
    calls: Vec<CallRecord>,
}

#[utoipa::path(
    get, path = "/planner/drafts/{id}/trace", tag = "planner",
    params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 200, description = "The AI calls for this draft", body = TraceView))
)]
pub(super) async fn get_trace(
    State(state): State<PlannerState>,
    user: CurrentUser,
    PathId(id): PathId<DraftId>,
) -> Result<Json<TraceView>, Problem> {
    let (draft, calls) = state.executor.db().read(move |tx| drafts::trace(tx, user.id, id)).await?;
    let builtin = draft.days.iter().filter(|day| day.source == Source::Builtin).map(|day| day.day);
    Ok(Json(TraceView {
        draft_id: draft.id,
        source: draft.source,
        builtin_days: builtin.collect(),
        habit: draft.request.habit,
        calls,
    }))
}
