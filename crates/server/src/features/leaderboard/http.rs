//! The calls of this room.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Leaderboard;
use super::actions::answer::{BoardEntry, Entries, Seen};
use super::rules::{Order, Period, Scope};
use crate::features::accounts::CurrentUser;
use crate::features::challenges::ChallengeId;
use crate::platform::http::{Answer, PathId, Query};
use crate::platform::problem::Problem;

/// What the calls of this room need.
#[derive(Clone)]
pub struct LeaderboardState {
    /// The board.
    pub leaderboard: Leaderboard,
}

/// The calls of this room.
pub fn routes(state: LeaderboardState) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(get_leaderboard)).routes(routes!(get_challenge_leaderboard)).with_state(state)
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WhichBoard {
    /// The days it is about, in each user's own local days.
    #[serde(default)]
    #[param(value_type = Option<Period>, inline)]
    period: Period,
    /// Whom it shows.
    #[serde(default)]
    #[param(value_type = Option<Scope>, inline)]
    scope: Scope,
    /// By what it is ordered.
    #[serde(default)]
    #[param(value_type = Option<Order>, inline)]
    order: Order,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WhichOrder {
    /// By what it is ordered.
    #[serde(default)]
    #[param(value_type = Option<Order>, inline)]
    order: Order,
}

/// A board.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Board)]
struct BoardView {
    period: Period,
    /// The period's first day for the asker: for a challenge the day of joining, `null` for all time.
    #[schema(required, value_type = Option<String>, format = Date)]
    starts_on: Option<Date>,
    order: Order,
    /// The first hundred of those who don't hide.
    #[schema(value_type = Vec<BoardEntry>)]
    entries: Entries,
    /// The asker's own row, also beyond the first hundred. Who hides sees the rank they would
    /// have; `null` for who does not stand in this order (fair: fewer than 7 due).
    #[schema(required)]
    me: Option<BoardEntry>,
    /// Everything that happened before this is in it.
    #[schema(value_type = String, format = DateTime)]
    as_of: Timestamp,
}

impl From<Seen> for BoardView {
    fn from(seen: Seen) -> Self {
        let Seen { period, starts_on, order, entries, me, as_of } = seen;
        Self { period, starts_on, order, entries, me, as_of }
    }
}

#[utoipa::path(
    get, path = "/leaderboard", tag = "leaderboard", params(WhichBoard),
    responses((status = 200, description = "The first hundred and the asker", body = BoardView))
)]
async fn get_leaderboard(
    State(state): State<LeaderboardState>,
    user: CurrentUser,
    Query(which): Query<WhichBoard>,
) -> Result<Answer, Problem> {
    let WhichBoard { period, scope, order } = which;
    let seen = state.leaderboard.seen_by(user.id, period, scope, order).await?;
    Answer::json(StatusCode::OK, &BoardView::from(seen))
}

#[utoipa::path(
    get, path = "/challenges/{id}/leaderboard", tag = "leaderboard",
    params(("id" = ChallengeId, Path, description = "The challenge"), WhichOrder),
    responses((status = 200, description = "Its members by what they did of its habits", body = BoardView))
)]
async fn get_challenge_leaderboard(
    State(state): State<LeaderboardState>,
    user: CurrentUser,
    PathId(id): PathId<ChallengeId>,
    Query(which): Query<WhichOrder>,
) -> Result<Json<BoardView>, Problem> {
    Ok(Json(BoardView::from(state.leaderboard.of_challenge(user.id, id, which.order).await?)))
}
