//! What every answer carries, whoever made it: a request id, security headers, and an error
//! that is a problem document.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use super::client::{Network, client_addr};
use super::{BodyLimit, request_id};
use crate::platform::problem::Problem;
use crate::platform::rng::Entropy;

/// A body may be this large unless its route says otherwise.
const BODY_LIMIT: usize = 64 * 1024;
/// Paths and queries longer than this name nothing of ours.
const URI_LIMIT: usize = 8 * 1024;
/// Smaller answers don't get smaller by compression.
const COMPRESS_ABOVE: u64 = 860;

/// How the front behaves.
#[derive(Clone, Debug, Default)]
pub struct Front {
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether people come by https: then browsers are told to keep to it.
    pub https: bool,
}

struct Shared {
    front: Front,
    entropy: Entropy,
}

/// Puts the front before `router`.
pub fn front(router: Router, front: Front) -> Router {
    let shared = Arc::new(Shared { front, entropy: Entropy::system() });
    let worth_it = SizeAbove::new(COMPRESS_ABOVE).and(NotForContentType::SSE).and(NotForContentType::IMAGES);
    router
        .layer(BodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(shared, through))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_it))
}

async fn through(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    let id = request_id::draw(&shared.entropy);
    let client = client_addr(request.headers(), request.extensions(), &shared.front.trusted_proxies);
    request.extensions_mut().insert(client);
    let is_api = request.uri().path().starts_with("/api/");

    let mut response = request_id::within(id, answer(request, next)).await;

    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::try_from(id.to_string()) {
        headers.insert("x-request-id", id);
    }
    secure(headers, shared.front.https);
    if is_api {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

async fn answer(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // The pattern, not the path: paths hold ids and, in links, secrets.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let too_long = request.uri().path_and_query().is_some_and(|path| path.as_str().len() > URI_LIMIT);

    let response = if too_long {
        Problem::new(StatusCode::URI_TOO_LONG, "uri-too-long", "The address is too long").into_response()
    } else {
        match caught(next.run(request)).await {
            Ok(response) => told_as_problem(response),
            // The panic hook has logged where.
            Err(_) => Problem::internal().into_response(),
        }
    };

    let (status, route) = (response.status().as_u16(), route.as_ref().map_or("-", MatchedPath::as_str));
    let (request_id, ms) = (super::current_request_id(), started.elapsed().as_secs_f64() * 1e3);
    if response.status().is_server_error() {
        tracing::warn!(%method, route, status, ms, request_id, "request failed");
    } else {
        tracing::debug!(%method, route, status, ms, request_id, "request");
    }
    response
}

/// Runs `work` to its end or its panic: one request's panic is nobody else's.
async fn caught<F: Future>(work: F) -> Result<F::Output, Box<dyn Any + Send>> {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(output)) => Poll::Ready(Ok(output)),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

/// Errors of the framework (an unknown method, a failed upgrade) become problem documents;
/// ours are that already, and pages stay pages. Headers such as `Allow` stay.
fn told_as_problem(response: Response) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind == "application/problem+json" || kind.starts_with("text/html") {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    for stale in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_ENCODING, header::ETAG] {
        parts.headers.remove(stale);
    }
    let mut told = general(status).into_response();
    for (name, value) in parts.headers {
        if let Some(name) = name
            && !told.headers().contains_key(&name)
        {
            told.headers_mut().insert(name, value);
        }
    }
    told
}

fn general(status: StatusCode) -> Problem {
    let (code, title) = match status {
        StatusCode::NOT_FOUND => return Problem::not_found(),
        StatusCode::UNAUTHORIZED => return Problem::unauthenticated(),
        StatusCode::INTERNAL_SERVER_ERROR => return Problem::internal(),
        StatusCode::FORBIDDEN => ("forbidden", "This is not allowed"),
        StatusCode::METHOD_NOT_ALLOWED => ("method-not-allowed", "This can't be done here"),
        StatusCode::REQUEST_TIMEOUT => ("request-timeout", "The request did not arrive in time"),
        StatusCode::PAYLOAD_TOO_LARGE => ("payload-too-large", "The body is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported-media-type", "This kind of body is not understood"),
        StatusCode::UNPROCESSABLE_ENTITY => ("invalid-input", "Some of the input is not valid"),
        StatusCode::UPGRADE_REQUIRED => ("upgrade-required", "This needs a WebSocket"),
        StatusCode::SERVICE_UNAVAILABLE => ("unavailable", "Not available at the moment"),
        other if other.is_server_error() => ("server-error", "Something failed on our side"),
        _ => ("bad-request", "The request can't be understood"),
    };
    let problem = Problem::new(status, code, title);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        problem.detail("See the `Allow` header for what can.")
    } else {
        problem
    }
}

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";

fn secure(headers: &mut HeaderMap, https: bool) {
    const FIXED: [(HeaderName, HeaderValue); 6] = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    for (name, value) in FIXED {
        headers.entry(name).or_insert(value);
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}
