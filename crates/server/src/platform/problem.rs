//! Problem documents (RFC 9457): the one shape of every error on the wire.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::db::DbError;

/// One thing wrong with one field of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's name as sent, with dots and indices for nested ones (`days[0].tasks`).
    pub field: String,
    /// A stable code, e.g. `required`, `too-long`, `unknown-field`.
    pub code: &'static str,
    /// A description of the error, for people.
    pub detail: String,
}

impl FieldError {
    #[allow(missing_docs, reason = "the names say it")]
    pub fn new(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { field: field.into(), code, detail: detail.into() }
    }
}

/// An error as the client sees it. It never contains internals: they are logged instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable code; `type` is `/problems/<code>`.
    pub code: &'static str,
    /// The kind of problem, the same for every occurrence.
    pub title: &'static str,
    /// A description of this occurrence, for people.
    pub detail: String,
    /// For input: each field that is wrong.
    pub errors: Vec<FieldError>,
    /// Seconds until a retry makes sense (`Retry-After`).
    pub retry_after: Option<u64>,
    /// The cause is in the log already, once for all requests that it affects.
    pub logged: bool,
}

/// An extension of responses whose request is not logged as failed, see [`Problem::logged`].
#[derive(Clone, Copy, Debug)]
pub struct AlreadyLogged;

/// Converts a feature's errors to problem documents.
pub trait ToProblem {
    /// Returns the problem document of this error.
    fn to_problem(&self) -> Problem;
}

impl Problem {
    /// Creates a problem whose `detail` repeats the title until it is set.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, detail: title.to_owned(), errors: Vec::new(), retry_after: None, logged: false }
    }

    /// Sets `detail`.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Sets `Retry-After` to `seconds`.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Marks the cause as logged.
    #[must_use]
    pub fn already_logged(mut self) -> Self {
        self.logged = true;
        self
    }

    /// Returns 422 `invalid-input`, which names the fields.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => format!("{}: {}", one.field, one.detail),
            many => format!("{} fields are not valid.", many.len()),
        };
        Self {
            errors,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-input", "Some of the input is not valid")
                .detail(detail)
        }
    }

    /// Returns 422 `invalid-input` for one field.
    #[must_use]
    pub fn field(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(field, code, detail)])
    }

    /// Returns 404: the object does not exist or belongs to another user, which look the same.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is nothing here")
    }

    /// Returns 401: there is no session, or it has ended.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Please sign in")
            .detail("This needs a session. Sign in and try again.")
    }

    /// Returns 500. The reason is logged with the request id and not sent.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something failed on our side")
            .detail("Nothing was changed. Try again; if it stays, tell us the request id.")
    }

    /// Returns the document to send.
    pub(super) fn document(self, request_id: String) -> ProblemDocument {
        ProblemDocument {
            kind: format!("/problems/{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
            code: self.code.to_owned(),
            request_id,
            errors: self.errors,
        }
    }

    /// Returns 409 with its own code.
    #[must_use]
    pub fn conflict(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code, title)
    }
}

/// The document as sent.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// `/problems/<code>`
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem, the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A description of this occurrence, for people.
    pub detail: String,
    /// Stable code of the problem.
    pub code: String,
    /// Quote this when you ask for help.
    pub request_id: String,
    /// For input: each field that is wrong.
    pub errors: Vec<FieldError>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, retry_after, logged) = (self.status, self.retry_after, self.logged);
        let document = self.document(super::http::current_request_id());
        let mut response = (status, Json(document)).into_response();
        if logged {
            response.extensions_mut().insert(AlreadyLogged);
        }
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl<E: ToProblem> From<E> for Problem {
    fn from(error: E) -> Self {
        error.to_problem()
    }
}

impl ToProblem for DbError {
    fn to_problem(&self) -> Problem {
        let unavailable = |code, title| Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, title);
        match self {
            Self::Overloaded => unavailable("overloaded", "Too much at once")
                .detail("The server has more to do than it can. Try again in a moment.")
                .retry_after(1),
            Self::Busy => unavailable("busy", "Too many changes at once")
                .detail("Others changed the same thing at the same time. Try again in a moment.")
                .retry_after(1),
            Self::Unavailable(_) => unavailable("unavailable", "The database can't be reached")
                .detail("Nothing was changed. Try again in a moment.")
                .retry_after(5)
                .already_logged(),
            Self::OutcomeUnknown(_) => unavailable("outcome-unknown", "The database can't be reached")
                .detail("We can't confirm that this was saved. Check it before you try again.")
                .retry_after(5)
                .already_logged(),
            Self::Full => Problem::new(StatusCode::INSUFFICIENT_STORAGE, "storage-full", "The server's disk is full")
                .detail("Nothing was changed. The people who run this server need to make room."),
            Self::Gone => Problem::unauthenticated(),
            Self::Limited(limit) => Problem::from(*limit),
            other => {
                tracing::error!(error = %other, "unit of work failed");
                Problem::internal()
            }
        }
    }
}
