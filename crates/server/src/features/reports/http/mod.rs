//! Routes for reports.

mod views;

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::views::{CompletionsView, HeatmapView, StrengthView, SummaryView};
use super::actions::{self, CompletionsFilter};
use super::rules::Range;
use crate::features::accounts::CurrentUser;
use crate::features::habits::HabitId;
use crate::features::planner::HabitType;
use crate::platform::dates::optional_date;
use crate::platform::http::{Executor, PathId, Query};
use crate::platform::problem::Problem;

/// State shared by the handlers.
#[derive(Clone)]
#[allow(missing_docs, reason = "the type says it")]
pub struct ReportsState {
    pub executor: Executor,
}

/// Builds the routes of this feature.
pub fn routes(state: ReportsState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_completions))
        .routes(routes!(get_heatmap))
        .routes(routes!(get_summary))
        .routes(routes!(get_strength))
        .with_state(state)
}

/// The number and length of the bars.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum RangeName {
    /// The last 7 days, one bar each.
    #[default]
    Daily,
    /// The last 12 months, one bar each.
    Monthly,
    /// The last 5 years, one bar each.
    Yearly,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CompletionsQuery {
    /// Show the last 7 days, 12 months or 5 years.
    #[serde(default)]
    #[param(value_type = Option<RangeName>, inline)]
    range: RangeName,
    /// Count only habits of this type.
    #[serde(rename = "type")]
    #[param(inline)]
    kind: Option<HabitType>,
    /// Count only this habit.
    #[param(value_type = Option<uuid::Uuid>)]
    habit_id: Option<HabitId>,
}

#[utoipa::path(
    get, path = "/reports/completions", tag = "reports", params(CompletionsQuery),
    responses((status = 200, description = "Tasks due and done per bar, oldest first", body = CompletionsView))
)]
async fn get_completions(
    State(state): State<ReportsState>,
    user: CurrentUser,
    Query(query): Query<CompletionsQuery>,
) -> Result<Json<CompletionsView>, Problem> {
    let range = match query.range {
        RangeName::Daily => Range::Daily,
        RangeName::Monthly => Range::Monthly,
        RangeName::Yearly => Range::Yearly,
    };
    let filter = CompletionsFilter { range, kind: query.kind, habit: query.habit_id };
    let (bars, totals) = state.executor.db().read(move |tx| actions::completions(tx, user.id, filter)).await?;
    Ok(Json(CompletionsView::of(bars, &totals)))
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HeatmapQuery {
    /// The first day; by default 364 days before the last.
    #[serde(default, deserialize_with = "optional_date")]
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day; by default the user's current day. Future days are left out.
    #[serde(default, deserialize_with = "optional_date")]
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

#[utoipa::path(
    get, path = "/reports/heatmap", tag = "reports", params(HeatmapQuery),
    responses((status = 200, description = "Every day of the span", body = HeatmapView))
)]
async fn get_heatmap(
    State(state): State<ReportsState>,
    user: CurrentUser,
    Query(query): Query<HeatmapQuery>,
) -> Result<Json<HeatmapView>, Problem> {
    let days = state.executor.db().read(move |tx| actions::heatmap(tx, user.id, query.from, query.to)).await?;
    Ok(Json(HeatmapView::from(days)))
}

#[utoipa::path(
    get, path = "/reports/summary", tag = "reports",
    responses((status = 200, description = "Habits, best times and the weekly review", body = SummaryView))
)]
async fn get_summary(State(state): State<ReportsState>, user: CurrentUser) -> Result<Json<SummaryView>, Problem> {
    let summary = state.executor.db().read(move |tx| actions::summary(tx, user.id)).await?;
    Ok(Json(SummaryView::from(summary)))
}

#[utoipa::path(
    get, path = "/habits/{id}/strength", tag = "reports", params(("id" = HabitId, Path, description = "The habit")),
    responses((status = 200, description = "The strength of the habit, day by day", body = StrengthView))
)]
async fn get_strength(
    State(state): State<ReportsState>,
    user: CurrentUser,
    PathId(id): PathId<HabitId>,
) -> Result<Json<StrengthView>, Problem> {
    let strength = state.executor.db().read(move |tx| actions::strength(tx, user.id, id)).await?;
    Ok(Json(StrengthView::from(strength)))
}
