//! The call of this room.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Report};
use super::store::ReportRow;
use super::{ReportId, SharedReactions};
use crate::features::accounts::CurrentUser;
use crate::platform::http::{Answer, Command, Executor};
use crate::platform::problem::Problem;

/// What the call of this room needs.
#[derive(Clone)]
pub struct ModerationState {
    /// Runs units of work.
    pub executor: Executor,
    /// Whom to ask about messages.
    pub reactions: SharedReactions,
    /// False lifts the limit on how many reports are made. For load tests.
    pub limits: bool,
}

/// The call of this room.
pub fn routes(state: ModerationState) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(report)).with_state(state)
}

/// A report that was kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ReportView {
    id: ReportId,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<ReportRow> for ReportView {
    fn from(row: ReportRow) -> Self {
        Self { id: row.id, created_at: row.created_at }
    }
}

#[utoipa::path(
    post, path = "/moderation/reports", tag = "moderation", request_body = Report,
    responses((status = 201, description = "Kept; the one reported is not told", body = ReportView))
)]
async fn report(
    State(state): State<ModerationState>,
    user: CurrentUser,
    command: Command<Report>,
) -> Result<Answer, Problem> {
    let (reactions, limits) = (state.reactions.clone(), state.limits);
    state
        .executor
        .run(user.id.0, StatusCode::CREATED, command, move |tx, input| {
            actions::report(tx, &*reactions, user.id, input, limits).map(ReportView::from)
        })
        .await
}
