//! Errors of the passkeys feature and the problem responses for them.

use axum::http::StatusCode;

use crate::features::accounts::AccountsError;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request about passkeys failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// A field is invalid.
    #[error("invalid input")]
    Invalid(FieldError),
    /// There is no ceremony for this response: its challenge is unknown, already used, older than
    /// five minutes, or was handed out for another purpose.
    #[error("no such ceremony")]
    CeremonyEnded {
        /// Whether it was a sign-in rather than a registration.
        signing_in: bool,
    },
    /// The response did not pass verification.
    #[error("passkey refused")]
    Refused {
        /// Whether it was a sign-in rather than a registration.
        signing_in: bool,
    },
    /// No account has this passkey, or it was removed.
    #[error("unknown passkey")]
    Unknown,
    /// The passkey is already registered.
    #[error("already registered")]
    Exists,
    /// The account has [`super::rules::MAX_PASSKEYS`] passkeys.
    #[error("too many passkeys")]
    TooMany,
    /// Too many ceremonies were started from one network; seconds until another may be.
    #[error("too many ceremonies")]
    RateLimited(u64),
    /// The public URL has an IP address instead of a host name.
    #[error("no host name")]
    Unavailable,
    /// The passkey does not exist or belongs to someone else.
    #[error("not found")]
    NotFound,
    #[allow(missing_docs, reason = "the name says it")]
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[allow(missing_docs, reason = "the name says it")]
    #[error(transparent)]
    Db(#[from] DbError),
}

impl PasskeyError {
    /// Returns 401 for a sign-in and 400 for a registration.
    fn status(signing_in: bool) -> StatusCode {
        if signing_in { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST }
    }
}

impl ToProblem for PasskeyError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::Invalid(error) => Problem::invalid(vec![error.clone()]),
            Self::CeremonyEnded { signing_in } => {
                Problem::new(Self::status(*signing_in), "ceremony-over", "This took too long or was already used")
                    .detail("Each attempt works once and for five minutes. Start again.")
            }
            Self::Refused { signing_in } => {
                Problem::new(Self::status(*signing_in), "passkey-refused", "This passkey was not accepted")
                    .detail("Your device's response didn't match the request. Try again, or use your password.")
            }
            Self::Unknown => Problem::new(StatusCode::UNAUTHORIZED, "unknown-passkey", "This passkey isn't known here")
                .detail("It was removed, or the password was changed. Sign in with your password and add it again."),
            Self::Exists => Problem::conflict("passkey-exists", "This passkey is already registered")
                .detail("The same passkey can't be added twice."),
            Self::TooMany => Problem::conflict("too-many-passkeys", "You already have 20 passkeys")
                .detail("Remove one that you no longer use, then add this one."),
            Self::RateLimited(seconds) => Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-requests",
                "Too many passkey requests from your network",
            )
            .detail("Wait a few minutes, or sign in with your password.")
            .retry_after(*seconds),
            Self::Unavailable => Problem::conflict("passkeys-unavailable", "Passkeys need a host name")
                .detail("This server's address is an IP address. Passkeys work once it has a host name."),
            Self::NotFound => Problem::not_found(),
            Self::Accounts(error) => error.to_problem(),
            Self::Db(error) => error.to_problem(),
        }
    }
}
