//! One account creates and deletes large habits as fast as it may, over 8 connections; another account completes tasks
//! at a steady rate. How long do its completions take?
//!
//! `HABITRO_FAIRNESS_SECONDS` (2) sets the length of the run; see scripts/soak. A release build must keep the promise
//! on SQLite, whose only writer all accounts share.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
#![allow(clippy::print_stderr, reason = "prints measurements")]
#![allow(clippy::disallowed_methods, reason = "settings and clock of the test, not of the server")]

mod process;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use habitro_server::platform::db::Location;
use habitro_testkit::{Client, Mailbox, Person, TestDatabase};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use process::{Folder, Server};

/// The environment of the server.
const ENVIRONMENT: &[(&str, &str)] = &[("HABITRO_LOG", "error")];

/// The longest that 99 of 100 completions may take, in a release build on SQLite.
const PROMISED: Duration = Duration::from_millis(20);
/// Connections of the account that creates large habits.
const CONNECTIONS: usize = 8;
/// Between two requests of the other account: the rate at which its own limit is refilled.
const INTERVAL: Duration = Duration::from_millis(100);

fn habit(tasks: usize, days: u16) -> Value {
    let tasks: Vec<String> = (1..=tasks).map(|n| format!("Do a little of part {n}")).collect();
    json!({"name": "Learn", "type": "good", "duration_days": days, "daily_tasks": tasks})
}

/// The outcomes of the requests for large habits.
#[derive(Default)]
struct Got {
    created: AtomicU32,
    limited: AtomicU32,
}

/// Creates and deletes large habits without a pause until `stop`.
async fn create_and_delete(client: Client, got: Arc<Got>, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::SeqCst) {
        let reply = client.post("/api/v1/habits", habit(20, 365)).await;
        match reply.status {
            201 => {
                got.created.fetch_add(1, Ordering::SeqCst);
                let path = format!("/api/v1/habits/{}", reply.json()["id"].as_str().unwrap());
                client.delete(&path).await;
            }
            429 => {
                got.limited.fetch_add(1, Ordering::SeqCst);
                assert_eq!(reply.code(), "rate-limited");
                assert!((1..=61).contains(&reply.header("retry-after").unwrap().parse::<u32>().unwrap()));
                // The server would answer at once; a fast loop would only measure this machine's two cores.
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            other => panic!("{other}: {}", reply.json()),
        }
    }
}

/// Completes and undoes a task in turn, and returns how long each request took from when it was due: a request that is
/// late because the one before it took too long has waited as well.
async fn complete_steadily(client: &Client, length: Duration) -> Vec<Duration> {
    let today = client.get("/api/v1/today").await.expect(200).json();
    let path = format!("/api/v1/tasks/{}/completion", today["habits"][0]["tasks"][0]["id"].as_str().unwrap());
    let started = Instant::now();
    let mut taken = Vec::new();
    for n in 0_u32.. {
        let due = started + INTERVAL * n;
        if due.duration_since(started) >= length {
            break;
        }
        tokio::time::sleep_until(due.into()).await;
        client.request(if n % 2 == 0 { "PUT" } else { "DELETE" }, &path).send().await.expect(200);
        taken.push(due.elapsed());
    }
    taken
}

async fn others_are_not_delayed(url: Option<&str>) {
    let seconds = std::env::var("HABITRO_FAIRNESS_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let name = format!("habitro-fairness-{}-{}", std::process::id(), url.map_or("sqlite", |_| "postgres"));
    let folder = Folder(std::env::temp_dir().join(name));
    std::fs::create_dir_all(&folder.0).unwrap();
    let server = Server::start(&folder.0, url, ENVIRONMENT);
    let mailbox = Mailbox::at(folder.0.join("mail"));
    let greedy = Person::sign_up(server.address, &mailbox, "greedy").await.client;
    let calm = Person::sign_up(server.address, &mailbox, "calm").await.client;
    calm.post("/api/v1/habits", habit(3, 21)).await.expect(201);
    // The first completion also unlocks an achievement.
    complete_steadily(&calm, 4 * INTERVAL).await;

    let (got, stop) = (Arc::new(Got::default()), Arc::new(AtomicBool::new(false)));
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        connections.spawn(create_and_delete(greedy.clone(), Arc::clone(&got), Arc::clone(&stop)));
    }
    let mut taken = complete_steadily(&calm, Duration::from_secs(seconds)).await;
    stop.store(true, Ordering::SeqCst);
    connections.join_all().await;
    taken.sort_unstable();
    let p99 = taken[(taken.len() * 99).div_ceil(100) - 1];
    let (created, limited) = (got.created.load(Ordering::SeqCst), got.limited.load(Ordering::SeqCst));
    eprintln!(
        "{}: {created} large habits created, {limited} requests limited; {} completions of another account: \
         p50 {:.1?}, p99 {p99:.1?}, longest {:.1?}",
        url.map_or("SQLite", |_| "PostgreSQL"),
        taken.len(),
        taken[taken.len() / 2],
        taken.last().unwrap(),
    );
    assert!(created <= 1 + u32::try_from(seconds / 60).unwrap(), "{created} large habits");
    assert!(limited > 0);
    // A short run has too few completions, and a debug build is several times slower.
    if url.is_none() && seconds >= 20 && !cfg!(debug_assertions) {
        assert!(p99 < PROMISED, "99 of 100 completions took up to {p99:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_habits_of_one_account_do_not_delay_others_on_sqlite() {
    others_are_not_delayed(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_habits_of_one_account_do_not_delay_others_on_postgres() {
    let Some(database) = TestDatabase::postgres() else { return };
    let Location::Postgres(url) = database.location() else { unreachable!() };
    others_are_not_delayed(Some(url)).await;
}
