//! Requests while another program holds a transaction open, so that PostgreSQL's table of predicate locks is full.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use habitro_server::platform::db::{DbOptions, Location};
use habitro_testkit::{Client, TestApp, TestDatabase, TestWorld};
use serde_json::json;

/// A table of predicate locks that is full after some dozens of writes.
const SMALL: [(&str, &str); 5] = [
    ("max_connections", "20"),
    ("max_pred_locks_per_transaction", "10"),
    ("autovacuum_max_workers", "1"),
    ("max_worker_processes", "0"),
    ("max_wal_senders", "0"),
];
const CLIENTS: u32 = 16;
/// Requests that each client sends before the transaction begins.
const WARM_UP: u32 = 4;
/// How long a client waits after 503. `Retry-After` is a second, but a test of the recovery must look more often.
const PAUSE: Duration = Duration::from_millis(50);
const RECOVERY: Duration = Duration::from_secs(1);

/// How long the transaction is held, in seconds: `HABITRO_HELD_SECONDS`, by default 1 (2 and 10 in `make soak`).
#[allow(clippy::disallowed_methods, reason = "the tests' own setting, not the server's")]
fn held() -> Vec<Duration> {
    let text = std::env::var("HABITRO_HELD_SECONDS").unwrap_or_else(|_| "1".into());
    text.split(',').map(|seconds| Duration::from_secs(seconds.trim().parse().unwrap())).collect()
}

/// A response to a completion or its undo.
struct Response {
    sent: Instant,
    received: Instant,
    status: u16,
    code: String,
    retry_after: Option<u64>,
}

async fn sign_up(app: &TestApp, n: u32) -> (Client, String) {
    let client = app.sign_up(&format!("Person{n}"), "UTC").await;
    let habit = json!({"name": "Walk", "type": "good", "duration_days": 21, "daily_tasks": ["Shoes", "Walk", "Note"]});
    client.post("/api/v1/habits", habit).await.expect(201);
    let today = client.get("/api/v1/today").await.expect(200).json();
    let task = today["habits"][0]["tasks"][0]["id"].as_str().unwrap();
    (client, format!("/api/v1/tasks/{task}/completion"))
}

/// Completes a task and undoes it until told to stop.
async fn tick(client: Client, path: String, stop: Arc<AtomicBool>, sent: Arc<AtomicU32>) -> Vec<Response> {
    let mut responses = Vec::new();
    while !stop.load(Ordering::Acquire) {
        for method in ["PUT", "DELETE"] {
            let start = Instant::now();
            let reply = client.request(method, &path).send().await;
            let code = if reply.status == 200 { String::new() } else { reply.code() };
            let retry_after = reply.header("retry-after").map(|seconds| seconds.parse().unwrap());
            responses.push(Response { sent: start, received: Instant::now(), status: reply.status, code, retry_after });
            sent.fetch_add(1, Ordering::Relaxed);
            if reply.status != 200 {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    responses
}

/// A serializable transaction of another program.
fn begin_transaction(url: &str) -> postgres::Client {
    let mut holder = postgres::Client::connect(url, postgres::NoTls).unwrap();
    holder.batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT COUNT(*) FROM balances").unwrap();
    holder
}

fn end_transaction(mut holder: postgres::Client) -> Instant {
    holder.batch_execute("COMMIT").unwrap();
    Instant::now()
}

/// Calls a function that uses the blocking client.
async fn on_a_thread<T: Send + 'static>(url: &str, work: impl FnOnce(&str) -> T + Send + 'static) -> T {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || work(&url)).await.unwrap()
}

#[allow(clippy::print_stdout, reason = "a long run prints its results")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn completions_wait_for_a_long_transaction() {
    let Some(database) = TestDatabase::postgres_with(&SMALL) else { return };
    let Location::Postgres(url) = database.location().clone() else { panic!("PostgreSQL only") };
    let max_wait = DbOptions::new(database.location().clone()).retry_for;
    let options = DbOptions { retry_for: max_wait, threads: 8, ..database.options() };
    let app = TestApp::without_limits(TestWorld::with_options(database, options)).await;
    let mut people = Vec::new();
    for n in 0..CLIENTS {
        people.push(sign_up(&app, n).await);
    }
    for duration in held() {
        let (stop, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let start = |(client, path): &(Client, String)| {
            tokio::spawn(tick(client.clone(), path.clone(), Arc::clone(&stop), Arc::clone(&sent)))
        };
        let clients: Vec<_> = people.iter().map(start).collect();
        while sent.load(Ordering::Relaxed) < WARM_UP * CLIENTS {
            tokio::task::yield_now().await;
        }
        let holder = on_a_thread(&url, begin_transaction).await;
        tokio::time::sleep(duration).await;
        let ended = on_a_thread(&url, |_| end_transaction(holder)).await;
        tokio::time::sleep(RECOVERY).await;
        stop.store(true, Ordering::Release);
        let mut all = Vec::new();
        for client in clients {
            all.push(client.await.unwrap());
        }
        let refused = check(&all, duration, max_wait, ended);
        println!("held for {duration:?}: {} responses, {refused} of them 503", all.iter().flatten().count());
    }
    crate::consistency::check(&app.world.db).await;
}

/// Checks the responses of each client, and returns how many were 503.
fn check(clients: &[Vec<Response>], held: Duration, max_wait: Duration, ended: Instant) -> usize {
    let mut refused = 0;
    for responses in clients {
        for response in responses.iter().filter(|response| response.status != 200) {
            assert_eq!((response.status, response.code.as_str()), (503, "busy"));
            assert!(response.retry_after.is_some_and(|seconds| seconds > 0));
            refused += 1;
        }
        let longest = responses.iter().map(|response| response.received - response.sent).max().unwrap();
        assert!(longest > held / 4, "the server was not out of predicate locks: {longest:?}");
        let recovered = responses.iter().find(|response| response.status == 200 && response.received > ended);
        let recovered = recovered.expect("a completion after the end").received.duration_since(ended);
        assert!(recovered < RECOVERY, "{recovered:?}");
        let late = responses.iter().filter(|response| response.sent > ended + RECOVERY / 2 && response.status != 200);
        assert_eq!(late.count(), 0, "refused after the end");
    }
    if held < max_wait {
        assert_eq!(refused, 0, "nothing is refused before a write has waited for {max_wait:?}");
    } else {
        assert!(refused > 0, "a client is told that it has to try later");
    }
    refused
}
