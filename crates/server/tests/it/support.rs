//! A server on a port of its own, a toy room in it, and a client that sends what it is told.

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

/// Longer than anything here takes; a test that waits so long has failed.
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
        Self::bare(with_middleware(router, options), limits).await
    }

    /// A router that has its front already.
    pub async fn bare(router: Router, limits: Limits) -> Self {
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

    /// One request on a connection of its own.
    pub async fn ask(&self, request: &str) -> Reply {
        self.connect().await.ask(request).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n")).await
    }

    pub async fn post(&self, path: &str, headers: &str, body: &str) -> Reply {
        self.ask(&post(path, headers, body)).await
    }

    pub fn tell_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    pub async fn stopped(self) {
        tokio::time::timeout(DEADLINE, self.running).await.unwrap().unwrap();
    }
}

/// A JSON request; `headers` are whole lines.
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

    pub async fn ask(&mut self, request: &str) -> Reply {
        self.send(request).await;
        self.reply().await.unwrap()
    }

    /// The next answer; `None` when the server ended the connection instead.
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

    /// Status, code and the first field named; after checking that it is a whole problem document.
    pub fn problem(&self) -> (u16, String, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let told = self.json();
        let code = told["code"].as_str().unwrap();
        assert_eq!(told["type"], format!("/problems/{code}"));
        assert_eq!(told["status"], self.status);
        assert_eq!(told["request_id"], self.header("x-request-id"));
        assert!(!told["title"].as_str().unwrap().is_empty() && !told["detail"].as_str().unwrap().is_empty());
        let field = told["errors"][0]["field"].as_str().unwrap_or_default();
        (self.status, code.to_owned(), field.to_owned())
    }
}

/// A door in a handler: the test learns that somebody came, and lets them through.
#[derive(Clone, Default)]
pub struct Door {
    pub came: Arc<tokio::sync::Notify>,
    pub open: Arc<tokio::sync::Notify>,
}

impl Door {
    pub async fn pass(&self) {
        self.came.notify_one();
        self.open.notified().await;
    }
}
