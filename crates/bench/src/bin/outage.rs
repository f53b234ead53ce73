//! Whether an outage of every provider is felt: `habitro-outage [--seconds N]` loads a server (mails by SMTP,
//! pushes by Web Push) for N seconds (60 unless said) with both providers there, and then as long with both
//! taking connections and never answering, while alerts for both keep coming. Says p50 and p99 of GET /today
//! and of ticks, turn by turn, and what of the alerts arrived once the providers were back.
#![allow(clippy::print_stdout, reason = "it prints its figures")]
#![allow(clippy::unwrap_used, reason = "a bench that can't go on stops")]

#[path = "../load.rs"]
#[allow(dead_code, reason = "an open loop is the other bench's")]
mod load;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use habitro_server::features::accounts::UserId;
use habitro_server::features::notifications::{self, Alert, Dispatcher, Kind, PushTransport, Pushes};
use habitro_server::platform::db::{DbError, Tx};
use habitro_server::platform::outbox::{Delivery, Envelope, Outbox, Transport, TransportError, Transports};
use habitro_server::platform::push::{Reach, Vapid};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use load::{Load, Pace, Round};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Alerts a second, each of them a push and a mail.
const ALERTS: u64 = 20;
const CONNECTIONS: usize = 16;
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

/// A provider that hangs or not, and counts what it took.
#[derive(Clone, Default)]
struct Provider {
    hangs: Arc<AtomicBool>,
    taken: Arc<AtomicUsize>,
}

/// A push service; while it hangs, a connection is taken and nothing is said on it.
async fn push_service(provider: Provider) -> String {
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
    let mut space = vec![0; 16 * 1024];
    if !matches!(stream.read(&mut space).await, Ok(bytes) if bytes > 0) {
        return;
    }
    if provider.hangs.load(Ordering::SeqCst) {
        return std::future::pending().await;
    }
    provider.taken.fetch_add(1, Ordering::SeqCst);
    let _ = stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
}

/// A mail server: takes a mail, or hangs for as long as our own patience with one lasts.
struct Mails(Provider);

impl Transport for Mails {
    fn deliver(&self, _: Envelope) -> Delivery<'_> {
        Box::pin(async {
            if self.0.hangs.load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_secs(20)).await;
                return Err(TransportError::Temporary("no answer in time".into()));
            }
            self.0.taken.fetch_add(1, Ordering::SeqCst);
            Ok(())
        })
    }
}

struct Person {
    id: UserId,
    token: String,
    tasks: Vec<String>,
}

async fn person(app: &TestApp, n: usize, endpoint: &str) -> Person {
    let (client, token) = app.sign_up_with_token(&format!("Person {n}"), "UTC").await;
    let body = json!({"name": "Habit", "type": "good", "duration_days": 21,
        "daily_tasks": ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]});
    client.post("/api/v1/habits", body).await.expect(201);
    let device = json!({"kind": "web_push", "subscription": {"endpoint": format!("{endpoint}{n}"),
        "keys": {"p256dh": P256DH, "auth": "BTBZMqHH6r4Tts7J_aSIgg"}}});
    client.post("/api/v1/devices", device).await.expect(201);
    let wanted = json!({"kinds": [{"kind": "reminder", "push": true, "mail": true}], "quiet_hours": null});
    client.put("/api/v1/notifications/preferences", wanted).await.expect(200);
    let day = client.get("/api/v1/today").await.expect(200).json();
    let tasks = day["habits"][0]["tasks"].as_array().unwrap().iter();
    let tasks = tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect();
    let me = client.get("/api/v1/me").await.expect(200).json();
    Person { id: UserId(me["id"].as_str().unwrap().parse().unwrap()), token, tasks }
}

fn alert(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    let alert = Alert {
        kind: Kind::Reminder,
        title: "Time to read",
        body: "Eight pages",
        data: json!({}),
        link: "/today",
        once: None,
    };
    notifications::alert(tx, user, &alert)
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let given = arguments.iter().position(|argument| argument == "--seconds").and_then(|at| arguments.get(at + 1));
    let seconds: u64 = given.and_then(|value| value.parse().ok()).unwrap_or(60);
    let pushes =
        || Pushes::web(Vapid::fresh("mailto:a@example.org", &Entropy::system()), Reach::Loopback, Entropy::system());
    let world = TestWorld::on(TestDatabase::sqlite());
    let app = Arc::new(TestApp::start_with(world, |app| app.with_pushes(pushes())).await);
    let provider = Provider::default();
    let endpoint = push_service(provider.clone()).await;
    let mut people = Vec::new();
    for n in 0..32 {
        app.world.clock.advance_minutes(4);
        people.push(person(&app, n, &endpoint).await);
    }
    let people = Arc::new(people);

    // The loops of a real server, and its clock going on.
    let push = Arc::new(PushTransport::new(app.world.db.clone(), pushes()));
    let transports = Transports { mail: Arc::new(Mails(provider.clone())), push, ..app.world.transports() };
    let outbox = Outbox::new(app.world.db.clone(), app.world.secrets.clone(), transports);
    tokio::spawn(outbox.run(std::future::pending()));
    tokio::spawn(Dispatcher::new(app.world.db.clone(), app.app.channels.clone()).run(std::future::pending()));
    let (clock, told) = (Arc::clone(&app), Arc::<AtomicUsize>::default());
    let alerting = Arc::new(AtomicBool::new(true));
    let (everyone, count, on) = (Arc::clone(&people), Arc::clone(&told), Arc::clone(&alerting));
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(Duration::from_millis(1_000 / ALERTS));
        for turn in 1_u64.. {
            beat.tick().await;
            if turn.is_multiple_of(ALERTS) {
                clock.world.clock.advance_seconds(1);
            }
            if on.load(Ordering::SeqCst) {
                let user = everyone[usize::try_from(turn).unwrap_or(0) % everyone.len()].id;
                clock.world.db.write(user.0, move |tx| alert(tx, user)).await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
            }
        }
    });

    println!("{:<34}{:>10}{:>10}{:>10}{:>10}", "", "per s", "p50 ms", "p90 ms", "p99 ms");
    let mut p99 = [[0.0; 2]; 2];
    for (phase, hangs) in [false, true].into_iter().enumerate() {
        provider.hangs.store(hangs, Ordering::SeqCst);
        let name = if hangs { "providers hang" } else { "providers answer" };
        for what in 0..2 {
            let (everyone, address) = (Arc::clone(&people), app.address);
            let time = Duration::from_secs((seconds / 2).max(1));
            let round = move || {
                let make = |n, buffer: &mut Vec<u8>| request(&everyone, what, n, buffer);
                Load::open(address, CONNECTIONS, &make).round(Pace::Answered, time)
            };
            let round = tokio::task::spawn_blocking(round).await.unwrap();
            p99[phase][what] = round.percentile(99.0);
            print(&format!("{}, {name}", ["GET /today", "ticks"][what]), &round);
        }
    }
    alerting.store(false, Ordering::SeqCst);
    provider.hangs.store(false, Ordering::SeqCst);
    let (wanted, back) = (2 * told.load(Ordering::SeqCst), Instant::now());
    while provider.taken.load(Ordering::SeqCst) < wanted && back.elapsed() < Duration::from_secs(120) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let taken = provider.taken.load(Ordering::SeqCst);
    println!("{taken} of {wanted} pushes and mails taken, {:.1?} after the providers were back", back.elapsed());
    for what in 0..2 {
        let change = 100.0 * (p99[1][what] / p99[0][what] - 1.0);
        println!("p99 of {}: {change:+.0} %", ["GET /today", "ticks"][what]);
    }
}

fn request(people: &[Person], what: usize, n: u64, buffer: &mut Vec<u8>) {
    let n = usize::try_from(n).unwrap_or(0);
    let person = &people[n % people.len()];
    if what == 0 {
        return load::write_request(buffer, "GET", "/api/v1/today", &person.token);
    }
    let turn = n / people.len();
    let task = &person.tasks[turn / 2 % person.tasks.len()];
    let method = if turn.is_multiple_of(2) { "PUT" } else { "DELETE" };
    load::write_request(buffer, method, &format!("/api/v1/tasks/{task}/completion"), &person.token);
}

fn print(name: &str, round: &Round) {
    let failed = if round.failed == 0 { String::new() } else { format!("   {} FAILED", round.failed) };
    let [p50, p90, p99] = [50.0, 90.0, 99.0].map(|percent| round.percentile(percent));
    println!("{name:<34}{:>10.0}{p50:>10.2}{p90:>10.2}{p99:>10.2}{failed}", round.rate());
}
