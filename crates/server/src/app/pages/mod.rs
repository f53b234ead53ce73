//! Everything except the API: the web app and a few pages.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::platform::problem::Problem;

mod host_names;
mod web;

pub(super) use host_names::{HostNames, check_host_name};

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

fn requests_page(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD) && accepts_html(request.headers())
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().any(|accept| accept.to_str().unwrap_or_default().contains("text/html"))
}
