//! The configurations of nginx and Caddy in docs/operations.md, in front of a server.
//!
//! `HABITRO_TEST_PROXIES=none` skips these tests; `scripts/setup-tests` installs the proxies.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
#![allow(clippy::disallowed_methods, reason = "settings of the test, not of the server")]

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use habitro_testkit::{FakeAi, Mailbox, Mode, Person};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

const DEADLINE: Duration = Duration::from_secs(20);
const DOCUMENTED_UPSTREAM: &str = "127.0.0.1:8080";
const DOCUMENTED_HOST: &str = "habits.example.org";
/// A PNG of 2 x 1 pixels.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x7b, 0x40, 0xe8, 0xdd, 0x00, 0x00, 0x00, 0x0d, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0x00, 0x04, 0xff, 0x01, 0x07, 0x00, 0x01, 0xff, 0xe2, 0x23, 0x9e,
    0x59, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A process, killed when dropped.
struct Process(Child);

impl Process {
    async fn start(command: &mut Command, address: SocketAddr) -> Self {
        let process = Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let listening = async {
            while TcpStream::connect(address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(DEADLINE, listening).await.expect("the process listens");
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Returns the block of this language in docs/operations.md.
fn documented(language: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/operations.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, block) = text.split_once(&format!("```{language}\n")).expect("the block is in docs/operations.md");
    block.split_once("```").unwrap().0.to_owned()
}

/// Replaces `from`, which must be there.
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from} is not in:\n{text}");
    text.replace(from, to)
}

fn is_enabled(program: &str) -> bool {
    if std::env::var("HABITRO_TEST_PROXIES").is_ok_and(|value| value == "none") {
        return false;
    }
    let mut command = Command::new(program);
    command.arg("version").env("PATH", search_path()).stdout(Stdio::null()).stderr(Stdio::null());
    let found = command.spawn().is_ok_and(|mut child| child.wait().is_ok());
    assert!(found, "{program} is missing; run scripts/setup-tests");
    true
}

fn search_path() -> String {
    format!("{}:/usr/sbin:/usr/local/sbin", std::env::var("PATH").unwrap_or_default())
}

async fn start_nginx(folder: &Path, listen: SocketAddr, upstream: SocketAddr) -> Process {
    let block = replaced(&documented("nginx"), DOCUMENTED_UPSTREAM, &upstream.to_string());
    let block = replaced(&block, "listen 443 ssl;", &format!("listen {listen};"));
    let block: Vec<&str> = block.lines().filter(|line| !line.trim_start().starts_with("ssl_")).collect();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|name| format!("{name}_temp_path {}/{name};\n", folder.display()))
        .collect();
    let text = format!(
        "daemon off; master_process off; pid {0}/nginx.pid; error_log {0}/error.log;\nevents {{}}\n\
         http {{ access_log off;\n{temporary}{1}\n}}\n",
        folder.display(),
        block.join("\n")
    );
    let file = folder.join("nginx.conf");
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new("nginx");
    command.env("PATH", search_path()).arg("-p").arg(folder).arg("-e").arg(folder.join("error.log"));
    Process::start(command.arg("-c").arg(file), listen).await
}

async fn start_caddy(folder: &Path, listen: SocketAddr, upstream: SocketAddr) -> Process {
    let block = replaced(&documented("caddy"), DOCUMENTED_UPSTREAM, &upstream.to_string());
    let block = replaced(&block, DOCUMENTED_HOST, &format!("http://{DOCUMENTED_HOST}:{}", listen.port()));
    let file = folder.join("Caddyfile");
    std::fs::write(&file, format!("{{\n    admin off\n    default_bind 127.0.0.1\n}}\n{block}")).unwrap();
    let mut command = Command::new("caddy");
    command.env("HOME", folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
    Process::start(command.args(["run", "--adapter", "caddyfile", "--config"]).arg(file), listen).await
}

/// A server behind a proxy, and a user who signed up at the server itself.
struct Fixture {
    proxy: SocketAddr,
    token: String,
    _processes: [Process; 2],
    _ai: FakeAi,
    _folder: Folder,
}

impl Fixture {
    async fn start(proxy: &str) -> Self {
        let path = std::env::temp_dir().join(format!("habitro-{proxy}-{}", std::process::id()));
        std::fs::create_dir_all(path.join("mail")).unwrap();
        let folder = Folder(path);
        let (listen, address) = (free_address(), free_address());
        // Streams the id of the draft, and then nothing.
        let ai = FakeAi::start(Mode::Hang).await;
        let mut habitro = Command::new(env!("CARGO_BIN_EXE_habitro"));
        habitro.arg("serve").current_dir(&folder.0).env_clear();
        habitro.env("HABITRO_LISTEN", address.to_string());
        habitro.env("HABITRO_PUBLIC_URL", format!("https://{DOCUMENTED_HOST}"));
        habitro.env("HABITRO_TRUSTED_PROXIES", "127.0.0.1");
        habitro.env("HABITRO_MAIL_URL", format!("file://{}/mail", folder.0.display()));
        habitro.env("HABITRO_AI_BASE_URL", ai.base_url());
        let server = Process::start(&mut habitro, address).await;
        let started = match proxy {
            "nginx" => start_nginx(&folder.0, listen, address).await,
            _ => start_caddy(&folder.0, listen, address).await,
        };
        let token = Person::sign_up(address, &Mailbox::at(folder.0.join("mail")), "anna").await.token;
        Self { proxy: listen, token, _processes: [started, server], _ai: ai, _folder: folder }
    }

    /// Sends a request through the proxy, from this address of this machine.
    async fn send(&self, from: [u8; 4], head: &str, body: &[u8]) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::from(from), 0).into()).unwrap();
        let mut stream = socket.connect(self.proxy).await.unwrap();
        let length = body.len();
        let head = format!(
            "{head} HTTP/1.1\r\nHost: {DOCUMENTED_HOST}\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             X-Forwarded-For: 127.9.9.9\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n\
             Content-Length: {length}\r\n\r\n",
            self.token
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        stream
    }

    async fn status(&self, from: [u8; 4], head: &str, body: &[u8]) -> u16 {
        let mut stream = self.send(from, head, body).await;
        let mut response = Vec::new();
        timeout(DEADLINE, stream.read_to_end(&mut response)).await.unwrap().unwrap();
        String::from_utf8_lossy(&response).split(' ').nth(1).unwrap().parse().unwrap()
    }
}

const LOCAL: [u8; 4] = [127, 0, 0, 1];

async fn check(proxy: &str) {
    if !is_enabled(proxy) {
        return;
    }
    let fixture = Fixture::start(proxy).await;

    // The socket.
    let mut request = format!("ws://{}/api/v1/socket", fixture.proxy).into_client_request().unwrap();
    request.headers_mut().insert("host", DOCUMENTED_HOST.parse().unwrap());
    request.headers_mut().insert("authorization", format!("Bearer {}", fixture.token).parse().unwrap());
    let stream = TcpStream::connect(fixture.proxy).await.unwrap();
    let (mut socket, _) = timeout(DEADLINE, tokio_tungstenite::client_async(request, stream)).await.unwrap().unwrap();
    socket.send(Message::Text(r#"{"type":"ping"}"#.into())).await.unwrap();
    let pong = async {
        while let Some(frame) = socket.next().await {
            if frame.unwrap().into_text().unwrap().contains("pong") {
                return;
            }
        }
        panic!("the socket was closed");
    };
    timeout(DEADLINE, pong).await.expect("a frame arrives");

    // A large picture. Bytes after the end of a PNG are ignored.
    let mut picture = PNG.to_vec();
    picture.resize(4_900_000, 0);
    assert_eq!(fixture.status(LOCAL, "PUT /api/v1/me/avatar", &picture).await, 200);

    // A plan: the first event arrives while the AI has not responded.
    let wish = json!({"habit": "read 20 pages before bed", "type": "good", "duration_days": 7}).to_string();
    let mut stream = fixture.send(LOCAL, "POST /api/v1/planner/drafts", wish.as_bytes()).await;
    let first_event = async {
        let mut received = Vec::new();
        while !String::from_utf8_lossy(&received).contains("event: draft") {
            assert_ne!(stream.read_buf(&mut received).await.unwrap(), 0, "{}", String::from_utf8_lossy(&received));
        }
    };
    timeout(Duration::from_secs(5), first_event).await.expect("the response is not buffered");

    // The client's address: wrong passwords from one are limited, from another they are not.
    let wrong = json!({"identifier": "anna@example.org", "password": "not the password"}).to_string();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(fixture.status([127, 1, 0, 2], "POST /api/v1/auth/login", wrong.as_bytes()).await);
    }
    assert!(statuses.first() == Some(&401) && statuses.last() == Some(&429), "{statuses:?}");
    assert_eq!(fixture.status([127, 1, 0, 3], "POST /api/v1/auth/login", wrong.as_bytes()).await, 401);
}

#[tokio::test]
async fn documented_nginx_passes_sockets_pictures_streams_and_addresses() {
    check("nginx").await;
}

#[tokio::test]
async fn documented_caddy_passes_sockets_pictures_streams_and_addresses() {
    check("caddy").await;
}
