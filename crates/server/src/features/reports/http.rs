//! The calls of this room.

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

/// What the calls of this room need.
#[derive(Clone)]
pub struct ReportsState {
    /// Runs units of work.
    pub executor: Executor,
}

/// The calls of this room.
pub fn routes(state: ReportsState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(get_completions))
        .routes(routes!(get_heatmap))
        .routes(routes!(get_summary))
        .routes(routes!(get_strength))
        .with_state(state)
}

/// What a bar stands for.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum RangeName {
    /// 7 days.
    #[default]
    Daily,
    /// 12 months.
    Monthly,
    /// 5 years.
    Yearly,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CompletionsQuery {
    /// 7 days, 12 months or 5 years up to today.
    #[serde(default)]
    #[param(value_type = Option<RangeName>, inline)]
    range: RangeName,
    /// Of habits of this type alone.
    #[serde(rename = "type")]
    #[param(inline)]
    kind: Option<HabitType>,
    /// Of this habit alone.
    #[param(value_type = Option<uuid::Uuid>)]
    habit_id: Option<HabitId>,
}

#[utoipa::path(
    get, path = "/reports/completions", tag = "reports", params(CompletionsQuery),
    responses((status = 200, description = "What was due and done, bar by bar, oldest first", body = CompletionsView))
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
    /// The first day; a year before the last by default.
    #[serde(default, deserialize_with = "optional_date")]
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day; today by default. Days to come are left out.
    #[serde(default, deserialize_with = "optional_date")]
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

#[utoipa::path(
    get, path = "/reports/heatmap", tag = "reports", params(HeatmapQuery),
    responses((status = 200, description = "Every day of the span, 366 at most", body = HeatmapView))
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
    responses((status = 200, description = "Habits, best times and the week's review", body = SummaryView))
)]
async fn get_summary(State(state): State<ReportsState>, user: CurrentUser) -> Result<Json<SummaryView>, Problem> {
    let summary = state.executor.db().read(move |tx| actions::summary(tx, user.id)).await?;
    Ok(Json(SummaryView::from(summary)))
}

#[utoipa::path(
    get, path = "/habits/{id}/strength", tag = "reports", params(("id" = HabitId, Path, description = "The habit")),
    responses((status = 200, description = "How settled the habit is, day by day", body = StrengthView))
)]
async fn get_strength(
    State(state): State<ReportsState>,
    user: CurrentUser,
    PathId(id): PathId<HabitId>,
) -> Result<Json<StrengthView>, Problem> {
    let strength = state.executor.db().read(move |tx| actions::strength(tx, user.id, id)).await?;
    Ok(Json(StrengthView::from(strength)))
}
