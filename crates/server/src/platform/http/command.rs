//! [`Command`]: the extractor of requests that change something.

use axum::body::Bytes;
use axum::extract::{FromRequest, OriginalUri, Request};
use axum::http::{HeaderMap, StatusCode, header};

use super::IdempotencyKey;
use super::body::{Input, has_nul};
use super::body_limit::read_body;
use crate::platform::problem::Problem;

/// A JSON input and the `Idempotency-Key` of its request.
///
/// A body may have up to 64 KiB unless the route has a layer `BodyLimit::max(bytes)`.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Command<T> {
    pub input: T,
    pub idempotency: Option<IdempotencyKey>,
}

impl<T> Command<T> {
    /// Creates a command without a key, for tests and for callers inside the process.
    pub fn new(input: T) -> Self {
        Self { input, idempotency: None }
    }

    /// Replaces the input, for example to add a path parameter. The idempotency key still covers the
    /// request as the client sent it.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Command<U> {
        Command { input: change(self.input), idempotency: self.idempotency }
    }
}

impl<S: Send + Sync, T: Input> FromRequest<S> for Command<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let media_type = MediaType::of(request.headers());
        if media_type == MediaType::Other {
            return Err(unsupported_media_type());
        }
        let uri = request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().clone(), |uri| uri.0.clone());
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let (method, headers) = (request.method().clone(), request.headers().clone());

        let body = read_body(request).await?;
        if media_type == MediaType::Missing && !body.is_empty() {
            return Err(unsupported_media_type());
        }
        if has_nul(&body) {
            return Err(nul_character());
        }
        let idempotency = IdempotencyKey::of(&headers, &method, path, &body)?;
        Ok(Self { input: T::read(&body)?, idempotency })
    }
}

/// A command whose body is a file. Its `Content-Type` is ignored.
#[derive(Clone, Debug)]
pub struct Upload(pub Command<Bytes>);

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let uri = request.extensions().get::<OriginalUri>().map_or_else(|| request.uri().clone(), |uri| uri.0.clone());
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let (method, headers) = (request.method().clone(), request.headers().clone());
        let body = read_body(request).await?;
        let idempotency = IdempotencyKey::of(&headers, &method, path, &body)?;
        Ok(Self(Command { input: body, idempotency }))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MediaType {
    Json,
    Missing,
    Other,
}

impl MediaType {
    fn of(headers: &HeaderMap) -> Self {
        let Some(value) = headers.get(header::CONTENT_TYPE) else { return Self::Missing };
        let media_type =
            value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_json = media_type
            .strip_prefix("application/")
            .is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"));
        if is_json { Self::Json } else { Self::Other }
    }
}

fn unsupported_media_type() -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body has to be JSON")
        .detail("Send JSON with `Content-Type: application/json`.")
}

/// Returns the problem for text with the character U+0000, which PostgreSQL can't store.
pub(super) fn nul_character() -> Problem {
    Problem {
        code: "nul-character",
        ..Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "nul-character", "Text can't hold the character U+0000")
    }
    .detail("The character U+0000 can't be part of any text here.")
}
