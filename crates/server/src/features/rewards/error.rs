//! Errors of this feature and the problems they are reported as.

use super::rules::MIN_CONVERSION_COINS;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request about rewards was refused.
#[derive(Debug, thiserror::Error)]
pub enum RewardError {
    /// Today's reward was claimed before.
    #[error("already claimed")]
    AlreadyClaimed,
    /// A conversion of fewer coins than the minimum.
    #[error("conversion too small")]
    ConversionTooSmall,
    /// A conversion of more coins than the user has.
    #[error("insufficient coins")]
    InsufficientCoins,
    /// The user has fewer gems than needed.
    #[error("insufficient gems")]
    InsufficientGems,
    /// The user has the maximum number of freezes.
    #[error("freezes full")]
    FreezesFull,
    /// There is no such achievement.
    #[error("not found")]
    NotFound,
    /// The achievement is not unlocked.
    #[error("not unlocked")]
    NotUnlocked,
    /// The achievement's reward was claimed before.
    #[error("achievement claimed")]
    AchievementClaimed,
    /// Fields whose values are not acceptable.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// A database error.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl ToProblem for RewardError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::AlreadyClaimed => Problem::conflict("already-claimed", "You have already claimed today's reward")
                .detail("You can claim the next one tomorrow."),
            Self::ConversionTooSmall => {
                Problem::field("coins", "too-small", format!("Convert at least {MIN_CONVERSION_COINS} coins."))
            }
            Self::InsufficientCoins => Problem::conflict("insufficient-coins", "You don't have that many coins"),
            Self::InsufficientGems => {
                Problem::conflict("insufficient-gems", "You don't have enough gems").detail("A freeze costs 1.0 gem.")
            }
            Self::FreezesFull => {
                Problem::conflict("freezes-full", "You already have two freezes").detail("Two is the maximum.")
            }
            Self::NotFound => Problem::not_found(),
            Self::NotUnlocked => Problem::conflict("not-unlocked", "This achievement is not unlocked yet")
                .detail("Its description says how to unlock it."),
            Self::AchievementClaimed => Problem::conflict("already-claimed", "You have already claimed this reward")
                .detail("An achievement pays once."),
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::Db(error) => error.to_problem(),
        }
    }
}
