//! Everything except the API: the web app and a few pages.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::platform::config::Config;
use crate::platform::problem::Problem;

mod web;

const NOT_FOUND: &str = include_str!("not_found.html");

pub(super) async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /api/\n"
}

/// Handles what no route matches: a file of the web app, or its page, which has a router of its own.
/// Under `/api` the response is always a problem document, and for a missing file it is never the page.
pub(super) async fn fallback(request: Request) -> Response {
    let (path, headers) = (request.uri().path(), request.headers());
    let is_api = path == "/api" || path.starts_with("/api/");
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_api || !reads {
        return Problem::not_found().into_response();
    }
    if let Some(file) = web::file(path, headers) {
        return file;
    }
    match (accepts_html(headers), web::is_file_path(path)) {
        (true, false) => web::page(headers),
        (true, true) => (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-cache")], Html(NOT_FOUND)).into_response(),
        // A program that requests the site itself gets it, too.
        (false, _) if path == "/" => web::page(headers),
        (false, _) => Problem::not_found().into_response(),
    }
}

/// Redirects a browser from 127.0.0.1 to `localhost`, if that is the public host: passkeys and cookies
/// belong to a host name and would be split between the two.
pub(super) async fn redirect_to_host_name(State(config): State<Arc<Config>>, request: Request, next: Next) -> Response {
    let public_url = &config.public_url;
    if public_url.host() == "localhost" && host_is_loopback_ip(request.headers()) && requests_page(&request) {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::temporary(&public_url.join(path)).into_response();
    }
    next.run(request).await
}

fn host_is_loopback_ip(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = if host.starts_with('[') { host.split(']').next() } else { host.split(':').next() };
    matches!(name, Some("127.0.0.1" | "[::1"))
}

fn requests_page(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD) && accepts_html(request.headers())
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|accept| accept.to_str().unwrap_or_default().contains("text/html"))
}
