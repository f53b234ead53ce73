//! Errors of notifications and their problem responses.

use axum::http::StatusCode;

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum NotificationError {
    /// Does not exist or belongs to another user.
    #[error("not found")]
    NotFound,
    /// Invalid fields.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// A test push was requested, but the account has no device.
    #[error("no device")]
    NoDevice,
    /// A test email was requested, but the account has no email address.
    #[error("no address")]
    NoAddress,
    /// The hourly limit of test alerts is used up; seconds until the next is allowed.
    #[error("too many tests")]
    TooManyTests(u64),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for NotificationError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(faults) => Problem::invalid(faults.clone()),
            Self::NoDevice => Problem::conflict("no-device", "No device is registered")
                .detail("Turn on notifications on a device first, then you can send a test."),
            Self::NoAddress => Problem::conflict("no-address", "There is no email address")
                .detail("Add an email address to your account first."),
            Self::TooManyTests(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", "Too many tests")
                    .detail("You can send ten tests per hour. Try again later.")
                    .retry_after(*seconds)
            }
            Self::Db(error) => error.to_problem(),
        }
    }
}
