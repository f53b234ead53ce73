//! New keys for what was said, while the server is killed again and again: everything stays readable,
//! nothing is left under the old key, and the database never holds a word.
//!
//! `HABITRO_CHAT_MESSAGES` (2,000) says how much was said.
#![allow(clippy::unwrap_used, reason = "a test that can't go on fails")]
#![allow(clippy::print_stderr, reason = "the figures of the run")]
#![allow(clippy::disallowed_methods, reason = "the test's own settings, not the server's")]

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use habitro_testkit::{Client, Mailbox};
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

fn keys(folder: &Path, what: &str) -> String {
    let said = habitro(folder).args(["keys", what]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    String::from_utf8(said.stdout).unwrap()
}

/// Messages under each key, newest first, as `keys status` says.
fn under_each(folder: &Path) -> Vec<u64> {
    let said = keys(folder, "status");
    said.lines().map(|line| line.split_whitespace().nth(1).unwrap().parse().unwrap()).collect()
}

async fn sign_up(server: &Server, mailbox: &Mailbox, name: &str) -> (Client, String, Value) {
    let client = Client::new(server.address);
    let email = format!("{name}@example.org");
    let body = json!({"full_name": name, "email": email, "password": "nine long stones", "time_zone": "UTC"});
    let pending = client.post("/api/v1/auth/register", body).await.expect(202).json();
    let code = async {
        loop {
            match mailbox.latest_code(&email) {
                Some(code) => return code,
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    let otp = tokio::time::timeout(Duration::from_secs(30), code).await.expect("the code arrives");
    let body = json!({"email": email, "otp": otp, "flow": pending["flow"]});
    let opened = client.post("/api/v1/auth/verify-otp", body).await.expect(201).json();
    let token = opened["token"].as_str().unwrap().to_owned();
    (client.signed_in(&token), token, opened["user"]["id"].clone())
}

/// Says `count` things, each once the one before is stored.
async fn talk(address: SocketAddr, token: String, conversation: String, writer: usize, count: usize) {
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
            let Message::Text(told) = socket.next().await.unwrap().unwrap() else { continue };
            let told: Value = serde_json::from_str(&told).unwrap();
            assert_ne!(told["type"], "problem", "{told}");
            if told["type"] == "message.stored" {
                break;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_that_is_killed_ten_times_gets_through() {
    let messages: usize =
        std::env::var("HABITRO_CHAT_MESSAGES").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let folder = Folder::new();
    let server = Server::start(&folder.0);
    let mailbox = Mailbox::at(folder.0.join("mail"));
    let (anna, token, anna_id) = sign_up(&server, &mailbox, "anna").await;
    let (bo, _, bo_id) = sign_up(&server, &mailbox, "bo").await;
    anna.post("/api/v1/friends/requests", json!({"user_id": bo_id})).await.expect(202);
    bo.post("/api/v1/friends/requests", json!({"user_id": anna_id})).await.expect(202);
    let opened = anna.post("/api/v1/conversations", json!({"user_id": bo_id})).await.expect(201).json();
    let conversation = opened["id"].as_str().unwrap().to_owned();
    let mut writing = JoinSet::new();
    for writer in 0..SOCKETS {
        writing.spawn(talk(server.address, token.clone(), conversation.clone(), writer, messages / SOCKETS));
    }
    while let Some(done) = writing.join_next().await {
        done.unwrap();
    }
    let messages = (messages / SOCKETS * SOCKETS) as u64;
    assert_eq!(under_each(&folder.0), [messages]);

    let begun = Instant::now();
    keys(&folder.0, "rotate");
    let mut server = Some(server);
    // Killed while it seals anew, at another place each time; so many messages take that long.
    let pause = Duration::from_millis(60) + Duration::from_micros(messages * 3);
    for _ in 0..KILLS {
        tokio::time::sleep(pause).await;
        server.take().unwrap().kill();
        server = Some(Server::start(&folder.0));
    }
    let done = async {
        while under_each(&folder.0) != [messages, 0] {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), done).await.expect("it gets through");
    let took = begun.elapsed();

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
    assert_eq!(read, messages, "all of it is readable");
    // What somebody reported is opened for who runs the server, under the new key as well.
    let newest = bo.get(&format!("/api/v1/conversations/{conversation}/messages?limit=1")).await.expect(200).json();
    let (id, said) = (&newest["items"][0]["id"], newest["items"][0]["text"].as_str().unwrap());
    bo.post("/api/v1/moderation/reports", json!({"message_id": id, "reason": "Rude"})).await.expect(201);
    let listed = habitro(&folder.0).args(["admin", "reports", "list"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert!(listed.contains(&format!("\n  > {said}\n  Rude\n")), "{listed}");
    for file in ["habitro.db", "habitro.db-wal"] {
        let bytes = std::fs::read(folder.0.join("data").join(file)).unwrap_or_default();
        assert!(!bytes.windows(9).any(|some| some == b"xylophone"), "no word in {file}");
    }
    eprintln!("{messages} messages under a new key in {took:.1?}, killed {KILLS} times");
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
