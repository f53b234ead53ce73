//! Errors of this feature and the problems they are reported as.

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request for a report was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The habit does not exist or belongs to another user.
    #[error("not found")]
    NotFound,
    /// Fields whose values are not acceptable.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// A database error.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for ReportError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::Db(error) => error.to_problem(),
        }
    }
}
