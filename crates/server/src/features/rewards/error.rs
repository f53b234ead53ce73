//! What this room can refuse, and what it says on the wire.

use crate::platform::db::DbError;
use crate::platform::problem::{Problem, ToProblem};

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
            Self::Db(error) => error.to_problem(),
        }
    }
}
