//! What can go wrong in this room, and what it says on the wire.

use axum::http::StatusCode;

use super::hashing::Overloaded;
use super::pictures::{MOST_PIXELS, PictureFault};
use super::rules::Fault;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why something about accounts was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountsError {
    /// Some input is not valid; each field says why.
    #[error("input not valid")]
    Invalid(Vec<FieldError>),
    /// The code opens nothing.
    #[error("wrong code")]
    InvalidOtp,
    /// The code was right, and is too old.
    #[error("expired code")]
    ExpiredOtp,
    /// Too many wrong tries; seconds until they are forgotten.
    #[error("too many wrong tries")]
    TooManyAttempts(u64),
    /// The next code can't be sent yet; seconds until it can.
    #[error("too early for another code")]
    TooSoon(u64),
    /// Too many codes were asked for; seconds until the next may be.
    #[error("too many codes asked for")]
    TooMany(u64),
    /// Today's text messages are spent; seconds until tomorrow.
    #[error("no more text messages today")]
    TextsSpent(u64),
    /// The picture can't be used.
    #[error(transparent)]
    Picture(#[from] PictureFault),
    /// The store of pictures did not do it.
    #[error("the store of pictures failed")]
    Storage,
    /// Identifier and password don't belong together, or nobody is known by it.
    #[error("wrong credentials")]
    InvalidCredentials,
    /// The account was shut; what its owner is told.
    #[error("suspended")]
    Suspended(String),
    /// No session, or one that ended.
    #[error("no session")]
    Unauthenticated,
    /// A cookie came with a request that another site made.
    #[error("cross-origin request")]
    CrossOrigin,
    /// Not there, or not yours.
    #[error("not there")]
    NotFound,
    /// Too many passwords wait to be hashed.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl AccountsError {
    /// One field that is not valid.
    pub(super) fn field(field: &str, fault: Fault) -> Self {
        Self::Invalid(vec![FieldError::new(field, fault.code, fault.detail)])
    }
}

impl ToProblem for AccountsError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::InvalidOtp => Problem::new(StatusCode::BAD_REQUEST, "invalid-otp", "This code is not right")
                .detail("Check the newest message and type its six digits again."),
            Self::ExpiredOtp => Problem::new(StatusCode::BAD_REQUEST, "expired-otp", "This code is too old")
                .detail("A code works for 15 minutes. Ask for a new one."),
            Self::TooManyAttempts(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", "Too many wrong tries")
                    .detail("For safety the codes sent so far no longer work. Ask for a new one.")
                    .retry_after(*seconds)
            }
            Self::TooSoon(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-soon", "A code was sent a moment ago")
                    .detail("Look for it once more; another can be sent in a minute.")
                    .retry_after(*seconds)
            }
            Self::TooMany(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many codes asked for")
                    .detail("Wait a while before you ask for another one.")
                    .retry_after(*seconds)
            }
            Self::TextsSpent(seconds) => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-text-messages", "No text messages can be sent today")
                    .detail("Today's text messages are used up. An e-mail address works.")
                    .retry_after(*seconds)
            }
            Self::Picture(fault) => picture(*fault),
            Self::Storage => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-storage", "The picture can't be kept now")
                    .detail("Try again in a moment.")
                    .retry_after(5)
            }
            Self::InvalidCredentials => {
                Problem::new(StatusCode::UNAUTHORIZED, "invalid-credentials", "This did not match")
                    .detail("Check the address or number and the password and try again.")
            }
            Self::Suspended(reason) => Problem::new(StatusCode::FORBIDDEN, "suspended", "This account is suspended")
                .detail(format!("This account was suspended. The reason: {reason}")),
            Self::Unauthenticated => Problem::unauthenticated(),
            Self::CrossOrigin => Problem::new(StatusCode::FORBIDDEN, "cross-origin", "Made from another site")
                .detail("A request with the session cookie must come from Habitro's own pages."),
            Self::NotFound => Problem::not_found(),
            Self::Overloaded(_) => DbError::Overloaded.to_problem(),
            Self::Db(error) => error.to_problem(),
        }
    }
}

fn picture(fault: PictureFault) -> Problem {
    match fault {
        PictureFault::Kind => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-picture",
            "This is not a picture of a kind we know",
        )
        .detail("Send a PNG, a JPEG or a WebP."),
        PictureFault::TooLarge => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "picture-too-large", "This picture is too large")
                .detail(format!("A picture may have 5 MB and {} million pixels.", MOST_PIXELS / 1_000_000))
        }
        PictureFault::Broken => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "broken-picture", "This picture can't be read")
                .detail("It seems to break off or to be damaged. Try another one.")
        }
        PictureFault::Overloaded => DbError::Overloaded.to_problem(),
    }
}
