//! Route for the calendar of daily claims.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::RewardsState;
use crate::features::accounts::CurrentUser;
use crate::features::rewards::actions::days::{self, ClaimCalendar};
use crate::features::rewards::rules::DayMark;
use crate::platform::dates::optional_date;
use crate::platform::http::Query;
use crate::platform::problem::Problem;

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClaimDaysQuery {
    /// The first day; by default the first of the month of `to`.
    #[serde(default, deserialize_with = "optional_date")]
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day; by default the user's current day.
    #[serde(default, deserialize_with = "optional_date")]
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

/// A day that was claimed or covered by a freeze.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct MarkedDayView {
    #[schema(value_type = String, format = Date)]
    date: Date,
    mark: DayMark,
}

/// The days of a span that were claimed or covered by a freeze.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimDaysView {
    /// The user's current local day.
    #[schema(value_type = String, format = Date)]
    today: Date,
    #[schema(value_type = String, format = Date)]
    from: Date,
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// Oldest first. Days that are not listed were neither claimed nor covered.
    days: Vec<MarkedDayView>,
}

impl From<ClaimCalendar> for ClaimDaysView {
    fn from(calendar: ClaimCalendar) -> Self {
        let ClaimCalendar { today, from, to, days } = calendar;
        let days = days.into_iter().map(|(date, mark)| MarkedDayView { date, mark }).collect();
        Self { today, from, to, days }
    }
}

#[utoipa::path(
    get, path = "/rewards/days", tag = "rewards", params(ClaimDaysQuery),
    responses((status = 200, description = "Days that were claimed or covered by a freeze", body = ClaimDaysView))
)]
pub async fn get_days(
    State(state): State<RewardsState>,
    user: CurrentUser,
    Query(query): Query<ClaimDaysQuery>,
) -> Result<Json<ClaimDaysView>, Problem> {
    let calendar = state.executor.db().read(move |tx| days::days(tx, user.id, query.from, query.to)).await?;
    Ok(Json(calendar.into()))
}
