//! HTTP API of the moderation feature.

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

/// State of the handlers.
#[derive(Clone)]
pub struct ModerationState {
    #[allow(missing_docs, reason = "the name says it")]
    pub executor: Executor,
    /// Looks up authors of messages.
    pub reactions: SharedReactions,
    /// `false` turns off the limit on reports. For load tests.
    pub limits: bool,
}

#[allow(missing_docs, reason = "the name says it")]
pub fn routes(state: ModerationState) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(report)).with_state(state)
}

/// A report that was saved.
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
    responses((status = 201, description = "Saved. The reported person is not notified.", body = ReportView))
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
