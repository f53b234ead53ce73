//! Errors of the moderation feature and the problem responses for them.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request about moderation failed.
#[derive(Debug, thiserror::Error)]
pub enum ModerationError {
    /// It does not exist, or the user may not see it.
    #[error("not found")]
    NotFound,
    /// Some fields are invalid.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// Too many reports of the user are open.
    #[error("too many open reports")]
    TooManyOpen,
    /// The user has made too many reports today.
    #[error("too many reports")]
    TooMany,
    #[allow(missing_docs, reason = "the name says it")]
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for ModerationError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::TooManyOpen => Problem::conflict("too-many-reports", "20 of your reports are still open")
                .detail("We'll look at the reports you sent. You can block people at any time."),
            Self::TooMany => Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many reports today")
                .detail("We'll look at the reports you sent. You can block people at any time.")
                .retry_after(3600),
            Self::Db(error) => error.to_problem(),
        }
    }
}
