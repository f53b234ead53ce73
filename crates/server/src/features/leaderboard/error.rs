//! What this room can refuse, and what it says on the wire.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum LeaderboardError {
    /// Not there.
    #[error("not found")]
    NotFound,
    /// The server has just started and still reads everybody's counts.
    #[error("getting ready")]
    GettingReady,
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for LeaderboardError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::GettingReady => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "getting-ready", "The board is being put together")
                    .detail("Try again in a few seconds.")
                    .retry_after(2)
            }
            Self::Db(error) => error.to_problem(),
        }
    }
}
