//! A server of a test's own router, and a client that sends raw requests.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use habitro_server::platform::http::{self, Limits, MiddlewareOptions, with_middleware};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Longer than any step of these tests takes.
pub const DEADLINE: Duration = Duration::from_secs(20);

pub struct Server {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

impl Server {
    pub async fn start(router: Router, limits: Limits) -> Self {
        Self::with_options(router, MiddlewareOptions::default(), limits).await
    }

    pub async fn with_options(router: Router, options: MiddlewareOptions, limits: Limits) -> Self {
        Self::without_middleware(with_middleware(router, options), limits).await
    }

    /// Serves a router without adding middleware.
    pub async fn without_middleware(router: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(http::serve(listener, router, limits, async {
            let _ = stopped.await;
        }));
        Self { address, stop: Some(stop), running }
    }

    pub async fn connect(&self) -> Client {
        Client { stream: TcpStream::connect(self.address).await.unwrap(), rest: Vec::new() }
    }

    /// Sends a request on a new connection.
    pub async fn request(&self, request: &str) -> Reply {
        self.connect().await.request(request).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.request(&format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n")).await
    }

    pub async fn post(&self, path: &str, headers: &str, body: &str) -> Reply {
        self.request(&post(path, headers, body)).await
    }

    pub fn request_shutdown(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    pub async fn wait_for_shutdown(self) {
        tokio::time::timeout(DEADLINE, self.running).await.unwrap().unwrap();
    }
}

/// Builds a JSON request; `headers` are complete lines.
pub fn post(path: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    )
}

pub struct Client {
    pub stream: TcpStream,
    rest: Vec<u8>,
}

impl Client {
    pub async fn send(&mut self, bytes: &str) {
        self.stream.write_all(bytes.as_bytes()).await.unwrap();
    }

    pub async fn request(&mut self, request: &str) -> Reply {
        self.send(request).await;
        self.reply().await.unwrap()
    }

    /// Reads the next response. Returns `None` if the server closed the connection.
    pub async fn reply(&mut self) -> Option<Reply> {
        tokio::time::timeout(DEADLINE, self.read_reply()).await.unwrap()
    }

    async fn read_reply(&mut self) -> Option<Reply> {
        loop {
            if let Some((reply, used)) = Reply::parse(&self.rest) {
                self.rest.drain(..used);
                return Some(reply);
            }
            match self.stream.read_buf(&mut self.rest).await {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Option<(Self, usize)> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
        let headers: HashMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let rest = &bytes[end + 4..];
        let (body, used) = if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            let end = rest.windows(5).position(|five| five == b"0\r\n\r\n")? + 5;
            (rest[..end].to_vec(), end)
        } else {
            let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
            (rest.get(..length)?.to_vec(), length)
        };
        Some((Self { status, headers, body }, end + 4 + used))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Checks that the body is a complete problem document. Returns status, code and the first field name.
    pub fn problem(&self) -> (u16, String, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let document = self.json();
        let code = document["code"].as_str().unwrap();
        assert_eq!(document["type"], format!("/problems/{code}"));
        assert_eq!(document["status"], self.status);
        assert_eq!(document["request_id"], self.header("x-request-id"));
        assert!(!document["title"].as_str().unwrap().is_empty() && !document["detail"].as_str().unwrap().is_empty());
        let field = document["errors"][0]["field"].as_str().unwrap_or_default();
        (self.status, code.to_owned(), field.to_owned())
    }
}

/// Blocks a handler until the test opens it.
#[derive(Clone, Default)]
pub struct Gate {
    pub arrived: Arc<tokio::sync::Notify>,
    pub open: Arc<tokio::sync::Notify>,
}

impl Gate {
    pub async fn pass(&self) {
        self.arrived.notify_one();
        self.open.notified().await;
    }
}
