//! What this room can refuse, and what it says on the wire.

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Not there, or not yours.
    #[error("not found")]
    NotFound,
    /// Fields whose meaning is wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The database's.
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
