//! A minimal HTTP/1.1 client over TCP that sends requests byte for byte as the test wrote them.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A client of one server; opens a new connection for each request.
#[derive(Clone, Debug)]
pub struct Client {
    address: SocketAddr,
    headers: Vec<(String, String)>,
}

/// A request not sent yet.
#[derive(Clone, Debug)]
pub struct Request {
    address: SocketAddr,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

/// A complete response.
#[derive(Clone, Debug)]
pub struct Reply {
    #[allow(missing_docs, reason = "the name says it")]
    pub status: u16,
    /// Names are in lower case.
    pub headers: Vec<(String, String)>,
    /// Decoded if it was sent in chunks.
    pub body: Vec<u8>,
}

impl Client {
    /// Creates a client of the server at `address`.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        Self { address, headers: Vec::new() }
    }

    /// Sends this header with every request.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends the session token `token` with every request.
    #[must_use]
    pub fn signed_in(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// Creates a request without a body.
    #[must_use]
    pub fn request(&self, method: &str, path: &str) -> Request {
        Request {
            address: self.address,
            method: method.to_owned(),
            path: path.to_owned(),
            headers: self.headers.clone(),
            body: None,
        }
    }

    /// Sends a GET request.
    pub async fn get(&self, path: &str) -> Reply {
        self.request("GET", path).send().await
    }

    /// Sends a DELETE request.
    pub async fn delete(&self, path: &str) -> Reply {
        self.request("DELETE", path).send().await
    }

    /// Sends a POST request with a JSON body.
    pub async fn post(&self, path: &str, json: Value) -> Reply {
        self.request("POST", path).json(&json).send().await
    }

    /// Sends a PUT request with a JSON body.
    pub async fn put(&self, path: &str, json: Value) -> Reply {
        self.request("PUT", path).json(&json).send().await
    }

    /// Sends a PATCH request with a JSON body.
    pub async fn patch(&self, path: &str, json: Value) -> Reply {
        self.request("PATCH", path).json(&json).send().await
    }
}

impl Request {
    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a JSON body and its content type.
    #[must_use]
    pub fn json(self, json: &Value) -> Self {
        self.header("content-type", "application/json").raw(json.to_string())
    }

    /// Sets the body without a content type.
    #[must_use]
    pub fn raw(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends the request and returns the complete response.
    pub async fn send(self) -> Reply {
        self.try_send().await.unwrap().expect("a complete response")
    }

    /// Sends the request to a server that may be down; returns `None` if the response is incomplete.
    ///
    /// # Errors
    /// The connection is refused or breaks.
    pub async fn try_send(self) -> std::io::Result<Option<Reply>> {
        let mut head =
            format!("{} {} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.method, self.path, self.address);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let body = self.body.unwrap_or_default();
        if !body.is_empty() || matches!(self.method.as_str(), "POST" | "PUT" | "PATCH") {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&body).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(Reply::parse(&answer))
    }
}

impl Reply {
    /// Returns `None` if the response is incomplete.
    fn parse(answer: &[u8]) -> Option<Self> {
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut body = answer[end + 4..].to_vec();
        if headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked") {
            body = decode_chunks(&body);
        }
        let content_length = headers.iter().find(|(name, _)| name == "content-length");
        if content_length.is_some_and(|(_, length)| length.parse::<usize>().unwrap() != body.len()) {
            return None;
        }
        Some(Self { status, headers, body })
    }

    /// Returns the first header of this name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    /// Returns the `code` of a problem document, or an empty string.
    #[must_use]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Returns `field: code` of each field error, in order.
    #[must_use]
    pub fn fields(&self) -> Vec<String> {
        let json = self.json();
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|e| format!("{}: {}", e["field"].as_str().unwrap(), e["code"].as_str().unwrap())).collect()
    }

    /// Panics with the body unless the status is `status`.
    #[allow(clippy::must_use_candidate, clippy::return_self_not_must_use, reason = "used as an assertion too")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
}

fn decode_chunks(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|pair| pair == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap().trim(), 16).unwrap();
        if size == 0 {
            break;
        }
        body.extend(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[end + 4 + size..];
    }
    body
}
