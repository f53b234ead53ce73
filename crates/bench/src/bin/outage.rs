//! Measures the effect of a provider outage on users: `habitro-outage [--seconds N]` sends requests to a server
//! for N seconds (default 60) while mail and push providers work, and for N seconds while both accept connections
//! and never respond. Alerts for both are created all the time. Prints the response times of GET /today and of
//! completions in both phases, and how many alerts were delivered once the providers recovered.
#![allow(clippy::print_stdout, reason = "it prints its results")]
#![allow(clippy::unwrap_used, reason = "a failed step ends the benchmark")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use habitro_bench::argument;
use habitro_bench::load::{self, Load, LoopMode, Round};
use habitro_server::features::accounts::UserId;
use habitro_server::features::notifications::{self, Alert, AlertKind, Dispatcher, PushServices, PushTransport};
use habitro_server::platform::db::{DbError, Tx};
use habitro_server::platform::outbox::{Delivery, Envelope, Outbox, Transport, TransportError, Transports};
use habitro_server::platform::push::{Reach, Vapid};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Each alert is sent by push and by mail.
const ALERTS_PER_SECOND: u64 = 20;
const CONNECTIONS: usize = 16;
/// The measured endpoints, by index.
const ENDPOINTS: [&str; 2] = ["GET /today", "completions"];
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

/// State of the fake providers: whether they hang, and how many messages they accepted.
#[derive(Clone, Default)]
struct Provider {
    hangs: Arc<AtomicBool>,
    accepted: Arc<AtomicUsize>,
}

/// Starts a push service, which accepts connections and does not respond while it hangs.
async fn start_push_service(provider: Provider) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/push/1", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve_pushes(stream, provider.clone()));
        }
    });
    endpoint
}

async fn serve_pushes(mut stream: TcpStream, provider: Provider) {
    let mut buffer = vec![0; 16 * 1024];
    if !matches!(stream.read(&mut buffer).await, Ok(bytes) if bytes > 0) {
        return;
    }
    if provider.hangs.load(Ordering::SeqCst) {
        return std::future::pending().await;
    }
    provider.accepted.fetch_add(1, Ordering::SeqCst);
    let _ = stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
}

/// A mail server: accepts mails, or hangs until our timeout.
struct MailServer(Provider);

impl Transport for MailServer {
    fn deliver(&self, _: Envelope) -> Delivery<'_> {
        Box::pin(async {
            if self.0.hangs.load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_secs(20)).await;
                return Err(TransportError::Temporary("no answer in time".into()));
            }
            self.0.accepted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    }
}

struct Person {
    id: UserId,
    token: String,
    tasks: Vec<String>,
}

async fn sign_up(app: &TestApp, n: usize, endpoint: &str) -> Person {
    let (client, token) = app.sign_up_with_token(&format!("Person {n}"), "UTC").await;
    let body = json!({"name": "Habit", "type": "good", "duration_days": 21,
        "daily_tasks": ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]});
    client.post("/api/v1/habits", body).await.expect(201);
    let device = json!({"kind": "web_push", "subscription": {"endpoint": format!("{endpoint}{n}"),
        "keys": {"p256dh": P256DH, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}}});
    client.post("/api/v1/devices", device).await.expect(201);
    let preferences = json!({"kinds": [{"kind": "reminder", "push": true, "mail": true}], "quiet_hours": null});
    client.put("/api/v1/notifications/preferences", preferences).await.expect(200);
    let day = client.get("/api/v1/today").await.expect(200).json();
    let tasks = day["habits"][0]["tasks"].as_array().unwrap().iter();
    let tasks = tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect();
    let me = client.get("/api/v1/me").await.expect(200).json();
    Person { id: UserId(me["id"].as_str().unwrap().parse().unwrap()), token, tasks }
}

fn send_alert(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    let alert = Alert {
        kind: AlertKind::Reminder,
        title: "Time to read",
        body: "Eight pages",
        data: json!({}),
        link: "/today",
        dedup_key: None,
    };
    notifications::add_alert(tx, user, &alert)
}

#[tokio::main]
async fn main() {
    let seconds = argument("--seconds", 60);
    let pushes = || {
        PushServices::web(Vapid::fresh("mailto:a@example.org", &Entropy::system()), Reach::Loopback, Entropy::system())
    };
    let world = TestWorld::on(TestDatabase::sqlite());
    let app = Arc::new(TestApp::start_with(world, |app| app.with_pushes(pushes())).await);
    let provider = Provider::default();
    let endpoint = start_push_service(provider.clone()).await;
    let mut people = Vec::new();
    for n in 0..32 {
        app.world.clock.advance_minutes(4);
        people.push(sign_up(&app, n, &endpoint).await);
    }
    let people = Arc::new(people);

    // The background loops of a real server, and a running clock.
    let push = Arc::new(PushTransport::new(app.world.db.clone(), pushes()));
    let transports = Transports { mail: Arc::new(MailServer(provider.clone())), push, ..app.world.transports() };
    let outbox = Outbox::new(app.world.db.clone(), app.world.secrets.clone(), transports);
    tokio::spawn(outbox.run(std::future::pending()));
    tokio::spawn(Dispatcher::new(app.world.db.clone(), app.app.channels.clone()).run(std::future::pending()));
    let alerts = Arc::<AtomicUsize>::default();
    let alerting = Arc::new(AtomicBool::new(true));
    let (alerted_app, users) = (Arc::clone(&app), Arc::clone(&people));
    let (count, enabled) = (Arc::clone(&alerts), Arc::clone(&alerting));
    tokio::spawn(async move {
        let mut interval = tokio::time::interval(Duration::from_millis(1_000 / ALERTS_PER_SECOND));
        for n in 1_u64.. {
            interval.tick().await;
            if n.is_multiple_of(ALERTS_PER_SECOND) {
                alerted_app.world.clock.advance_seconds(1);
            }
            if enabled.load(Ordering::SeqCst) {
                let user = users[usize::try_from(n).unwrap_or(0) % users.len()].id;
                alerted_app.world.db.write(user.0, move |tx| send_alert(tx, user)).await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
            }
        }
    });

    println!("{:<34}{:>10}{:>10}{:>10}{:>10}", "", "per s", "p50 ms", "p90 ms", "p99 ms");
    let mut p99 = [[0.0; 2]; 2];
    for (phase, hangs) in [false, true].into_iter().enumerate() {
        provider.hangs.store(hangs, Ordering::SeqCst);
        let name = if hangs { "providers hang" } else { "providers work" };
        for endpoint in 0..2 {
            let (users, address) = (Arc::clone(&people), app.address);
            let time = Duration::from_secs((seconds / 2).max(1));
            let round = move || {
                let write = |n, buffer: &mut Vec<u8>| write_request(&users, endpoint, n, buffer);
                Load::open(address, CONNECTIONS, &write).round(LoopMode::Closed, time)
            };
            let round = tokio::task::spawn_blocking(round).await.unwrap();
            p99[phase][endpoint] = round.percentile(99.0);
            print(&format!("{}, {name}", ENDPOINTS[endpoint]), &round);
        }
    }
    alerting.store(false, Ordering::SeqCst);
    provider.hangs.store(false, Ordering::SeqCst);
    let (expected, recovered) = (2 * alerts.load(Ordering::SeqCst), Instant::now());
    while provider.accepted.load(Ordering::SeqCst) < expected && recovered.elapsed() < Duration::from_secs(120) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let accepted = provider.accepted.load(Ordering::SeqCst);
    println!(
        "{accepted} of {expected} pushes and mails delivered {:.1?} after the providers recovered",
        recovered.elapsed()
    );
    for (endpoint, name) in ENDPOINTS.iter().enumerate() {
        let change = 100.0 * (p99[1][endpoint] / p99[0][endpoint] - 1.0);
        println!("p99 of {name}: {change:+.0} %");
    }
}

fn write_request(people: &[Person], endpoint: usize, n: u64, buffer: &mut Vec<u8>) {
    let n = usize::try_from(n).unwrap_or(0);
    let person = &people[n % people.len()];
    if endpoint == 0 {
        return load::write_request(buffer, "GET", "/api/v1/today", &person.token);
    }
    let round = n / people.len();
    let task = &person.tasks[round / 2 % person.tasks.len()];
    let method = if round.is_multiple_of(2) { "PUT" } else { "DELETE" };
    load::write_request(buffer, method, &format!("/api/v1/tasks/{task}/completion"), &person.token);
}

fn print(name: &str, round: &Round) {
    let failed = if round.failed == 0 { String::new() } else { format!("   {} FAILED", round.failed) };
    let [p50, p90, p99] = [50.0, 90.0, 99.0].map(|percent| round.percentile(percent));
    println!("{name:<34}{:>10.0}{p50:>10.2}{p90:>10.2}{p99:>10.2}{failed}", round.rate());
}
