//! What this room can refuse, and what it says on the wire.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum NotificationError {
    /// Not there, or not yours.
    #[error("not found")]
    NotFound,
    /// Input that can't be; names the fields.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// A push was asked for and nothing is registered.
    #[error("no device")]
    NoDevice,
    /// A mail was asked for and there is no address.
    #[error("no address")]
    NoAddress,
    /// Enough tests for this hour; seconds until the next.
    #[error("too many tests")]
    TooManyTests(u64),
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for NotificationError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(faults) => Problem::invalid(faults.clone()),
            Self::NoDevice => Problem::conflict("no-device", "No device is registered")
                .detail("Allow notifications on a device first; then it can be tested."),
            Self::NoAddress => Problem::conflict("no-address", "There is no e-mail address")
                .detail("Add an e-mail address to your account first."),
            Self::TooManyTests(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", "Enough tests for now")
                    .detail("Ten tests an hour are enough. Try again later.")
                    .retry_after(*seconds)
            }
            Self::Db(error) => error.to_problem(),
        }
    }
}
