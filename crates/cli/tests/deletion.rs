//! An account at its quota is deleted while another one completes tasks at a steady pace: the other one must not notice.
//! Then a second account is deleted, and the server is killed on the way: the next one removes the rest.
//!
//! `HABITRO_DELETION_HABITS` (2) sets the number of habits, each of a year with 20 tasks a day; see scripts/soak.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
#![allow(clippy::print_stderr, reason = "prints measurements")]
#![allow(clippy::disallowed_methods, reason = "settings and clock of the test, not of the server")]

mod process;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use habitro_testkit::{Client, Mailbox, Person};
use rusqlite::Connection;
use serde_json::{Value, json};

use process::{Folder, Server};

/// The environment of the server.
const ENVIRONMENT: &[(&str, &str)] = &[("HABITRO_LIMITS", "off"), ("HABITRO_LOG", "warn")];

const PASSWORD: &str = "nine long stones";
/// Time between two completions.
const PACE: Duration = Duration::from_millis(20);
/// The 99th percentile of the completions must stay below this.
const PROMISED: Duration = Duration::from_millis(20);

/// Fills the account USER with as many habits as HABITS says, and what belongs to a long use of them. As in the
/// server, ids rise with time.
const FILL: &str = "
    CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 49999) SELECT i FROM n;
    CREATE TEMP TABLE h AS SELECT i, unhex(hex(substr(USER, 9)) || printf('%016x', i + 1)) AS id FROM n WHERE i < HABITS;
    CREATE TEMP TABLE d AS SELECT i FROM n WHERE i < 365;
    CREATE TEMP TABLE p AS SELECT i FROM n WHERE i < 20;
    INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, reminder_times,
                        color, icon, motivation, created_day, created_at)
    SELECT id, USER, 'A habit', 'good', 'active', 365, 20000, 20364, 127, '', 'sky', 'sprout', '', 20000, 0 FROM h;
    INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, completions)
    SELECT USER, 20000 + d.i, h.id, d.i + 1, p.i + 1,
           unhex(hex(substr(USER, 9)) || printf('%016x', h.i * 7300 + d.i * 20 + p.i)),
           'Read page ' || d.i || ' of the book by the window, part ' || p.i || ', and note one thought', 0
    FROM d CROSS JOIN h CROSS JOIN p;
    INSERT INTO day_counts (user_id, day, habit_id, kind, due, done)
    SELECT USER, 20000 + d.i, h.id, 'good', 20, 10 FROM d CROSS JOIN h;
    INSERT INTO user_days (user_id, day, due, done) SELECT USER, 20000 + i, 20, 10 FROM d;
    INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at)
    SELECT USER, unhex(printf('%032x', i)), 'coin', 0, 'task', hex(randomblob(16)), 0 FROM n;
    INSERT INTO notifications (user_id, id, kind, title, body, data, link, created_at)
    SELECT USER, unhex(printf('%032x', i)), 'reminder', 'Time to read', 'The book waits by the window.', '{}', '/', 0
    FROM n WHERE i < 10000;
    INSERT INTO conversations (id, kind, last_sequence, last_at) VALUES (USER, 'direct', 10000, 0);
    INSERT INTO conversation_members (conversation_id, user_id, read_sequence, joined_at) VALUES (USER, USER, 0, 0);
    INSERT INTO messages (conversation_id, sequence, id, sender_id, client_id, key_id, token, sent_at)
    SELECT USER, i + 1, randomblob(16), USER, i, key_id, hex(randomblob(150)), 0
    FROM n CROSS JOIN (SELECT key_id FROM key_checks WHERE kind = 'chat') WHERE i < 10000;
    INSERT INTO idempotency_keys (user_id, key_hash, body_hash, answer, created_at)
    SELECT USER, randomblob(32), randomblob(32), randomblob(1000), unixepoch() * 1000000 FROM n WHERE i < 5000;
    DROP TABLE h; DROP TABLE d; DROP TABLE p; DROP TABLE n;";

fn fill(database: &Path, user: &str, habits: usize) {
    let user = format!("X'{}'", user.replace('-', ""));
    let script = FILL.replace("USER", &user).replace("HABITS", &habits.to_string());
    Connection::open(database).unwrap().execute_batch(&format!("BEGIN; {script} COMMIT;")).unwrap();
}

/// Returns how many tasks an account has, or `None` once its row is deleted.
fn tasks_of(database: &Path, user: &str) -> Option<i64> {
    let connection = Connection::open_with_flags(database, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    connection.busy_timeout(Duration::from_secs(5)).unwrap();
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM tasks WHERE user_id = u.id) FROM users u WHERE id = X'{}'",
        user.replace('-', "")
    );
    let mut statement = connection.prepare(&sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    rows.next().unwrap().map(|row| row.get(0).unwrap())
}

/// Completes and undoes tasks at [`PACE`] until `stop`. Returns how long each answer took, counted from the instant at
/// which it should have been sent.
async fn complete_steadily(client: Client, tasks: Vec<String>, stop: Arc<AtomicBool>) -> Vec<Duration> {
    let (mut took, mut next) = (Vec::new(), Instant::now());
    for round in 0_usize.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        tokio::time::sleep_until(next.into()).await;
        let path = format!("/api/v1/tasks/{}/completion", tasks[round % tasks.len()]);
        if (round / tasks.len()).is_multiple_of(2) {
            client.put(&path, json!({})).await.expect(200);
        } else {
            client.delete(&path).await.expect(200);
        }
        took.push(next.elapsed());
        next += PACE;
    }
    took
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() * percent / 100).min(sorted.len() - 1)]
}

fn report(what: &str, took: &mut [Duration]) {
    took.sort_unstable();
    let [half, most, all] = [50, 99, 100].map(|percent| percentile(took, percent));
    eprintln!("{what}: {} completions, p50 {half:?}, p99 {most:?}, longest {all:?}", took.len());
}

async fn delete(client: &Client) -> Duration {
    let asked = Instant::now();
    client.request("DELETE", "/api/v1/me").json(&json!({"password": PASSWORD})).send().await.expect(204);
    asked.elapsed()
}

async fn wait_until(limit: Duration, mut reached: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    while !reached() {
        if began.elapsed() > limit {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    true
}

fn task_ids(today: &Value) -> Vec<String> {
    let habits = today["habits"].as_array().unwrap().iter();
    let tasks = habits.flat_map(|habit| habit["tasks"].as_array().unwrap());
    tasks.map(|task| task["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleting_a_large_account_holds_nobody_up() {
    let habits = std::env::var("HABITRO_DELETION_HABITS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let folder = Folder(std::env::temp_dir().join(format!("habitro-deletion-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    let database = folder.0.join("data/habitro.db");
    let mailbox = Mailbox::at(folder.0.join("mail"));
    let server = Server::start(&folder.0, None, ENVIRONMENT);
    let anna = Person::sign_up(server.address, &mailbox, "anna").await;
    let bo = Person::sign_up(server.address, &mailbox, "bo").await;
    let cara = Person::sign_up(server.address, &mailbox, "cara").await;
    let tasks: Vec<String> = (1..=20).map(|n| format!("Stretch {n}")).collect();
    let habit = json!({"name": "Stretch", "type": "good", "duration_days": 30, "daily_tasks": tasks});
    bo.client.post("/api/v1/habits", habit).await.expect(201);
    drop(server);
    fill(&database, &anna.id, habits);
    fill(&database, &cara.id, 2);

    let server = Server::start(&folder.0, None, ENVIRONMENT);
    let [anna_client, bo] = [&anna, &bo].map(|person| Client::new(server.address).signed_in(&person.token));
    let tasks = task_ids(&bo.get("/api/v1/today").await.expect(200).json());
    assert_eq!(tasks.len(), 20);
    let start_completing = || {
        let stop = Arc::new(AtomicBool::new(false));
        (tokio::spawn(complete_steadily(bo.clone(), tasks.clone(), Arc::clone(&stop))), stop)
    };
    let (completing, stop) = start_completing();
    tokio::time::sleep(Duration::from_secs(3)).await;
    stop.store(true, Ordering::SeqCst);
    report("before", &mut completing.await.unwrap());

    let rows = tasks_of(&database, &anna.id).unwrap();
    assert_eq!(rows, 365 * 20 * i64::try_from(habits).unwrap());
    let (completing, stop) = start_completing();
    let began = Instant::now();
    let answered = delete(&anna_client).await;
    anna_client.get("/api/v1/me").await.expect(401);
    let ended = wait_until(Duration::from_secs(600), || tasks_of(&database, &anna.id).is_none()).await;
    let lasted = began.elapsed();
    stop.store(true, Ordering::SeqCst);
    let mut during = completing.await.unwrap();
    assert!(ended, "the rows were not removed in ten minutes");
    report("during", &mut during);
    eprintln!("{rows} tasks: answered in {answered:?}, removed in {lasted:?}");
    if cfg!(not(debug_assertions)) {
        assert!(percentile(&during, 99) < PROMISED, "others noticed the deletion");
    }

    let cara_client = Client::new(server.address).signed_in(&cara.token);
    delete(&cara_client).await;
    let all = 365 * 20 * 2;
    let partly = || tasks_of(&database, &cara.id).is_none_or(|left| left < all);
    assert!(wait_until(Duration::from_secs(60), partly).await);
    drop(server);
    let left = tasks_of(&database, &cara.id);
    let _server = Server::start(&folder.0, None, ENVIRONMENT);
    assert!(
        wait_until(Duration::from_secs(120), || tasks_of(&database, &cara.id).is_none()).await,
        "{left:?} were left"
    );
    eprintln!("killed with {left:?} tasks left, the next process removed them");
}
