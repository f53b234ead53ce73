//! What this room can refuse, and what it says on the wire.

use axum::http::StatusCode;

use super::rules::Care;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum PlannerError {
    /// Not there, or not yours.
    #[error("not found")]
    NotFound,
    /// Fields whose meaning is wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// A wish that could hurt: no plan, but a kind word and where to find help.
    #[error("needs care")]
    NeedsCare(Care),
    /// The draft became a habit; it can't be changed any more.
    #[error("already accepted")]
    AlreadyAccepted,
    /// The thread that makes plans is gone.
    #[error("the planner stopped")]
    Stopped,
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for PlannerError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::NeedsCare(care) => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "needs-care", "This deserves a person, not a plan")
                    .detail(format!("{} {}", care.message, care.help))
            }
            Self::AlreadyAccepted => Problem::conflict("already-accepted", "This plan already became a habit")
                .detail("Change the habit's tasks instead."),
            Self::Stopped => Problem::internal(),
            Self::Db(error) => error.to_problem(),
        }
    }
}
