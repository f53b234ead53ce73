//! What this room can refuse, and what it says on the wire.

use axum::http::StatusCode;

use super::rules::Untimely;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum HabitError {
    /// Not there, or not yours.
    #[error("not found")]
    NotFound,
    /// Fields whose meaning is wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The task is of another day.
    #[error("untimely: {0:?}")]
    Untimely(Untimely),
    /// The day was skipped or the habit rests on it.
    #[error("not due")]
    NotDue,
    /// A third skip in seven days.
    #[error("too many skips")]
    TooManySkips,
    /// The plan is over.
    #[error("finished")]
    Finished,
    /// The draft already became a habit.
    #[error("already accepted")]
    AlreadyAccepted,
    /// The draft is still being written.
    #[error("draft unfinished")]
    DraftUnfinished,
    /// More habits than anyone can keep.
    #[error("too many habits")]
    TooManyHabits,
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl HabitError {
    /// One field whose meaning is wrong.
    pub(crate) fn field(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }
}

impl From<Untimely> for HabitError {
    fn from(untimely: Untimely) -> Self {
        Self::Untimely(untimely)
    }
}

impl ToProblem for HabitError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::Untimely(Untimely::NotDueYet) => Problem::conflict("not-due-yet", "This task is for another day")
                .detail("It can be ticked from its due date on."),
            Self::Untimely(Untimely::TooLate) => Problem::conflict("too-late", "The time for this task is over")
                .detail("A task can be ticked, or unticked, on its due date and the two days after."),
            Self::NotDue => Problem::conflict("not-due", "This task is not due")
                .detail("The day was skipped, or the habit rests on it."),
            Self::TooManySkips => Problem::conflict("too-many-skips", "Two skips in seven days are the most")
                .detail("A habit can be skipped twice in any seven days. Pausing it is fine too."),
            Self::Finished => {
                Problem::conflict("finished", "This plan is finished").detail("All of its days have passed.")
            }
            Self::DraftUnfinished => Problem::conflict("still-making", "This plan is still being written"),
            Self::AlreadyAccepted => Problem::conflict("already-accepted", "This plan already became a habit"),
            Self::TooManyHabits => Problem::new(StatusCode::CONFLICT, "too-many-habits", "A hundred habits are enough")
                .detail("Archive or delete one before you start another."),
            Self::Db(error) => error.to_problem(),
        }
    }
}
