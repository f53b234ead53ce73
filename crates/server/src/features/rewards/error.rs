//! What this room can refuse, and what it says on the wire.

use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a call of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum RewardError {
    /// Today's reward was claimed.
    #[error("already claimed")]
    AlreadyClaimed,
    /// Fewer coins than a conversion needs.
    #[error("conversion too small")]
    ConversionTooSmall,
    /// More coins than there are.
    #[error("insufficient coins")]
    InsufficientCoins,
    /// More gems than there are.
    #[error("insufficient gems")]
    InsufficientGems,
    /// As many freezes as one can hold.
    #[error("freezes full")]
    FreezesFull,
    /// No such achievement.
    #[error("not found")]
    NotFound,
    /// What it takes was not done yet.
    #[error("not unlocked")]
    NotUnlocked,
    /// Its reward was claimed.
    #[error("achievement claimed")]
    AchievementClaimed,
    /// Fields whose meaning is wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The database's.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for RewardError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::AlreadyClaimed => Problem::conflict("already-claimed", "Today's reward is yours already")
                .detail("The next one waits tomorrow."),
            Self::ConversionTooSmall => {
                Problem::field("coins", "too-small", format!("At least {} coins.", super::rules::LEAST_CONVERSION))
            }
            Self::InsufficientCoins => Problem::conflict("insufficient-coins", "There are not that many coins"),
            Self::InsufficientGems => {
                Problem::conflict("insufficient-gems", "There are not enough gems").detail("A freeze costs 1.0 gem.")
            }
            Self::FreezesFull => {
                Problem::conflict("freezes-full", "You hold two freezes").detail("Two are the most; they wait for you.")
            }
            Self::NotFound => Problem::not_found(),
            Self::NotUnlocked => Problem::conflict("not-unlocked", "This achievement is not unlocked yet")
                .detail("Its description says what it takes."),
            Self::AchievementClaimed => {
                Problem::conflict("already-claimed", "This reward is yours already").detail("An achievement pays once.")
            }
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::Db(error) => error.to_problem(),
        }
    }
}
