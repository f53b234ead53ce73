//! The opening handshake of a WebSocket (RFC 6455 section 4.2), as an extractor.
//!
//! axum's own extractor hides the stream below the socket, from which `connection` must read what a client
//! is still sending, so that the client can read why the socket was closed.

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

/// A request that can become a WebSocket.
pub struct Handshake {
    accept: HeaderValue,
    upgrade: OnUpgrade,
}

impl<S: Send + Sync> FromRequestParts<S> for Handshake {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let headers = &parts.headers;
        let upgrades = parts.method == Method::GET
            && lists(headers, &header::CONNECTION, "upgrade")
            && lists(headers, &header::UPGRADE, "websocket");
        if !upgrades {
            return Err(upgrade_required("Send a WebSocket upgrade request to this address."));
        }
        if headers.get(header::SEC_WEBSOCKET_VERSION).is_none_or(|version| version.as_bytes() != b"13") {
            return Err(upgrade_required("Only WebSocket version 13 is supported."));
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
    /// Returns a 101 response and runs the socket of `guard` on its own task until it ends.
    #[must_use]
    pub fn open(self, guard: SocketGuard) -> Response {
        let Self { accept, upgrade } = self;
        tokio::spawn(async move {
            match upgrade.await {
                Ok(upgraded) => connection::run(TokioIo::new(upgraded), guard).await,
                Err(error) => tracing::trace!(%error, "could not open a socket"),
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

/// Returns whether a header with a list has `word`, in any case.
fn lists(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|each| each.trim().eq_ignore_ascii_case(word)))
}

fn upgrade_required(detail: &str) -> Problem {
    Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade-required", "This needs a WebSocket").detail(detail)
}
