//! What this room can refuse, and what it says on the wire.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum ModerationError {
    /// Not there, or not to be seen.
    #[error("not found")]
    NotFound,
    /// Fields whose meaning is wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// Too many reports in a day.
    #[error("too many reports")]
    TooMany,
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for ModerationError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::TooMany => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many reports in a day")
                    .detail("Somebody will look at those you sent. Blocking works at once.")
                    .retry_after(3600)
            }
            Self::Db(error) => error.to_problem(),
        }
    }
}
