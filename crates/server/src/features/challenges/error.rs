//! What this room can refuse, and what it says on the wire.

use axum::http::StatusCode;

use crate::features::habits::HabitError;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum ChallengesError {
    /// Not there, or not to be seen.
    #[error("not found")]
    NotFound,
    /// Fields whose meaning is wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// A wish that could hurt: kind words and where to find help.
    #[error("needs care")]
    NeedsCare(String),
    /// The user takes part.
    #[error("already joined")]
    AlreadyJoined,
    /// More challenges than anyone can keep.
    #[error("too many challenges")]
    TooManyJoined,
    /// More challenges made than anyone needs.
    #[error("too many founded")]
    TooManyFounded,
    /// Too many invitations in a day.
    #[error("too many invitations")]
    TooManyInvitations,
    /// What the habits room says to the habits of it.
    #[error(transparent)]
    Habits(#[from] HabitError),
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ChallengesError {
    /// One field whose meaning is wrong.
    pub(super) fn field(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }
}

impl ToProblem for ChallengesError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::NeedsCare(words) => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "needs-care", "This deserves a person, not a challenge")
                    .detail(words.clone())
            }
            Self::AlreadyJoined => Problem::conflict("already-joined", "You take part in this challenge already"),
            Self::TooManyJoined => Problem::conflict("too-many-challenges", "Twenty challenges at once are enough")
                .detail("Leave one before you join another."),
            Self::TooManyFounded => Problem::conflict("too-many-challenges", "You have made fifty challenges")
                .detail("There is no room for another one."),
            Self::TooManyInvitations => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many invitations in a day")
                    .detail("Wait until tomorrow before you invite more friends.")
                    .retry_after(3600)
            }
            Self::Habits(error) => error.to_problem(),
            Self::Db(error) => error.to_problem(),
        }
    }
}
