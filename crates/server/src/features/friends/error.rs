//! Errors of the friends feature and the problem responses for them.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request about friends failed.
#[derive(Debug, thiserror::Error)]
pub enum FriendsError {
    /// It does not exist, or the user may not see it.
    #[error("not found")]
    NotFound,
    /// Some fields are invalid.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    #[allow(missing_docs, reason = "the name says it")]
    #[error("already friends")]
    AlreadyFriends,
    /// The user has too many requests waiting for a response.
    #[error("too many open requests")]
    TooManyOpen,
    /// One of the two has the maximum number of friends.
    #[error("too many friends")]
    TooManyFriends,
    /// The user blocks as many people as allowed.
    #[error("too many blocks")]
    TooManyBlocks,
    /// The user sent too many requests recently; seconds until another may be sent.
    #[error("too many requests")]
    TooMany(u64),
    #[allow(missing_docs, reason = "the name says it")]
    #[error(transparent)]
    Db(#[from] DbError),
}

impl FriendsError {
    /// An error for one invalid field.
    pub(super) fn field(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }

    /// The user named themselves.
    pub(super) fn yourself(field: &str) -> Self {
        Self::field(field, "yourself", "This is your own account.")
    }
}

impl ToProblem for FriendsError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::AlreadyFriends => Problem::conflict("already-friends", "You're already friends"),
            Self::TooManyOpen => Problem::conflict("too-many-open", "Too many open requests")
                .detail("Cancel some of your friend requests before you send another."),
            Self::TooManyFriends => Problem::conflict("too-many-friends", "One of you has too many friends"),
            Self::TooManyBlocks => Problem::conflict("too-many-blocks", "You block 1,000 people already")
                .detail("Unblock someone before you block another person."),
            Self::TooMany(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many friend requests")
                    .detail("Wait a while before you send another one.")
                    .retry_after(*seconds)
            }
            Self::Db(error) => error.to_problem(),
        }
    }
}
