//! The web app as the build carried it in: hashed assets for ever, everything else asked about.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file of the web app, with its compressed forms where they are smaller.
struct Asset {
    path: &'static str,
    tag: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// Sorted by path; empty when the web app was not built.
static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/web_assets.rs"));
/// What stands in for the app then.
static NOT_BUILT: Asset =
    Asset { path: "/index.html", tag: "not-built", plain: include_bytes!("not_built.html"), brotli: None, gzip: None };

/// The page of the app, which finds out itself what to show at which address.
pub(super) fn page(headers: &HeaderMap) -> Response {
    serve(find("/index.html").unwrap_or(&NOT_BUILT), headers)
}

/// The file at `path`, if the app has one. Its page has no address of its own.
pub(super) fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    if path == "/index.html" {
        return None;
    }
    Some(serve(find(path)?, headers))
}

/// Whether `path` asks for a file: then a missing one is missing, and no page.
pub(super) fn names_a_file(path: &str) -> bool {
    path.starts_with("/assets/") || path.rsplit('/').next().is_some_and(|last| last.contains('.'))
}

fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.binary_search_by(|asset| asset.path.cmp(path)).ok().map(|found| &ASSETS[found])
}

fn serve(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let (bytes, encoding) = match (asset.brotli, asset.gzip) {
        (Some(bytes), _) if accepts(headers, "br") => (bytes, Some("br")),
        (_, Some(bytes)) if accepts(headers, "gzip") => (bytes, Some("gzip")),
        _ => (asset.plain, None),
    };
    // Each form is a representation of its own.
    let tag = format!("\"{}{}\"", asset.tag, encoding.map(|name| format!("-{name}")).unwrap_or_default());
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|each| each.trim().trim_start_matches("W/") == tag));

    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind(asset.path))], Body::from(bytes)).into_response()
    };
    let answer = response.headers_mut();
    if let (Some(encoding), false) = (encoding, known) {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if let Ok(tag) = HeaderValue::try_from(tag) {
        answer.insert(header::ETAG, tag);
    }
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    // A hashed name never means anything else; all other names are asked about each time.
    let lasts = if asset.path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasts));
    response
}

/// Whether the browser takes `encoding`; one with `q=0` is refused.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|each| {
            let mut parts = each.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            named
                && !parts.any(|part| matches!(part.strip_prefix("q=").map(str::parse::<f32>), Some(Ok(q)) if q <= 0.0))
        })
    })
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks_for(encodings: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(encodings))])
    }

    #[test]
    fn encodings_are_taken_only_when_accepted() {
        assert!(accepts(&asks_for("gzip, deflate, br;q=0.5"), "br"));
        assert!(!accepts(&asks_for("gzip, br;q=0"), "br"));
        assert!(!accepts(&asks_for("brotli"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn a_file_is_told_from_a_page() {
        for path in ["/assets/index-1.js", "/favicon.ico", "/a/b.png", "/assets/x"] {
            assert!(names_a_file(path), "{path}");
        }
        for path in ["/", "/today", "/habits/0199", "/sign-up/code"] {
            assert!(!names_a_file(path), "{path}");
        }
    }

    #[test]
    fn the_form_that_is_known_is_not_sent_again() {
        static ASSET: Asset =
            Asset { path: "/assets/a.js", tag: "7", plain: b"plain", brotli: Some(b"br"), gzip: Some(b"gz") };
        let sent = serve(&ASSET, &asks_for("br"));
        assert_eq!(
            (sent.status(), &sent.headers()[header::ETAG]),
            (StatusCode::OK, &HeaderValue::from_static("\"7-br\""))
        );
        assert_eq!(sent.headers()[header::CONTENT_ENCODING], "br");
        let mut again = asks_for("br");
        again.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"x\", \"7-br\""));
        assert_eq!(serve(&ASSET, &again).status(), StatusCode::NOT_MODIFIED);
        again.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(serve(&ASSET, &again).status(), StatusCode::OK);
    }
}
