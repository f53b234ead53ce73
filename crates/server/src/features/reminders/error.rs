//! What this room can refuse, and what it says on the wire.

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReminderError {
    /// Not there, or not yours.
    #[error("not found")]
    NotFound,
    /// Input that can't be; names the fields.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// Enough addresses of calendars.
    #[error("too many links")]
    TooManyLinks,
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for ReminderError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(faults) => Problem::invalid(faults.clone()),
            Self::TooManyLinks => Problem::conflict("too-many-links", "There are enough calendar links")
                .detail("End a calendar link that you no longer use; then you can make another."),
            Self::Db(error) => error.to_problem(),
        }
    }
}
