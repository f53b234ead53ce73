//! The opening of a WebSocket (RFC 6455 section 4.2) on a request that axum has routed.
//!
//! axum's own extractor hides the stream below the socket; to let a client read why it was
//! closed, what it is still sending has to be read off that stream (see `connection`).

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::connection;
use super::sockets::SocketGuard;
use crate::platform::problem::Problem;

/// A request that may become a socket.
pub struct Handshake {
    accept: HeaderValue,
    upgrade: OnUpgrade,
}

impl<S: Send + Sync> FromRequestParts<S> for Handshake {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let headers = &parts.headers;
        let upgrades = parts.method == Method::GET
            && names(headers, &header::CONNECTION, "upgrade")
            && names(headers, &header::UPGRADE, "websocket");
        if !upgrades {
            return Err(upgrade_required("This address speaks WebSocket: ask for an upgrade."));
        }
        if headers.get(header::SEC_WEBSOCKET_VERSION).is_none_or(|version| version.as_bytes() != b"13") {
            return Err(upgrade_required("WebSocket version 13 is spoken here."));
        }
        let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24);
        let key = key.ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "bad-request", "The request can't be understood")
                .detail("`Sec-WebSocket-Key` is missing or not 16 bytes in base64.")
        })?;
        let accept = HeaderValue::try_from(derive_accept_key(key.as_bytes())).map_err(|_| Problem::internal())?;
        let upgrade = parts.extensions.remove::<OnUpgrade>();
        let upgrade = upgrade.ok_or_else(|| upgrade_required("This connection can't be upgraded."))?;
        Ok(Self { accept, upgrade })
    }
}

impl Handshake {
    /// Answers 101 and runs the socket of `ticket` on a task of its own until it ends.
    #[must_use]
    pub fn open(self, ticket: SocketGuard) -> Response {
        let Self { accept, upgrade } = self;
        tokio::spawn(async move {
            match upgrade.await {
                Ok(upgraded) => connection::run(TokioIo::new(upgraded), ticket).await,
                Err(error) => tracing::trace!(%error, "a socket was not opened"),
            }
        });
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
        response
    }
}

/// Whether a list header has `word`, in any case.
fn names(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|each| each.trim().eq_ignore_ascii_case(word)))
}

fn upgrade_required(detail: &str) -> Problem {
    Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade-required", "This needs a WebSocket").detail(detail)
}
