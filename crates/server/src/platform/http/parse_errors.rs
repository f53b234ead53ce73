//! hyper's own responses to requests that it can't parse, as problem documents.
//!
//! hyper writes these responses itself, without a body, and no service or option can change them. They are
//! recognised when they are written to the connection.

use axum::http::StatusCode;

use super::middleware::problem_for_status;
use super::request_id;
use crate::platform::rng::Entropy;

/// Returns the response that replaces the one in `written`, if hyper made that one. `written` is everything that
/// hyper writes at once.
///
/// Every response of the router has headers that hyper's own responses don't have.
pub(super) fn replacement(written: &[u8]) -> Option<Vec<u8>> {
    let head = written.strip_prefix(b"HTTP/1.1 4")?.strip_suffix(b"\r\n\r\n").filter(|head| head.len() < 256)?;
    let head = std::str::from_utf8(head).ok()?;
    let mut lines = head.split("\r\n");
    let status = StatusCode::from_bytes(format!("4{}", lines.next()?.get(..2)?).as_bytes()).ok()?;
    let names = ["connection", "content-length", "date"];
    let is_bare = lines.all(|line| line.split_once(": ").is_some_and(|(name, _)| names.contains(&name)));
    if !is_bare || !head.contains("content-length: 0") {
        return None;
    }
    let id = request_id::draw(&Entropy::system()).to_string();
    let body = serde_json::to_string(&problem_for_status(status).document(id.clone())).ok()?;
    let response = format!(
        "HTTP/1.1 {} {}\r\nconnection: close\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nx-content-type-options: nosniff\r\nx-request-id: {id}\r\n\r\n{body}",
        status.as_u16(),
        status.canonical_reason().unwrap_or_default(),
        body.len(),
    );
    Some(response.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bodiless_errors_without_own_headers_are_replaced() {
        let date = "date: Sun, 01 Mar 2026 08:00:00 GMT\r\n\r\n";
        let bare =
            format!("HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n{date}");
        let replaced = String::from_utf8(replacement(bare.as_bytes()).unwrap()).unwrap();
        assert!(replaced.starts_with("HTTP/1.1 431 ") && replaced.contains("headers-too-large"), "{replaced}");
        for other in [
            format!("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n{date}"),
            format!("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nx-request-id: 1\r\n{date}"),
            format!("HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n{date}ok"),
            "HTTP/1.1 4".to_owned(),
        ] {
            assert_eq!(replacement(other.as_bytes()), None, "{other}");
        }
    }
}
