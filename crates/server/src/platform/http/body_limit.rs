//! Reading a request's body within the limit of its route.

use std::error::Error;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use http_body_util::{BodyExt, Collected, LengthLimitError, Limited};

use super::request_body::BodyTimeout;
use crate::platform::problem::Problem;

/// Most bytes of a request's body, unless its route sets another limit.
pub(super) const MAX_BODY_BYTES: usize = 64 * 1024;

/// Most bytes of the body of requests to a route; `BodyLimit::max(bytes)` is a layer that sets it.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimit(usize);

impl BodyLimit {
    /// Returns a layer that limits the bodies of its routes, replacing the limit of an outer one.
    pub fn max(bytes: usize) -> Extension<Self> {
        Extension(Self(bytes))
    }
}

/// Reads the body. One whose `Content-Length` is over the limit is not read at all, so that a client that
/// sent `Expect: 100-continue` does not send it.
///
/// # Errors
/// 413 `payload-too-large`, 408 `request-timeout`, 400 `incomplete-body`.
pub(super) async fn read_body(request: Request) -> Result<Bytes, Problem> {
    let limit = request.extensions().get::<BodyLimit>().map_or(MAX_BODY_BYTES, |limit| limit.0);
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limit as u64) {
        return Err(payload_too_large());
    }
    let body = Limited::new(request.into_body(), limit).collect().await;
    body.map(Collected::to_bytes).map_err(|error| problem_of(&*error))
}

fn payload_too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload-too-large", "The body is too large")
        .detail("The body is larger than this call accepts.")
}

fn problem_of(error: &(dyn Error + 'static)) -> Problem {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return payload_too_large();
        }
        if error.is::<BodyTimeout>() {
            return Problem::new(StatusCode::REQUEST_TIMEOUT, "request-timeout", "The body did not arrive in time");
        }
        cause = error.source();
    }
    Problem::new(StatusCode::BAD_REQUEST, "incomplete-body", "The body did not arrive completely")
}
