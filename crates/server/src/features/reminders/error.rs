//! Errors of reminders and their problem responses.

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReminderError {
    /// Does not exist or belongs to another user.
    #[error("not found")]
    NotFound,
    /// Invalid fields.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The user has the maximum number of calendar links.
    #[error("too many links")]
    TooManyLinks,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for ReminderError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(faults) => Problem::invalid(faults.clone()),
            Self::TooManyLinks => Problem::conflict("too-many-links", "Too many calendar links")
                .detail("Delete a calendar link that you no longer use, then create a new one."),
            Self::Db(error) => error.to_problem(),
        }
    }
}
