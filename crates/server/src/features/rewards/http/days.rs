//! The calendar of claims on the wire.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::RewardsState;
use crate::features::accounts::CurrentUser;
use crate::features::rewards::actions::days::{self, Marked};
use crate::features::rewards::rules::DayMark;
use crate::platform::dates::optional_date;
use crate::platform::http::Query;
use crate::platform::problem::Problem;

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClaimDays {
    /// The first day; the first of the last one's month by default.
    #[serde(default, deserialize_with = "optional_date")]
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day; today by default.
    #[serde(default, deserialize_with = "optional_date")]
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

/// A day that was claimed or covered.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct MarkedDayView {
    #[schema(value_type = String, format = Date)]
    date: Date,
    mark: DayMark,
}

/// The days of a span that were claimed or covered.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimDaysView {
    /// The user's local day.
    #[schema(value_type = String, format = Date)]
    today: Date,
    #[schema(value_type = String, format = Date)]
    from: Date,
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// Oldest first; days that are not named were neither claimed nor covered.
    days: Vec<MarkedDayView>,
}

impl From<Marked> for ClaimDaysView {
    fn from(marked: Marked) -> Self {
        let Marked { today, from, to, days } = marked;
        let days = days.into_iter().map(|(date, mark)| MarkedDayView { date, mark }).collect();
        Self { today, from, to, days }
    }
}

#[utoipa::path(
    get, path = "/rewards/days", tag = "rewards", params(ClaimDays),
    responses((status = 200, description = "Which days were claimed, and which a freeze covered", body = ClaimDaysView))
)]
pub async fn get_days(
    State(state): State<RewardsState>,
    user: CurrentUser,
    Query(query): Query<ClaimDays>,
) -> Result<Json<ClaimDaysView>, Problem> {
    let marked = state.executor.db().read(move |tx| days::days(tx, user.id, query.from, query.to)).await?;
    Ok(Json(marked.into()))
}
