//! Refuses requests that hyper accepts although servers may read them in different ways.
//!
//! If a proxy and this server disagree about where a request ends, a client can hide a second request from the
//! proxy ("request smuggling"). RFC 9112 permits a server to accept a line feed without a carriage return
//! (section 2.2) and a request with both `Content-Length` and `Transfer-Encoding` (section 6.3); hyper does and
//! has no option against it. So the bytes are checked before hyper reads them, and the first wrong one is replaced
//! by one that hyper refuses: a NUL, or a line feed where hyper would skip a NUL.

use std::mem;

/// Longer lines can't be one of the headers that are read here, or are refused.
const MAX_LINE: usize = 128;

/// Follows the requests on one connection.
#[derive(Debug, Default)]
pub(super) struct RequestScanner {
    part: Part,
    /// The start of the line that is being read.
    line: Vec<u8>,
    after_cr: bool,
    has_request_line: bool,
    content_length: Option<u64>,
    /// Whether the last `Transfer-Encoding` ends in `chunked`, if there is one.
    chunked: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Part {
    /// The request line and the headers.
    #[default]
    Head,
    /// This many bytes of a body.
    Body(u64),
    ChunkSize,
    /// This many bytes of a chunk and the line break behind it.
    Chunk(u64),
    Trailers,
    /// Nothing more is checked: hyper closes the connection, or it became a WebSocket.
    Unchecked,
    /// Every byte is replaced by a NUL: hyper has been given one that it refuses, and must not accept another request.
    Refused,
}

impl RequestScanner {
    /// Checks the next bytes of the connection. The first byte that must not be accepted is replaced, and so is
    /// everything behind it.
    pub(super) fn scan(&mut self, bytes: &mut [u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.part {
                Part::Unchecked => return,
                Part::Refused => return rest.fill(0),
                Part::Body(left) | Part::Chunk(left) => {
                    let passed = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
                    rest = &mut rest[passed..];
                    self.part = match (self.part, left - passed as u64) {
                        (Part::Chunk(_), 0) => Part::ChunkSize,
                        (_, 0) => Part::Head,
                        (Part::Chunk(_), left) => Part::Chunk(left),
                        (_, left) => Part::Body(left),
                    };
                }
                Part::Head | Part::ChunkSize | Part::Trailers => {
                    if !self.accepts(rest[0]) {
                        // hyper skips all but line feeds in the extension of a chunk.
                        rest[0] = if matches!(self.part, Part::ChunkSize) { b'\n' } else { 0 };
                        *self = Self { part: Part::Refused, ..Self::default() };
                    }
                    rest = &mut rest[1..];
                }
            }
        }
    }

    /// Ends the checks.
    pub(super) fn stop(&mut self) {
        *self = Self { part: Part::Unchecked, ..Self::default() };
    }

    fn accepts(&mut self, byte: u8) -> bool {
        if byte != b'\n' {
            self.after_cr = byte == b'\r';
            if self.line.len() <= MAX_LINE {
                self.line.push(byte);
                return true;
            }
            // The rest of the digits of a chunk's size would be missing. A line feed after a CR would be accepted.
            return self.after_cr || !matches!(self.part, Part::ChunkSize);
        }
        if !mem::take(&mut self.after_cr) {
            return false;
        }
        let line = mem::take(&mut self.line);
        let accepted = self.end_line(line.strip_suffix(b"\r").unwrap_or(&line));
        // Keep the allocation.
        self.line = line;
        self.line.clear();
        accepted
    }

    fn end_line(&mut self, line: &[u8]) -> bool {
        match self.part {
            Part::ChunkSize => {
                let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
                let size = std::str::from_utf8(&line[..digits]).ok().and_then(|hex| u64::from_str_radix(hex, 16).ok());
                self.part = match size {
                    Some(0) => Part::Trailers,
                    Some(size) => Part::Chunk(size.saturating_add(2)),
                    // hyper refuses it.
                    None => Part::Unchecked,
                };
            }
            Part::Trailers if line.is_empty() => self.part = Part::Head,
            Part::Head if line.is_empty() => return !self.has_request_line || self.end_head(),
            Part::Head if self.has_request_line => return self.add_header(line),
            Part::Head => self.has_request_line = true,
            _ => {}
        }
        true
    }

    fn add_header(&mut self, line: &[u8]) -> bool {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (name, value) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default().trim_ascii());
        let is_length = name.eq_ignore_ascii_case(b"content-length");
        if !is_length && !name.eq_ignore_ascii_case(b"transfer-encoding") {
            return true;
        }
        if is_length {
            // hyper refuses what is not a number, and different numbers.
            self.content_length = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok());
        } else {
            let last = value.rsplit(|byte| *byte == b',').next().unwrap_or_default();
            self.chunked = Some(last.trim_ascii().eq_ignore_ascii_case(b"chunked"));
        }
        line.len() < MAX_LINE
    }

    fn end_head(&mut self) -> bool {
        let (length, chunked) = (self.content_length.take(), self.chunked.take());
        self.has_request_line = false;
        self.part = match (length, chunked) {
            (Some(_), Some(_)) => return false,
            (_, Some(true)) => Part::ChunkSize,
            (Some(length @ 1..), None) => Part::Body(length),
            _ => Part::Head,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the bytes as hyper reads them if they arrive in pieces of `size` bytes.
    fn scanned(text: &str, size: usize) -> String {
        let mut scanner = RequestScanner::default();
        let mut bytes = text.as_bytes().to_vec();
        bytes.chunks_mut(size).for_each(|piece| scanner.scan(piece));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn bodies_pass_unchanged_however_they_are_split() {
        let texts = [
            "GET / HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n".to_owned(),
            "\r\nPOST / HTTP/1.1\r\nContent-Length: 4\r\n\r\na\n\nbGET / HTTP/1.1\r\n\r\n".to_owned(),
            "POST / HTTP/1.1\r\ncontent-length:\t0\r\n\r\nPOST / HTTP/1.1\r\nCONTENT-LENGTH: 1\r\n\r\n\nGET".to_owned(),
            "POST / HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n3;a=b\r\n\n\n\n\r\nA\r\n0123\n56\n89\r\n0\r\nx: y\r\n\r\nGET"
                .to_owned(),
            format!("GET / HTTP/1.1\r\nx: {}\r\n\r\nGET", "a".repeat(4_000)),
        ];
        for text in texts {
            for size in [1, 2, 3, 7, 10_000] {
                assert_eq!(scanned(&text, size), text, "{size}");
            }
        }
    }

    #[test]
    fn bare_line_feed_is_replaced_in_every_head() {
        for text in [
            "GET / HTTP/1.1\n",
            "GET / HTTP/1.1\r\nhost: a\n",
            "\n",
            "GET / HTTP/1.1\r\nhost: a\r\n\n",
            "POST / HTTP/1.1\r\ncontent-length: 1\r\n\r\naGET / HTTP/1.1\n",
            "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\n",
            "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: y\n",
        ] {
            for size in [1, 5, 1_000] {
                assert_eq!(scanned(text, size), format!("{}\0", &text[..text.len() - 1]), "{text:?} {size}");
            }
        }
    }

    #[test]
    fn chunk_size_ends_in_crlf_within_its_maximum() {
        let head = "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n";
        let long = "0".repeat(MAX_LINE + 1);
        // The part that is accepted, and the rest.
        for (accepted, refused) in
            [("3", "\nabc\r\n"), ("3;a=", "\nb\r\nabc\r\n"), ("0;a", "\n\r\n"), (&*long, "3\r\nabc\r\n")]
        {
            let text = format!("{head}{accepted}{refused}0\r\n\r\nGET / HTTP/1.1\n\n");
            let kept = head.len() + accepted.len();
            // hyper refuses a bare line feed here, but skips a NUL.
            let expected = format!("{}\n{}", &text[..kept], "\0".repeat(text.len() - kept - 1));
            for size in [1, 5, 1_000] {
                assert_eq!(scanned(&text, size), expected, "{accepted:?} {refused:?} {size}");
            }
        }
    }

    #[test]
    fn two_body_lengths_are_refused_in_either_order() {
        for headers in [
            "content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
        ] {
            assert!(scanned(&format!("POST / HTTP/1.1\r\n{headers}"), 1_000).ends_with("\r\0"), "{headers:?}");
        }
        let padded = format!("POST / HTTP/1.1\r\ncontent-length: {}3\r\n", "0".repeat(200));
        assert!(scanned(&padded, 1_000).ends_with("\r\0"));
    }
}
