//! Errors of this feature and the problems they are reported as.

use super::rules::OutsideWindow;
use super::rules::quota::Quota;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request about habits was refused.
#[derive(Debug, thiserror::Error)]
pub enum HabitError {
    /// The habit, task or draft does not exist or belongs to another user.
    #[error("not found")]
    NotFound,
    /// Fields whose values are not acceptable.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The task's due date is too far from today.
    #[error("outside the completion window: {0:?}")]
    OutsideWindow(OutsideWindow),
    /// The task's day is skipped, or the habit is paused or archived on it.
    #[error("not due")]
    NotDue,
    /// The skip would be the third in seven days.
    #[error("too many skips")]
    TooManySkips,
    /// The last day of the plan has passed.
    #[error("finished")]
    Finished,
    /// The draft already became a habit.
    #[error("already accepted")]
    AlreadyAccepted,
    /// The draft is still being written.
    #[error("draft unfinished")]
    DraftUnfinished,
    /// The user stores as many habits or days as allowed.
    #[error("quota used up: {quota:?}")]
    Quota {
        #[allow(missing_docs, reason = "the name says it")]
        quota: Quota,
        /// The field of the request that adds the habit.
        field: &'static str,
    },
    /// A database error.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl HabitError {
    /// An invalid value in a single field.
    pub(crate) fn field(field: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }
}

impl From<OutsideWindow> for HabitError {
    fn from(error: OutsideWindow) -> Self {
        Self::OutsideWindow(error)
    }
}

impl ToProblem for HabitError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::OutsideWindow(OutsideWindow::NotDueYet) => {
                Problem::conflict("not-due-yet", "This task is not due yet")
                    .detail("You can complete it from its due date on.")
            }
            Self::OutsideWindow(OutsideWindow::TooLate) => {
                Problem::conflict("too-late", "It is too late to change this task")
                    .detail("A task can be completed or undone on its due date and for two days after it.")
            }
            Self::NotDue => Problem::conflict("not-due", "This task is not due")
                .detail("The day was skipped, or the habit was paused or archived on it."),
            Self::TooManySkips => Problem::conflict("too-many-skips", "Too many skips in seven days")
                .detail("A habit can be skipped twice in any seven days. You can pause it instead."),
            Self::Finished => Problem::conflict("finished", "This plan is finished").detail("Its last day has passed."),
            Self::DraftUnfinished => Problem::conflict("still-making", "This plan is still being written"),
            Self::AlreadyAccepted => Problem::conflict("already-accepted", "This plan is already a habit"),
            Self::Quota { quota, field } => quota_problem(*quota, field),
            Self::Db(error) => error.to_problem(),
        }
    }
}

fn quota_problem(quota: Quota, field: &str) -> Problem {
    match quota {
        Quota::CurrentHabits => Problem::conflict("too-many-habits", "You have 100 habits already")
            .detail("Archive or delete one before you start another."),
        Quota::StoredHabits => Problem::conflict("too-many-stored-habits", "You have 1,000 habits already")
            .detail("Archived habits count too. Delete some that you no longer need."),
        Quota::StoredDays => {
            let detail = "All your plans together can have 40,000 days, archived habits included. Choose fewer days, \
                          or delete habits that you no longer need.";
            let error = FieldError::new(field, "too-many-days", detail);
            Problem { errors: vec![error], ..Problem::conflict("too-many-days", "Your plans have too many days") }
                .detail(detail)
        }
    }
}
