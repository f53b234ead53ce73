//! What can go wrong in this room, and what it says on the wire.

use axum::http::StatusCode;

use crate::features::accounts::AccountsError;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why something about passkeys was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// Some input is not valid.
    #[error("input not valid")]
    Invalid(FieldError),
    /// Nothing was asked that this answers: the challenge was never handed out, was answered
    /// before, is older than five minutes, or was handed out for something else.
    #[error("no such ceremony")]
    CeremonyOver {
        /// Whether somebody tried to sign in.
        signing_in: bool,
    },
    /// The answer does not stand up to the checks.
    #[error("answer refused")]
    Refused {
        /// Whether somebody tried to sign in.
        signing_in: bool,
    },
    /// Nobody's passkey, or one that was removed.
    #[error("unknown passkey")]
    Unknown,
    /// This authenticator's key is registered already.
    #[error("registered already")]
    Exists,
    /// No account has more than [`super::rules::MOST`].
    #[error("too many passkeys")]
    TooMany,
    /// Too many ceremonies were begun from one network; seconds until the next may be.
    #[error("too many ceremonies")]
    TooOften(u64),
    /// This site is reached by an address without a name.
    #[error("no host name")]
    Unavailable,
    /// Not there, or not yours.
    #[error("not there")]
    NotFound,
    /// The account.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl PasskeyError {
    /// Signing in answers 401, registering 400.
    fn status(signing_in: bool) -> StatusCode {
        if signing_in { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST }
    }
}

impl ToProblem for PasskeyError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::Invalid(error) => Problem::invalid(vec![error.clone()]),
            Self::CeremonyOver { signing_in } => {
                Problem::new(Self::status(*signing_in), "ceremony-over", "This took too long, or was used already")
                    .detail("Each try works once and for five minutes. Begin again.")
            }
            Self::Refused { signing_in } => {
                Problem::new(Self::status(*signing_in), "passkey-refused", "This passkey was not accepted")
                    .detail("What the device sent does not fit what was asked. Begin again, or use the password.")
            }
            Self::Unknown => {
                Problem::new(StatusCode::UNAUTHORIZED, "unknown-passkey", "This passkey opens nothing here")
                    .detail("It was removed, or the password was changed. Sign in with the password and add it again.")
            }
            Self::Exists => Problem::conflict("passkey-exists", "This passkey is registered already")
                .detail("The same passkey can't be added twice."),
            Self::TooMany => Problem::conflict("too-many-passkeys", "There are 20 passkeys already")
                .detail("Remove one that you no longer use, then add this one."),
            Self::TooOften(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many tries from this network")
                    .detail("Wait a few minutes, or sign in with the password.")
                    .retry_after(*seconds)
            }
            Self::Unavailable => Problem::conflict("passkeys-unavailable", "Passkeys need a name")
                .detail("This site is reached by a bare address. Passkeys work once it has a host name."),
            Self::NotFound => Problem::not_found(),
            Self::Accounts(error) => error.to_problem(),
            Self::Db(error) => error.to_problem(),
        }
    }
}
