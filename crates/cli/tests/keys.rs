//! Rotates the chat keys while the server is killed repeatedly: all messages stay readable, none stays
//! encrypted with the old key, and the database never contains plaintext.
//!
//! `HABITRO_CHAT_MESSAGES` sets the number of messages (2,000).
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
#![allow(clippy::print_stderr, reason = "prints measurements")]
#![allow(clippy::disallowed_methods, reason = "settings of the test, not of the server")]

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use habitro_testkit::{Client, Mailbox, Person};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

const KILLS: usize = 10;
const SOCKETS: usize = 32;

struct Server {
    process: Child,
    address: SocketAddr,
}

fn habitro(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitro"));
    command.current_dir(folder).env_clear();
    command
}

impl Server {
    fn start(folder: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut process = habitro(folder)
            .args(["serve", "--listen", &address.to_string()])
            .env("HABITRO_LIMITS", "off")
            .env("HABITRO_MAIL_URL", format!("file://{}", folder.join("mail").display()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, address }
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn keys(folder: &Path, command: &str) -> String {
    let output = habitro(folder).args(["keys", command]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the messages per key, newest key first, from `keys status`.
fn messages_per_key(folder: &Path) -> Vec<u64> {
    let status = keys(folder, "status");
    status.lines().map(|line| line.split_whitespace().nth(1).unwrap().parse().unwrap()).collect()
}

/// Sends `count` messages, each after the previous one is stored.
async fn send_messages(address: SocketAddr, token: String, conversation: String, writer: usize, count: usize) {
    let mut request = format!("ws://{address}/api/v1/socket").into_client_request().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    for n in 0..count {
        let name = format!("{writer}-{n}");
        let frame = json!({"type": "message.send", "client_id": name, "conversation_id": conversation,
            "text": format!("xylophone {name}")});
        socket.send(Message::Text(frame.to_string().into())).await.unwrap();
        loop {
            let Message::Text(text) = socket.next().await.unwrap().unwrap() else { continue };
            let frame: Value = serde_json::from_str(&text).unwrap();
            assert_ne!(frame["type"], "problem", "{frame}");
            if frame["type"] == "message.stored" {
                break;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn key_rotation_completes_after_ten_kills() {
    let messages: usize =
        std::env::var("HABITRO_CHAT_MESSAGES").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let folder = Folder::new();
    let server = Server::start(&folder.0);
    let mailbox = Mailbox::at(folder.0.join("mail"));
    let Person { client: anna, token, id: anna_id } = Person::sign_up(server.address, &mailbox, "anna").await;
    let Person { client: bo, id: bo_id, .. } = Person::sign_up(server.address, &mailbox, "bo").await;
    anna.post("/api/v1/friends/requests", json!({"user_id": bo_id})).await.expect(202);
    bo.post("/api/v1/friends/requests", json!({"user_id": anna_id})).await.expect(202);
    let opened = anna.post("/api/v1/conversations", json!({"user_id": bo_id})).await.expect(201).json();
    let conversation = opened["id"].as_str().unwrap().to_owned();
    let mut writing = JoinSet::new();
    for writer in 0..SOCKETS {
        writing.spawn(send_messages(server.address, token.clone(), conversation.clone(), writer, messages / SOCKETS));
    }
    while let Some(done) = writing.join_next().await {
        done.unwrap();
    }
    let messages = (messages / SOCKETS * SOCKETS) as u64;
    assert_eq!(messages_per_key(&folder.0), [messages]);

    let started = Instant::now();
    keys(&folder.0, "rotate");
    let mut server = Some(server);
    // The pause grows with the messages so that each kill interrupts the re-encryption at another point.
    let pause = Duration::from_millis(60) + Duration::from_micros(messages * 3);
    for _ in 0..KILLS {
        tokio::time::sleep(pause).await;
        server.take().unwrap().kill();
        server = Some(Server::start(&folder.0));
    }
    let done = async {
        while messages_per_key(&folder.0) != [messages, 0] {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), done).await.expect("the rotation completes");
    let took = started.elapsed();

    let server = server.unwrap();
    let login = json!({"identifier": "bo@example.org", "password": "nine long stones"});
    let opened = Client::new(server.address).post("/api/v1/auth/login", login).await.expect(200).json();
    let bo = Client::new(server.address).signed_in(opened["token"].as_str().unwrap());
    let mut read = 0;
    let mut path = format!("/api/v1/conversations/{conversation}/messages?after=0&limit=200");
    loop {
        let page = bo.get(&path).await.expect(200).json();
        for item in page["items"].as_array().unwrap() {
            let (text, name) = (item["text"].as_str().unwrap(), item["client_id"].as_str().unwrap());
            assert_eq!(text, format!("xylophone {name}"));
            read += 1;
        }
        match page["next_cursor"].as_str() {
            Some(next) => path = format!("/api/v1/conversations/{conversation}/messages?limit=200&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(read, messages, "all messages are readable");
    // The operator can read a reported message under the new key too.
    let newest = bo.get(&format!("/api/v1/conversations/{conversation}/messages?limit=1")).await.expect(200).json();
    let (id, text) = (&newest["items"][0]["id"], newest["items"][0]["text"].as_str().unwrap());
    bo.post("/api/v1/moderation/reports", json!({"message_id": id, "reason": "Rude"})).await.expect(201);
    let listed = habitro(&folder.0).args(["admin", "reports", "list"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains(&format!("\n  > {text}\n  Rude\n")), "{listed}");
    for file in ["habitro.db", "habitro.db-wal"] {
        let bytes = std::fs::read(folder.0.join("data").join(file)).unwrap_or_default();
        assert!(!bytes.windows(9).any(|some| some == b"xylophone"), "no plaintext in {file}");
    }
    eprintln!("{messages} messages re-encrypted in {took:.1?}, {KILLS} kills");
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("habitro-keys-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("mail")).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
