//! The web app, embedded by the build script. Assets with a hash in their name are cached for ever, all
//! other files are revalidated.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file of the web app, with its compressed forms if they are smaller.
struct Asset {
    path: &'static str,
    tag: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

/// Sorted by path; empty when the web app was not built.
static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/web_assets.rs"));
/// The page shown in its place.
static NOT_BUILT: Asset =
    Asset { path: "/index.html", tag: "not-built", plain: include_bytes!("not_built.html"), brotli: None, gzip: None };

/// Returns the app's page, whatever the path: the app has a router of its own.
pub(super) fn page(headers: &HeaderMap) -> Response {
    serve(find("/index.html").unwrap_or(&NOT_BUILT), headers)
}

/// Returns the file at `path`, if there is one. The app's page has no path of its own.
pub(super) fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    if path == "/index.html" {
        return None;
    }
    Some(serve(find(path)?, headers))
}

/// Returns whether `path` is that of a file: if it is missing, the response is a 404 and not the page.
pub(super) fn is_file_path(path: &str) -> bool {
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
    // Each encoding has an entity tag of its own.
    let tag = format!("\"{}{}\"", asset.tag, encoding.map(|name| format!("-{name}")).unwrap_or_default());
    let not_modified = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|each| each.trim().trim_start_matches("W/") == tag));

    let mut response = if not_modified {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind(asset.path))], Body::from(bytes)).into_response()
    };
    let response_headers = response.headers_mut();
    if let (Some(encoding), false) = (encoding, not_modified) {
        response_headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response_headers.insert(header::ETAG, tag);
    }
    response_headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let cache_control =
        if asset.path.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    response_headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
    response
}

/// Returns whether the browser accepts `encoding`; `q=0` means that it does not.
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

    fn accept_encoding(encodings: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(encodings))])
    }

    #[test]
    fn accepts_reads_the_accept_encoding_header() {
        assert!(accepts(&accept_encoding("gzip, deflate, br;q=0.5"), "br"));
        assert!(!accepts(&accept_encoding("gzip, br;q=0"), "br"));
        assert!(!accepts(&accept_encoding("brotli"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn is_file_path_tells_files_from_pages() {
        for path in ["/assets/index-1.js", "/favicon.ico", "/a/b.png", "/assets/x"] {
            assert!(is_file_path(path), "{path}");
        }
        for path in ["/", "/today", "/habits/0199", "/sign-up/code"] {
            assert!(!is_file_path(path), "{path}");
        }
    }

    #[test]
    fn a_cached_encoding_gets_304() {
        static ASSET: Asset =
            Asset { path: "/assets/a.js", tag: "7", plain: b"plain", brotli: Some(b"br"), gzip: Some(b"gz") };
        let sent = serve(&ASSET, &accept_encoding("br"));
        assert_eq!(
            (sent.status(), &sent.headers()[header::ETAG]),
            (StatusCode::OK, &HeaderValue::from_static("\"7-br\""))
        );
        assert_eq!(sent.headers()[header::CONTENT_ENCODING], "br");
        let mut again = accept_encoding("br");
        again.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"x\", \"7-br\""));
        assert_eq!(serve(&ASSET, &again).status(), StatusCode::NOT_MODIFIED);
        again.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        assert_eq!(serve(&ASSET, &again).status(), StatusCode::OK);
    }
}
