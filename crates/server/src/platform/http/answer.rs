//! [`Answer`]: the response of a command, as it is sent and as it is stored for an `Idempotency-Key`.

use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::platform::problem::Problem;

/// A successful response: JSON, or nothing for 204.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: StatusCode,
    body: Bytes,
}

impl Answer {
    /// Returns `value` as JSON, or nothing if `status` is 204.
    ///
    /// # Errors
    /// 500 when `value` can't be serialised, which is a bug.
    pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Result<Self, Problem> {
        Self::encode(status, value).map_err(|error| {
            tracing::error!(%error, "could not serialise a response");
            Problem::internal()
        })
    }

    /// Decodes the body.
    ///
    /// # Errors
    /// 500 if the body is not a `T`, which means a bug or a response stored by an older version.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.body).map_err(|error| {
            tracing::error!(%error, "a stored response can't be decoded");
            Problem::internal()
        })
    }

    /// Returns a 204 without a body.
    #[must_use]
    pub fn empty() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: Bytes::new() }
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the JSON; empty for 204.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    pub(super) fn encode<T: Serialize>(status: StatusCode, value: &T) -> Result<Self, serde_json::Error> {
        if status == StatusCode::NO_CONTENT {
            return Ok(Self::empty());
        }
        Ok(Self { status, body: serde_json::to_vec(value)?.into() })
    }

    /// Returns the status (2 bytes, big endian) and the body, for sealing.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 + self.body.len());
        bytes.extend_from_slice(&self.status.as_u16().to_be_bytes());
        bytes.extend_from_slice(&self.body);
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (status, body) = bytes.split_first_chunk::<2>()?;
        let status = StatusCode::from_u16(u16::from_be_bytes(*status)).ok()?;
        Some(Self { status, body: Bytes::copy_from_slice(body) })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        if self.status == StatusCode::NO_CONTENT {
            return self.status.into_response();
        }
        let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        (self.status, [json], self.body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_bytes_and_from_bytes_are_inverse() {
        let answer = Answer::json(StatusCode::CREATED, &serde_json::json!({"a": 1})).unwrap();
        assert_eq!(Answer::from_bytes(&answer.to_bytes()), Some(answer));
        assert_eq!(Answer::from_bytes(&Answer::empty().to_bytes()), Some(Answer::empty()));
        assert_eq!(Answer::from_bytes(&[1]), None);
    }

    #[test]
    fn a_204_has_no_body() {
        assert_eq!(Answer::json(StatusCode::NO_CONTENT, &()).unwrap().body(), b"");
    }
}
