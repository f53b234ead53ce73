//! The middleware of every route: adds a request id and security headers to each response, and a problem
//! document to each error.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Once};
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, StatusCode, Version, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::set_header::SetResponseHeaderLayer;

use super::client::{Network, Peer, client_addr};
use super::request_id;
use crate::platform::problem::{AlreadyLogged, Problem};
use crate::platform::rng::Entropy;

/// Most bytes of a request's path and query.
const MAX_URI_LENGTH: usize = 8 * 1024;
/// Smaller responses don't get smaller by compression.
const MIN_COMPRESSED_BYTES: u64 = 860;

/// How [`with_middleware`] behaves.
#[derive(Clone, Debug, Default)]
pub struct MiddlewareOptions {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<Network>,
    /// Whether the site has https. If so, `Strict-Transport-Security` makes browsers use nothing else.
    pub https: bool,
}

struct MiddlewareState {
    trusted_proxies: Vec<Network>,
    entropy: Entropy,
    untrusted_proxy: Once,
}

impl MiddlewareState {
    /// Warns once about a proxy that is not trusted: all its clients share its rate limits. A proxy is usually in a
    /// private network; the address of a client must not be logged.
    fn check_proxy(&self, request: &Request) {
        let Some(Peer(peer)) = request.extensions().get::<Peer>() else { return };
        let peer = peer.to_canonical();
        if request.headers().contains_key("x-forwarded-for")
            && is_private(peer)
            && !self.trusted_proxies.iter().any(|proxy| proxy.contains(peer))
        {
            self.untrusted_proxy.call_once(|| {
                tracing::warn!(
                    %peer,
                    "X-Forwarded-For is ignored, because its sender is not in trusted_proxies; if it is your reverse \
                     proxy, set HABITRO_TRUSTED_PROXIES, or all its clients share one rate limit"
                );
            });
        }
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    }
}

/// Wraps all routes of `router`.
pub fn with_middleware(router: Router, options: MiddlewareOptions) -> Router {
    let MiddlewareOptions { trusted_proxies, https } = options;
    let state = MiddlewareState { trusted_proxies, entropy: Entropy::system(), untrusted_proxy: Once::new() };
    let state = Arc::new(state);
    let compressible = SizeAbove::new(MIN_COMPRESSED_BYTES).and(NotForContentType::SSE).and(NotForContentType::IMAGES);
    // One layer made of several, outermost first: each call of `layer` boxes every request's future.
    router.layer((
        CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(compressible),
        security_headers(https),
        from_fn_with_state(state, handle_request),
    ))
}

/// Draws the request's id, finds the client's address, and runs the route.
async fn handle_request(State(state): State<Arc<MiddlewareState>>, mut request: Request, next: Next) -> Response {
    let id = request_id::draw(&state.entropy);
    let client = client_addr(request.headers(), request.extensions(), &state.trusted_proxies);
    request.extensions_mut().insert(client);
    state.check_proxy(&request);
    let is_api = request.uri().path().starts_with("/api/");

    let mut response = request_id::scope(id, run_route(request, next)).await;

    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::try_from(id.to_string()) {
        headers.insert("x-request-id", id);
    }
    if is_api {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}

/// Runs the route and logs the request. A panic becomes a 500, so that it fails only this
/// request.
///
/// tower-http's `CatchPanicLayer` would box the body of every response twice, which `tests/cost` counts.
async fn run_route(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    // The pattern, not the path: paths hold ids and, in links, secrets.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let too_long = request.uri().path_and_query().is_some_and(|path| path.as_str().len() > MAX_URI_LENGTH);

    let response = if too_long {
        problem_for_status(StatusCode::URI_TOO_LONG).into_response()
    } else if let Err(problem) = check_headers(&request) {
        problem.into_response()
    } else {
        match AssertUnwindSafe(next.run(request)).catch_unwind().await {
            Ok(response) => with_problem_body(response),
            // The panic hook has logged where.
            Err(_) => Problem::internal().into_response(),
        }
    };

    let (status, route) = (response.status().as_u16(), route.as_ref().map_or("-", MatchedPath::as_str));
    let (request_id, ms) = (super::current_request_id(), started.elapsed().as_secs_f64() * 1e3);
    let already_logged = response.extensions().get::<AlreadyLogged>().is_some();
    if response.status().is_server_error() && !already_logged {
        tracing::warn!(%method, route, status, ms, request_id, "request failed");
    } else {
        tracing::debug!(%method, route, status, ms, request_id, "request");
    }
    response
}

/// Checks what RFC 9112 requires of every request and hyper does not check: one valid `Host` (section 3.2), and no
/// transfer coding except `chunked` (section 6.1).
fn check_headers(request: &Request) -> Result<(), Problem> {
    let bad_request = problem_for_status(StatusCode::BAD_REQUEST);
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) if request.version() > Version::HTTP_10 => {
            return Err(bad_request.detail("The `Host` header is missing."));
        }
        (_, Some(_)) => return Err(bad_request.detail("There is more than one `Host` header.")),
        (Some(host), None) if !is_host(host) => return Err(bad_request.detail("The `Host` header is not valid.")),
        _ => {}
    }
    let codings = request.headers().get_all(header::TRANSFER_ENCODING);
    let unsupported = codings.iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"chunked"));
    if unsupported || codings.iter().count() > 1 {
        return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "not-implemented", "This is not supported")
            .detail("The only supported transfer encoding is `chunked`."));
    }
    Ok(())
}

/// A host and an optional port. RFC 9112 permits an empty value.
fn is_host(value: &HeaderValue) -> bool {
    value.is_empty() || Authority::try_from(value.as_bytes()).is_ok_and(|authority| !authority.as_str().contains('@'))
}

/// Replaces the body of an error made by the framework (an unknown method, a failed upgrade) by a
/// problem document. Our own errors have one already, and pages stay pages. Other headers, such as
/// `Allow`, stay.
fn with_problem_body(response: Response) -> Response {
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
    let mut replaced = problem_for_status(status).into_response();
    for (name, value) in parts.headers {
        if let Some(name) = name
            && !replaced.headers().contains_key(&name)
        {
            replaced.headers_mut().insert(name, value);
        }
    }
    replaced
}

pub(super) fn problem_for_status(status: StatusCode) -> Problem {
    let (code, title) = match status {
        StatusCode::NOT_FOUND => return Problem::not_found(),
        StatusCode::UNAUTHORIZED => return Problem::unauthenticated(),
        StatusCode::INTERNAL_SERVER_ERROR => return Problem::internal(),
        StatusCode::FORBIDDEN => ("forbidden", "This is not allowed"),
        StatusCode::METHOD_NOT_ALLOWED => ("method-not-allowed", "This can't be done here"),
        StatusCode::REQUEST_TIMEOUT => ("request-timeout", "The request did not arrive in time"),
        StatusCode::PAYLOAD_TOO_LARGE => ("payload-too-large", "The body is too large"),
        StatusCode::URI_TOO_LONG => ("uri-too-long", "The address is too long"),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => ("headers-too-large", "The headers are too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported-media-type", "This kind of body is not understood"),
        StatusCode::UNPROCESSABLE_ENTITY => ("invalid-input", "Some of the input is not valid"),
        StatusCode::UPGRADE_REQUIRED => ("upgrade-required", "This needs a WebSocket"),
        StatusCode::SERVICE_UNAVAILABLE => ("unavailable", "Not available at the moment"),
        other if other.is_server_error() => ("server-error", "Something failed on our side"),
        _ => ("bad-request", "The request can't be understood"),
    };
    let problem = Problem::new(status, code, title);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        problem.detail("The `Allow` header lists the methods that can be used.")
    } else {
        problem
    }
}

const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'";

type SetHeader = SetResponseHeaderLayer<HeaderValue>;
type SecurityHeaders =
    (SetHeader, SetHeader, SetHeader, SetHeader, SetHeader, SetHeader, SetResponseHeaderLayer<Option<HeaderValue>>);

/// Headers of every response; a route may set its own value of all but the last.
fn security_headers(https: bool) -> SecurityHeaders {
    let default = |name, value| SetHeader::if_not_present(name, HeaderValue::from_static(value));
    let hsts = https.then_some(HeaderValue::from_static("max-age=31536000"));
    (
        default(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        default(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        default(header::REFERRER_POLICY, "same-origin"),
        default(
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        default(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        SetResponseHeaderLayer::overriding(header::STRICT_TRANSPORT_SECURITY, hsts),
    )
}
