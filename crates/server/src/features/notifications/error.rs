//! What this room can refuse, and what it says on the wire.

use crate::platform::db::DbError;
use crate::platform::problem::{Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum NotificationError {
    /// Not there, or not yours.
    #[error("not found")]
    NotFound,
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for NotificationError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Db(error) => error.to_problem(),
        }
    }
}
