//! Errors of the planner and their problem documents.

use axum::http::StatusCode;

use super::rules::Care;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// An error of the planner.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PlannerError {
    /// The draft does not exist or belongs to another user.
    #[error("not found")]
    NotFound,
    /// Some fields are invalid.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The habit could harm the user: the answer is a kind message and where to find help.
    #[error("needs care")]
    NeedsCare(Care),
    /// The draft became a habit and can no longer be changed.
    #[error("already accepted")]
    AlreadyAccepted,
    /// The draft is still being written.
    #[error("still being made")]
    Unfinished,
    /// The user's AI tokens for today are used up.
    #[error("quota used up")]
    Quota {
        /// Seconds until the next day begins.
        retry_after: u64,
    },
    /// The thread that makes plans has ended.
    #[error("the planner stopped")]
    Stopped,
    #[allow(missing_docs, reason = "the name says it")]
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
            Self::Unfinished => Problem::conflict("still-making", "This plan is still being written")
                .detail("Wait until all of its days are there."),
            Self::Quota { retry_after } => Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "planner-quota",
                "The AI has written enough for you today",
            )
            .detail("Tomorrow it writes again. The built-in planner can make this plan now: choose it in the planner's settings.")
            .retry_after(*retry_after),
            Self::Stopped => Problem::internal(),
            Self::Db(error) => error.to_problem(),
        }
    }
}
