//! The few pages that are not the API's.

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

/// What no route answers: a file of the web app, or its page, which knows the other addresses.
/// Under `/api` always a problem document; a file that isn't there is never answered by a page.
pub(super) async fn everything_else(request: Request) -> Response {
    let (path, headers) = (request.uri().path(), request.headers());
    let is_api = path == "/api" || path.starts_with("/api/");
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_api || !reads {
        return Problem::not_found().into_response();
    }
    if let Some(file) = web::file(path, headers) {
        return file;
    }
    match (reads_pages(headers), web::names_a_file(path)) {
        (true, false) => web::page(headers),
        (true, true) => (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-cache")], Html(NOT_FOUND)).into_response(),
        // A program that asks for the site itself gets it too.
        (false, _) if path == "/" => web::page(headers),
        (false, _) => Problem::not_found().into_response(),
    }
}

/// Sends a browser that came by 127.0.0.1 to `localhost` when that is the public name:
/// passkeys and cookies belong to a name, and a half of them under each would be lost.
pub(super) async fn by_name(State(config): State<Arc<Config>>, request: Request, next: Next) -> Response {
    let home = &config.public_url;
    if home.host() == "localhost" && came_by_number(request.headers()) && wants_page(&request) {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::temporary(&home.join(path)).into_response();
    }
    next.run(request).await
}

fn came_by_number(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = if host.starts_with('[') { host.split(']').next() } else { host.split(':').next() };
    matches!(name, Some("127.0.0.1" | "[::1"))
}

fn wants_page(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD) && reads_pages(request.headers())
}

fn reads_pages(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|accept| accept.to_str().unwrap_or_default().contains("text/html"))
}
