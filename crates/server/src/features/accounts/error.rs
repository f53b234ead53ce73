//! Errors of the accounts feature and the problem responses for them.

use axum::http::StatusCode;

use super::password_hasher::Overloaded;
use super::pictures::{MAX_PIXELS, PictureError};
use super::rules::Fault;
use crate::platform::db::DbError;
use crate::platform::problem::{FieldError, Problem, ToProblem};

/// Why a request about accounts failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountsError {
    /// Some fields are invalid; each says why.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The code is wrong.
    #[error("wrong code")]
    InvalidOtp,
    /// The code is right but has expired.
    #[error("expired code")]
    ExpiredOtp,
    /// Too many wrong passwords or codes; seconds until another attempt is allowed.
    #[error("too many attempts")]
    TooManyAttempts(AttemptKind, u64),
    /// A code was sent a moment ago; seconds until another can be requested.
    #[error("too soon for another code")]
    TooSoon(u64),
    /// Too many codes were requested; seconds until another can be.
    #[error("too many codes requested")]
    TooMany(u64),
    /// Today's budget for text messages is spent; seconds until midnight UTC.
    #[error("no more text messages today")]
    SmsBudgetSpent(u64),
    #[allow(missing_docs, reason = "the name says it")]
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The picture storage failed.
    #[error("the picture storage failed")]
    Storage,
    /// The password is wrong or the identifier is unknown.
    #[error("wrong credentials")]
    InvalidCredentials,
    /// The account is suspended; the reason shown to its owner.
    #[error("suspended")]
    Suspended(String),
    /// There is no session, or it has ended.
    #[error("no session")]
    Unauthenticated,
    /// Another site made a request with the session cookie.
    #[error("cross-origin request")]
    CrossOrigin,
    /// It does not exist or belongs to someone else.
    #[error("not found")]
    NotFound,
    /// Too many passwords are waiting to be hashed.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    #[allow(missing_docs, reason = "the name says it")]
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The attempts that were too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttemptKind {
    /// Wrong passwords for one account.
    Password,
    /// Wrong codes for one identifier.
    Code,
    /// Wrong passwords and codes from one network.
    Network,
}

impl AttemptKind {
    fn title_and_detail(self) -> (&'static str, &'static str) {
        match self {
            Self::Password => (
                "Too many wrong passwords",
                "Wait a moment before you try again. If you don't remember your password, you can reset it.",
            ),
            Self::Code => ("Too many wrong codes", "This code no longer works. Request a new one."),
            Self::Network => (
                "Too many wrong passwords and codes from your network",
                "Wait a while before you try again, or use another network.",
            ),
        }
    }
}

impl AccountsError {
    /// An error for one invalid field.
    pub(super) fn field(field: &str, fault: Fault) -> Self {
        Self::Invalid(vec![FieldError::new(field, fault.code, fault.detail)])
    }
}

impl ToProblem for AccountsError {
    fn to_problem(&self) -> Problem {
        match self {
            Self::Invalid(errors) => Problem::invalid(errors.clone()),
            Self::InvalidOtp => Problem::new(StatusCode::BAD_REQUEST, "invalid-otp", "That code isn't right")
                .detail("Check the newest message and enter its six digits again."),
            Self::ExpiredOtp => Problem::new(StatusCode::BAD_REQUEST, "expired-otp", "That code has expired")
                .detail("A code works for 15 minutes. Request a new one."),
            Self::TooManyAttempts(kind, seconds) => {
                let (title, detail) = kind.title_and_detail();
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-attempts", title)
                    .detail(detail)
                    .retry_after(*seconds)
            }
            Self::TooSoon(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-soon", "A code was sent a moment ago")
                    .detail("Check your messages again. You can request another code in a minute.")
                    .retry_after(*seconds)
            }
            Self::TooMany(seconds) => {
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many codes requested")
                    .detail("Wait a while before you request another one.")
                    .retry_after(*seconds)
            }
            Self::SmsBudgetSpent(seconds) => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-text-messages", "No more text messages today")
                    .detail("We can't send any more text messages today. Use an email address instead.")
                    .retry_after(*seconds)
            }
            Self::Picture(fault) => picture_problem(*fault),
            Self::Storage => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no-storage", "The picture can't be saved right now")
                    .detail("Try again in a moment.")
                    .retry_after(5)
            }
            Self::InvalidCredentials => {
                Problem::new(StatusCode::UNAUTHORIZED, "invalid-credentials", "Wrong credentials")
                    .detail("Check your email address or phone number and your password, and try again.")
            }
            Self::Suspended(reason) => Problem::new(StatusCode::FORBIDDEN, "suspended", "This account is suspended")
                .detail(format!("This account is suspended. Reason: {reason}")),
            Self::Unauthenticated => Problem::unauthenticated(),
            Self::CrossOrigin => Problem::new(StatusCode::FORBIDDEN, "cross-origin", "Request from another site")
                .detail("A request with the session cookie must come from Habitro's own pages."),
            Self::NotFound => Problem::not_found(),
            Self::Overloaded(_) => DbError::Overloaded.to_problem(),
            Self::Db(error) => error.to_problem(),
        }
    }
}

fn picture_problem(fault: PictureError) -> Problem {
    match fault {
        PictureError::UnsupportedFormat => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-picture",
            "This file is not a supported picture",
        )
        .detail("Use a PNG, JPEG or WebP file."),
        PictureError::TooLarge => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "picture-too-large", "This picture is too large")
                .detail(format!("A picture can have up to 5 MB and {} million pixels.", MAX_PIXELS / 1_000_000))
        }
        PictureError::Unreadable => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "broken-picture", "This picture can't be read")
                .detail("The file seems to be damaged. Try another one.")
        }
        PictureError::Overloaded => DbError::Overloaded.to_problem(),
    }
}
