//! What this room can refuse, and what it says on the wire.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call or frame of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// Not there, or not to be seen.
    #[error("not found")]
    NotFound,
    /// Fields whose meaning is wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The two are not friends, or not any more.
    #[error("not friends")]
    NotFriends,
    /// The session ended while its socket was still open.
    #[error("session ended")]
    SessionEnded,
    /// More messages than anybody writes.
    #[error("rate limited")]
    RateLimited,
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ChatError {
    /// One field whose meaning is wrong.
    pub(super) fn field(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }
}

impl ToProblem for ChatError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::NotFriends => Problem::new(StatusCode::FORBIDDEN, "not-friends", "You can write to friends")
                .detail("You two are not friends, so nothing can be written here."),
            Self::SessionEnded => Problem::unauthenticated(),
            Self::RateLimited => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate-limited", "That was too much at once")
                    .detail("60 messages at once, and one a second after that.")
                    .retry_after(1)
            }
            Self::Db(error) => error.to_problem(),
        }
    }
}
