//! What sockets cost: `habitro-sockets [--sockets N]` opens that many (5,000 unless said) on a server
//! in a process of its own and says what each of them takes of its memory; then it floods one of them,
//! sends what is too long, and looks whether the memory stayed.
//!
//! The server is `HABITRO_BIN`, else `target/release/habitro`.
#![allow(clippy::print_stdout, reason = "it prints its figures")]
#![allow(clippy::unwrap_used, reason = "a bench that can't go on stops")]
#![allow(clippy::disallowed_methods, reason = "the bench's own settings, not the server's")]

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use habitro_server::platform::http::Limits;
use habitro_testkit::{Client, Mailbox};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

type Socket = WebSocketStream<TcpStream>;

/// The server under load; ends with this value.
struct Server {
    child: Child,
    address: SocketAddr,
    folder: PathBuf,
}

impl Server {
    async fn start() -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let folder = std::env::temp_dir().join(format!("habitro-sockets-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("mail")).unwrap();
        let binary = std::env::var("HABITRO_BIN").unwrap_or_else(|_| "target/release/habitro".into());
        let child = Command::new(binary)
            .arg("serve")
            .env("HABITRO_LISTEN", address.to_string())
            .env("HABITRO_DATA_DIR", folder.join("data"))
            .env("HABITRO_MAIL_URL", format!("file://{}", folder.join("mail").display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("HABITRO_BIN, or a release build of habitro");
        let server = Self { child, address, folder };
        while Client::new(address).request("GET", "/readyz").try_send().await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server
    }

    /// Signs somebody up; their token.
    async fn sign_up(&self) -> String {
        let client = Client::new(self.address);
        let email = "anna@example.org";
        let body = json!({"full_name": "Anna", "email": email, "password": "nine long stones"});
        let pending = client.post("/api/v1/auth/register", body).await.expect(202).json();
        let mailbox = Mailbox::at(self.folder.join("mail"));
        let code = loop {
            match mailbox.latest_code(email) {
                Some(code) => break code,
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        let body = json!({"email": email, "otp": code, "flow": pending["flow"]});
        let opened = client.post("/api/v1/auth/verify-otp", body).await.expect(201).json();
        opened["token"].as_str().unwrap().to_owned()
    }

    /// Resident memory in bytes.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
    }

    async fn open(&self, token: &str) -> Socket {
        let mut request = format!("ws://{}/api/v1/socket", self.address).into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        let stream = TcpStream::connect(self.address).await.unwrap();
        let config = WebSocketConfig::default().read_buffer_size(1024).write_buffer_size(0);
        tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await.unwrap().0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = arguments.iter().position(|argument| argument == "--sockets").and_then(|at| arguments.get(at + 1));
    let count: usize = given.and_then(|value| value.parse().ok()).unwrap_or(5_000);
    // Asks the system for enough file descriptors.
    let _ = Limits::default().within_file_limit();
    let server = Server::start().await;
    let token = server.sign_up().await;
    // What the first one costs is not about sockets.
    let mut first = server.open(&token).await;
    ping(&mut first).await;
    let before = server.memory();
    let begun = Instant::now();
    let mut sockets = Vec::with_capacity(count);
    for _ in 0..count {
        sockets.push(server.open(&token).await);
    }
    let took = begun.elapsed();
    ping(sockets.last_mut().unwrap()).await;
    let open = server.memory();
    println!("{count} idle sockets in {took:.1?}: {} bytes each", open.saturating_sub(before) / count as u64);

    let rate = flood(&mut first).await;
    println!("one socket, 10,000 frames: {rate:.0} answered a second; memory {:+} kB", change(&server, open));
    for _ in 0..50 {
        too_long(server.open(&token).await).await;
    }
    println!("50 frames of 1 MiB: each closed with 1009; memory {:+} kB", change(&server, open));
    ping(&mut sockets[count / 2]).await;
    drop(sockets);
}

fn change(server: &Server, before: u64) -> i64 {
    (server.memory().cast_signed() - before.cast_signed()) / 1024
}

async fn ping(socket: &mut Socket) {
    socket.send(Message::Text(r#"{"type":"ping"}"#.into())).await.unwrap();
    while !matches!(socket.next().await.unwrap().unwrap(), Message::Text(_)) {}
}

/// Sends without reading what comes back, until all of it has come; answers a second.
async fn flood(socket: &mut Socket) -> f64 {
    let begun = Instant::now();
    for _ in 0..10 {
        for _ in 0..1_000 {
            socket.feed(Message::Text(r#"{"type":"ping"}"#.into())).await.unwrap();
        }
        socket.flush().await.unwrap();
        for _ in 0..1_000 {
            while !matches!(socket.next().await.unwrap().unwrap(), Message::Text(_)) {}
        }
    }
    10_000.0 / begun.elapsed().as_secs_f64()
}

async fn too_long(mut socket: Socket) {
    socket.send(Message::Text("x".repeat(1024 * 1024).into())).await.unwrap();
    loop {
        match socket.next().await {
            Some(Ok(Message::Close(Some(frame)))) => return assert_eq!(u16::from(frame.code), 1009),
            Some(Ok(_)) => {}
            other => panic!("no close but {other:?}"),
        }
    }
}
