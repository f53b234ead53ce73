//! Errors of the leaderboard and their problem documents.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{Problem, ToProblem};

/// An error of the leaderboard.
#[derive(Debug, thiserror::Error)]
pub enum LeaderboardError {
    /// The challenge does not exist.
    #[error("not found")]
    NotFound,
    /// The server has just started and is still loading the counts.
    #[error("getting ready")]
    GettingReady,
    #[allow(missing_docs, reason = "the name says it")]
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
