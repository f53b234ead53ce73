//! The HTTP endpoints of the leaderboard.

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
use super::actions::answer::{BoardEntry, Entries, RankedBoard};
use super::rules::{Order, Period, Scope};
use crate::features::accounts::CurrentUser;
use crate::features::challenges::ChallengeId;
use crate::platform::http::{Answer, PathId, Query};
use crate::platform::problem::Problem;

/// The state of the leaderboard's endpoints.
#[derive(Clone)]
pub struct LeaderboardState {
    #[allow(missing_docs, reason = "the name says it")]
    pub leaderboard: Leaderboard,
}

/// Returns the leaderboard's routes.
pub fn routes(state: LeaderboardState) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(get_leaderboard)).routes(routes!(get_challenge_leaderboard)).with_state(state)
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BoardQuery {
    /// The days it is about, in each user's own local days.
    #[serde(default)]
    #[param(value_type = Option<Period>, inline)]
    period: Period,
    /// The users it shows.
    #[serde(default)]
    #[param(value_type = Option<Scope>, inline)]
    scope: Scope,
    /// The order of the entries.
    #[serde(default)]
    #[param(value_type = Option<Order>, inline)]
    order: Order,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OrderQuery {
    /// The order of the entries.
    #[serde(default)]
    #[param(value_type = Option<Order>, inline)]
    order: Order,
}

/// A board.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Board)]
struct BoardView {
    period: Period,
    /// The period's first day for the requesting user: for a challenge the day of joining, `null` for all
    /// time.
    #[schema(required, value_type = Option<String>, format = Date)]
    starts_on: Option<Date>,
    order: Order,
    /// The first hundred visible users.
    #[schema(value_type = Vec<BoardEntry>)]
    entries: Entries,
    /// The requesting user's own entry, also beyond the first hundred. Hidden users see the rank they
    /// would have; `null` for users who are not ranked in this order (fair: fewer than 7 due).
    #[schema(required)]
    me: Option<BoardEntry>,
    /// Everything committed before this instant is included.
    #[schema(value_type = String, format = DateTime)]
    as_of: Timestamp,
}

impl From<RankedBoard> for BoardView {
    fn from(board: RankedBoard) -> Self {
        let RankedBoard { period, starts_on, order, entries, me, as_of } = board;
        Self { period, starts_on, order, entries, me, as_of }
    }
}

#[utoipa::path(
    get, path = "/leaderboard", tag = "leaderboard", params(BoardQuery),
    responses((status = 200, description = "The first hundred entries and the user's own", body = BoardView))
)]
async fn get_leaderboard(
    State(state): State<LeaderboardState>,
    user: CurrentUser,
    Query(query): Query<BoardQuery>,
) -> Result<Answer, Problem> {
    let BoardQuery { period, scope, order } = query;
    let board = state.leaderboard.board_for(user.id, period, scope, order).await?;
    Answer::json(StatusCode::OK, &BoardView::from(board))
}

#[utoipa::path(
    get, path = "/challenges/{id}/leaderboard", tag = "leaderboard",
    params(("id" = ChallengeId, Path, description = "The challenge"), OrderQuery),
    responses((status = 200, description = "The challenge's members, ordered by how much of its habits they completed", body = BoardView))
)]
async fn get_challenge_leaderboard(
    State(state): State<LeaderboardState>,
    user: CurrentUser,
    PathId(id): PathId<ChallengeId>,
    Query(query): Query<OrderQuery>,
) -> Result<Json<BoardView>, Problem> {
    Ok(Json(BoardView::from(state.leaderboard.challenge_board_for(user.id, id, query.order).await?)))
}
