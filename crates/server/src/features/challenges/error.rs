//! The errors of this feature and their problem documents.

use axum::http::StatusCode;

use crate::features::habits::HabitError;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum ChallengesError {
    /// It does not exist, or the user must not see it.
    #[error("not found")]
    NotFound,
    /// Invalid fields.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// Something that could hurt; the text says where to find help.
    #[error("needs care")]
    NeedsCare(String),
    /// The user is a member.
    #[error("already joined")]
    AlreadyJoined,
    /// The user has as many unfinished challenges as allowed.
    #[error("too many challenges")]
    TooManyJoined,
    /// The user has created as many challenges as allowed.
    #[error("too many founded")]
    TooManyFounded,
    /// The user has sent as many invitations as allowed in a day.
    #[error("too many invitations")]
    TooManyInvitations,
    /// Too many invitations of the user are unanswered.
    #[error("too many open invitations")]
    TooManyOpenInvitations,
    /// A habit could not be created or archived.
    #[error(transparent)]
    Habits(#[from] HabitError),
    /// A failure of the database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ChallengesError {
    /// One invalid field.
    pub(super) fn field(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }
}

impl ToProblem for ChallengesError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::NotFound => Problem::not_found(),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::NeedsCare(text) => {
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "needs-care", "This deserves a person, not a challenge")
                    .detail(text.clone())
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
            Self::TooManyOpenInvitations => {
                Problem::conflict("too-many-invitations", "1,000 of your invitations are unanswered")
                    .detail("Wait until some of your friends have answered.")
            }
            Self::Habits(error) => error.to_problem(),
            Self::Db(error) => error.to_problem(),
        }
    }
}
