//! How fast the chat is: `habitro-chat [--pairs N] [--seconds N]` (32 and 5 unless said). Pairs of
//! friends write to each other over a socket each, as fast as their messages are stored; first one
//! pair alone, then all. Afterwards the server is asked how many messages there are.
//!
//! The server runs in a process of its own: `HABITRO_BIN`, else `target/release/habitro`, on SQLite
//! unless `HABITRO_DATABASE_URL` says otherwise. Compare with the echo of the same run.
#![allow(clippy::print_stdout, reason = "it prints its figures")]
#![allow(clippy::unwrap_used, reason = "a bench that can't go on stops")]
#![allow(clippy::disallowed_methods, reason = "the bench's own settings, not the server's")]

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use habitro_testkit::{Client, Mailbox};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

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
        let folder = std::env::temp_dir().join(format!("habitro-chat-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("mail")).unwrap();
        let binary = std::env::var("HABITRO_BIN").unwrap_or_else(|_| "target/release/habitro".into());
        let child = Command::new(binary)
            .arg("serve")
            .env("HABITRO_LISTEN", address.to_string())
            .env("HABITRO_DATA_DIR", folder.join("data"))
            .env("HABITRO_LIMITS", "off")
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

    async fn sign_up(&self, name: &str) -> Person {
        let client = Client::new(self.address);
        let email = format!("{name}.{}@example.org", std::process::id());
        let body = json!({"full_name": name, "email": email, "password": "nine long stones"});
        let pending = client.post("/api/v1/auth/register", body).await.expect(202).json();
        let mailbox = Mailbox::at(self.folder.join("mail"));
        let code = loop {
            match mailbox.latest_code(&email) {
                Some(code) => break code,
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        let body = json!({"email": email, "otp": code, "flow": pending["flow"]});
        let opened = client.post("/api/v1/auth/verify-otp", body).await.expect(201).json();
        let token = opened["token"].as_str().unwrap().to_owned();
        Person { client: client.signed_in(&token), token, id: opened["user"]["id"].clone() }
    }

    async fn open(&self, token: &str) -> Socket {
        let mut request = format!("ws://{}/api/v1/socket", self.address).into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        tokio_tungstenite::client_async(request, stream).await.unwrap().0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

struct Person {
    client: Client,
    token: String,
    id: Value,
}

/// One of a pair: where and as whom to write.
struct Seat {
    socket: Socket,
    conversation: String,
    name: usize,
}

/// Times in milliseconds.
#[derive(Default)]
struct Times {
    stored: Vec<f64>,
    delivered: Vec<f64>,
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |flag: &str, usual: usize| {
        let given = arguments.iter().position(|argument| argument == flag).and_then(|at| arguments.get(at + 1));
        given.and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    let (pairs, seconds) = (value("--pairs", 32), Duration::from_secs(value("--seconds", 5) as u64));
    let server = Server::start().await;
    let mut people = Vec::new();
    for n in 0..2 * pairs {
        people.push(server.sign_up(&format!("person{n}")).await);
    }
    let mut talks = Vec::new();
    for pair in people.chunks(2) {
        for (one, other) in [(0, 1), (1, 0)] {
            pair[one].client.post("/api/v1/friends/requests", json!({"user_id": pair[other].id})).await.expect(202);
        }
        let opened = pair[0].client.post("/api/v1/conversations", json!({"user_id": pair[1].id})).await.expect(201);
        talks.push(opened.json()["id"].as_str().unwrap().to_owned());
    }
    println!("{:<28}{:>10}{:>12}{:>12}{:>12}{:>12}", "", "per s", "stored p50", "p99 ms", "told p50", "p99 ms");
    echo(&server, &people[0].token).await;
    let mut total = 0;
    for some in [1, pairs] {
        let mut seats = Vec::new();
        for (n, person) in people.iter().take(2 * some).enumerate() {
            let socket = server.open(&person.token).await;
            seats.push(Seat { socket, conversation: talks[n / 2].clone(), name: n });
        }
        total += run(seats, seconds, some).await;
    }
    let mut kept = 0;
    for (pair, talk) in people.chunks(2).zip(&talks) {
        let seen = pair[0].client.get(&format!("/api/v1/conversations/{talk}")).await.expect(200).json();
        kept += seen["last_sequence"].as_u64().unwrap();
    }
    assert_eq!(kept, total, "every message that was acknowledged is there");
    println!("{total} messages acknowledged, {kept} in the database");
}

/// The bare limit: a frame and its answer, without the chat.
async fn echo(server: &Server, token: &str) {
    let mut socket = server.open(token).await;
    let (begun, mut times) = (Instant::now(), Vec::new());
    while begun.elapsed() < Duration::from_secs(1) {
        let sent = Instant::now();
        socket.send(Message::Text(r#"{"type":"ping"}"#.into())).await.unwrap();
        while !matches!(socket.next().await.unwrap().unwrap(), Message::Text(_)) {}
        times.push(sent.elapsed().as_secs_f64() * 1000.0);
    }
    let rate = times.len() as f64 / begun.elapsed().as_secs_f64();
    println!("{:<28}{rate:>10.0}{:>12.3}{:>12.3}", "echo, one socket", at(&mut times, 50), at(&mut times, 99));
}

/// Both of each pair write for `time`; answers how many messages were acknowledged.
async fn run(seats: Vec<Seat>, time: Duration, pairs: usize) -> u64 {
    let (together, zero) = (Arc::new(Barrier::new(seats.len())), Instant::now());
    let mut running = JoinSet::new();
    for seat in seats {
        running.spawn(write(seat, time, Arc::clone(&together), zero));
    }
    let mut all = Times::default();
    while let Some(done) = running.join_next().await {
        let times = done.unwrap();
        all.stored.extend(times.stored);
        all.delivered.extend(times.delivered);
    }
    let count = all.stored.len();
    assert_eq!(count, all.delivered.len(), "every message reached the other");
    println!(
        "{:<28}{:>10.0}{:>12.3}{:>12.3}{:>12.3}{:>12.3}",
        format!("{pairs} pairs, both write"),
        count as f64 / time.as_secs_f64(),
        at(&mut all.stored, 50),
        at(&mut all.stored, 99),
        at(&mut all.delivered, 50),
        at(&mut all.delivered, 99),
    );
    count as u64
}

/// Writes as fast as messages are stored, and reads the other's; then waits for what is under way.
async fn write(mut seat: Seat, time: Duration, together: Arc<Barrier>, zero: Instant) -> Times {
    let mut times = Times::default();
    together.wait().await;
    let begun = Instant::now();
    let (mut n, mut writing) = (0_u64, true);
    let now = || u64::try_from(zero.elapsed().as_nanos()).unwrap();
    let mut sent = Instant::now();
    let next = |n: u64| {
        let (name, text) = (format!("{}-{n}-{}", seat.name, time.as_nanos()), now());
        let frame = json!({"type": "message.send", "client_id": format!("{name}-{text}"),
            "conversation_id": seat.conversation, "text": format!("{text} and some words as people write them")});
        Message::Text(frame.to_string().into())
    };
    seat.socket.send(next(n)).await.unwrap();
    loop {
        // When both have stopped nothing comes any more.
        let patience = if writing { Duration::from_secs(10) } else { Duration::from_millis(1500) };
        let Ok(told) = tokio::time::timeout(patience, seat.socket.next()).await else { break };
        let Message::Text(text) = told.unwrap().unwrap() else { continue };
        if text.starts_with(r#"{"type":"message.stored""#) {
            times.stored.push(sent.elapsed().as_secs_f64() * 1000.0);
            writing = begun.elapsed() < time;
            if writing {
                n += 1;
                sent = Instant::now();
                seat.socket.send(next(n)).await.unwrap();
            }
        } else if let Some((_, rest)) = text.split_once(r#""text":""#) {
            let written: u64 = rest.split(' ').next().unwrap().parse().unwrap();
            times.delivered.push((now() - written) as f64 / 1e6);
        }
    }
    times
}

fn at(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len() * percent / 100).min(times.len().saturating_sub(1))).copied().unwrap_or(0.0)
}
