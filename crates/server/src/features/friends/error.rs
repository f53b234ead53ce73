//! What this room can refuse, and what it says on the wire.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum FriendsError {
    /// Not there, or not to be seen.
    #[error("not found")]
    NotFound,
    /// Fields whose meaning is wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The two are friends.
    #[error("already friends")]
    AlreadyFriends,
    /// Too many requests wait for an answer.
    #[error("too many open requests")]
    TooManyOpen,
    /// One of the two has as many friends as there is room for.
    #[error("too many friends")]
    TooManyFriends,
    /// Too many requests lately; seconds until the next may be sent.
    #[error("too many requests")]
    TooMany(u64),
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl FriendsError {
    /// One field whose meaning is wrong.
    pub(super) fn field(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }

    /// The asker named themselves.
    pub(super) fn yourself(field: &str) -> Self {
        Self::field(field, "yourself", "This is you.")
    }
}

impl ToProblem for FriendsError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::AlreadyFriends => Problem::conflict("already-friends", "You are friends already"),
            Self::TooManyOpen => Problem::conflict("too-many-open", "Too many requests wait for an answer")
                .detail("Cancel some of them before you send another."),
            Self::TooManyFriends => Problem::conflict("too-many-friends", "There is no room for another friend"),
            Self::TooMany(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests for friendship")
                    .detail("Wait a while before you send another one.")
                    .retry_after(*seconds)
            }
            Self::Db(error) => error.to_problem(),
        }
    }
}
