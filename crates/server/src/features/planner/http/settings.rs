//! A user's planner settings and token usage.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::PlannerState;
use crate::features::accounts::CurrentUser;
use crate::features::planner::PlannerError;
use crate::features::planner::actions::calls::{self, PlannerSettings};
use crate::platform::http::{Answer, Command};
use crate::platform::problem::Problem;

/// A user's planner settings and token usage.
#[derive(Serialize, ToSchema)]
pub(super) struct SettingsView {
    /// Nothing about this user is sent to an AI.
    builtin_only: bool,
    /// The AI of this instance; `null` if there is only the built-in planner.
    ai: Option<AiView>,
    /// Tokens used today (UTC).
    tokens_used: i64,
    /// Maximum tokens per day; `null` without a limit.
    tokens_limit: Option<i64>,
    /// The instant at which the next day begins.
    #[schema(value_type = String, format = DateTime)]
    resets_at: jiff::Timestamp,
}

#[derive(Serialize, ToSchema)]
struct AiView {
    /// The URL that is called.
    server: String,
    /// The name of the model.
    model: String,
}

impl SettingsView {
    fn of(state: &PlannerState, builtin_only: bool, usage: calls::Usage) -> Self {
        let ai = state.planner.provider();
        Self {
            builtin_only,
            ai: ai.map(|ai| AiView { server: ai.server().to_owned(), model: ai.model().to_owned() }),
            tokens_used: usage.used,
            tokens_limit: ai.and_then(|_| state.planner.daily_tokens()),
            resets_at: usage.resets_at,
        }
    }
}

#[utoipa::path(
    get, path = "/planner/settings", tag = "planner",
    responses((status = 200, description = "The planner settings of this user", body = SettingsView))
)]
pub(super) async fn get_settings(
    State(state): State<PlannerState>,
    user: CurrentUser,
) -> Result<Json<SettingsView>, Problem> {
    let read = state
        .executor
        .db()
        .read(move |tx| Ok::<_, PlannerError>((calls::builtin_only(tx, user.id)?, calls::usage(tx, user.id)?)));
    let (builtin_only, usage) = read.await?;
    Ok(Json(SettingsView::of(&state, builtin_only, usage)))
}

#[utoipa::path(
    put, path = "/planner/settings", tag = "planner", request_body = PlannerSettings,
    responses((status = 200, description = "The settings afterwards", body = SettingsView))
)]
pub(super) async fn put_settings(
    State(state): State<PlannerState>,
    user: CurrentUser,
    command: Command<PlannerSettings>,
) -> Result<Answer, Problem> {
    let view_state = state.clone();
    state
        .executor
        .run(user.id.0, StatusCode::OK, command, move |tx, input| {
            calls::set_settings(tx, user.id, input)?;
            let usage = calls::usage(tx, user.id)?;
            Ok::<_, PlannerError>(SettingsView::of(&view_state, input.builtin_only, usage))
        })
        .await
}
