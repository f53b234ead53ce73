//! An account is suspended with `habitro admin suspend` while its devices listen, write and reconnect. Nothing tells
//! the servers, which share only the database: their sockets of the account must end within the promised time.
//!
//! `HABITRO_SUSPENSION_ROUNDS` (2) sets the length of the run; see scripts/soak.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
#![allow(clippy::print_stderr, reason = "prints measurements")]
#![allow(clippy::disallowed_methods, reason = "settings and clock of the test, not of the server")]

mod process;

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use habitro_server::platform::db::Location;
use habitro_testkit::{Client, Mailbox, Person, TestDatabase};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use process::{Folder, Server, command};

/// The environment of the server.
const ENVIRONMENT: &[(&str, &str)] = &[("HABITRO_LIMITS", "off"), ("HABITRO_LOG", "error")];

/// Until when a suspended account may still be connected.
const PROMISED: Duration = Duration::from_secs(5);
/// Devices of the account on each server.
const DEVICES: usize = 4;
const PASSWORD: &str = "nine long stones";

/// The last events that a device saw.
#[derive(Default)]
struct Seen {
    /// When the last frame of any kind arrived.
    last_frame: Option<Instant>,
    /// When it was last connected.
    last_connected: Option<Instant>,
    /// When the server last confirmed a message that it sent.
    last_stored: Option<Instant>,
}

/// Listens, writes as fast as it may, and reconnects whenever it is disconnected, until `stop`. Adds one to
/// `writing` once it has stored a message.
async fn attack(
    address: SocketAddr,
    token: String,
    conversation: String,
    writing: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) -> Seen {
    let mut seen = Seen::default();
    let mut number = 0;
    while !stop.load(Ordering::SeqCst) {
        let mut request = format!("ws://{address}/api/v1/socket").into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        let stream = TcpStream::connect(address).await.unwrap();
        let Ok((mut socket, _)) = tokio_tungstenite::client_async(request, stream).await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let mut pause = tokio::time::interval(Duration::from_millis(50));
        while !stop.load(Ordering::SeqCst) {
            seen.last_connected = Some(Instant::now());
            tokio::select! {
                _ = pause.tick() => {
                    number += 1;
                    let frame = json!({"type": "message.send", "client_id": format!("{token}{number}"),
                        "conversation_id": conversation, "text": "still here"});
                    if socket.send(Message::Text(frame.to_string().into())).await.is_err() {
                        break;
                    }
                }
                received = socket.next() => match received {
                    Some(Ok(Message::Text(text))) => {
                        let frame: Value = serde_json::from_str(&text).unwrap();
                        seen.last_frame = Some(Instant::now());
                        let is_stored = frame["type"] == "message.stored";
                        if is_stored && seen.last_stored.replace(Instant::now()).is_none() {
                            writing.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                    Some(Ok(_)) => {}
                }
            }
        }
    }
    seen
}

/// Keeps writing to the conversation, so that there is something to hear.
async fn write_on(client: Client, conversation: String, round: u64, stop: Arc<AtomicBool>) -> u64 {
    let mut number = 0;
    while !stop.load(Ordering::SeqCst) {
        let body = json!({"client_id": format!("{round}-{number}"), "text": "for friends only"});
        client.post(&format!("/api/v1/conversations/{conversation}/messages"), body).await.expect(201);
        number += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    number
}

async fn run_admin(folder: &Path, database: Option<&str>, arguments: &[&str]) {
    let mut command = command(folder, database);
    command.arg("admin").args(arguments).stdout(Stdio::null());
    let ended = tokio::task::spawn_blocking(move || command.status()).await.unwrap().unwrap();
    assert!(ended.success(), "{arguments:?}");
}

async fn suspensions_end_sockets(url: Option<&str>, servers: usize) {
    let rounds = std::env::var("HABITRO_SUSPENSION_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let name = format!("habitro-suspension-{}-{servers}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    std::fs::create_dir_all(&folder.0).unwrap();
    let servers: Vec<Server> = (0..servers).map(|_| Server::start(&folder.0, url, ENVIRONMENT)).collect();
    let mailbox = Mailbox::at(folder.0.join("mail"));
    let anna = Person::sign_up(servers[0].address, &mailbox, "anna").await;
    let mut bo = Person::sign_up(servers[0].address, &mailbox, "bo").await;
    anna.client.post("/api/v1/friends/requests", json!({"user_id": bo.id})).await.expect(202);
    bo.client.post("/api/v1/friends/requests", json!({"user_id": anna.id})).await.expect(202);
    let opened = anna.client.post("/api/v1/conversations", json!({"user_id": bo.id})).await.expect(201).json();
    let conversation = opened["id"].as_str().unwrap().to_owned();
    let link = bo.client.post("/api/v1/calendar-links", json!({})).await.expect(201).json();
    let calendar = link["url"].as_str().unwrap().split_once("/api/").map(|(_, path)| format!("/api/{path}")).unwrap();

    let (mut longest, mut heard) = (Duration::ZERO, Duration::ZERO);
    for round in 0..rounds {
        let (writing, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let devices: Vec<JoinHandle<Seen>> = servers
            .iter()
            .flat_map(|server| [server.address; DEVICES])
            .map(|address| {
                let (token, conversation) = (bo.token.clone(), conversation.clone());
                tokio::spawn(attack(address, token, conversation, Arc::clone(&writing), Arc::clone(&stop)))
            })
            .collect();
        let writer = tokio::spawn(write_on(anna.client.clone(), conversation.clone(), round, Arc::clone(&stop)));
        // Every device is connected and has stored a message.
        while writing.load(Ordering::SeqCst) < devices.len() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        run_admin(&folder.0, url, &["suspend", &bo.id, "--reason", "Insults"]).await;
        let suspended = Instant::now();
        for server in &servers {
            Client::new(server.address).get(&calendar).await.expect(404);
        }
        tokio::time::sleep(PROMISED + Duration::from_secs(1)).await;
        for server in &servers {
            Client::new(server.address).signed_in(&bo.token).get("/api/v1/me").await.expect(401);
        }
        stop.store(true, Ordering::SeqCst);
        assert!(writer.await.unwrap() > 50, "there was something to hear");
        for device in devices {
            let seen = device.await.unwrap();
            assert!(seen.last_stored.is_some(), "it was connected before");
            let after = |at: Option<Instant>| at.unwrap().saturating_duration_since(suspended);
            longest = longest.max(after(seen.last_connected));
            heard = heard.max(after(seen.last_frame));
            // A confirmation may have been on its way.
            assert!(after(seen.last_stored) < Duration::from_secs(1), "it wrote after the suspension");
            assert!(after(seen.last_connected) < PROMISED, "still connected after {:?}", after(seen.last_connected));
        }
        run_admin(&folder.0, url, &["unsuspend", &bo.id]).await;
        let body = json!({"identifier": "bo@example.org", "password": PASSWORD});
        let login = Client::new(servers[0].address).post("/api/v1/auth/login", body).await.expect(200).json();
        bo.token = login["token"].as_str().unwrap().to_owned();
        bo.client = Client::new(servers[0].address).signed_in(&bo.token);
    }
    eprintln!("{rounds} suspensions: connected for at most {longest:.2?} after them, last frame after {heard:.2?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suspension_ends_sockets_of_a_server_on_sqlite() {
    suspensions_end_sockets(None, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn suspension_ends_sockets_of_two_servers_on_postgres() {
    let Some(database) = TestDatabase::postgres() else { return };
    let Location::Postgres(url) = database.location() else { unreachable!() };
    suspensions_end_sockets(Some(url), 2).await;
}
