//! Errors of chat and their problem responses.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request or frame was refused.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// Does not exist, or the user is not a member.
    #[error("not found")]
    NotFound,
    /// Invalid fields.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The two are not friends, or no longer.
    #[error("not friends")]
    NotFriends,
    /// The session ended while its socket was still open.
    #[error("session ended")]
    SessionEnded,
    /// Too many messages.
    #[error("rate limited")]
    RateLimited,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ChatError {
    /// Returns the error of one invalid field.
    pub(super) fn field(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }
}

impl ToProblem for ChatError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::NotFriends => Problem::new(StatusCode::FORBIDDEN, "not-friends", "You are not friends")
                .detail("You can only write to people who are your friends."),
            Self::SessionEnded => Problem::unauthenticated(),
            Self::RateLimited => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate-limited", "Too many messages at once")
                    .detail("You can send 60 messages at once, then one per second.")
                    .retry_after(1)
            }
            Self::Db(error) => error.to_problem(),
        }
    }
}
