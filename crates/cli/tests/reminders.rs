//! Two server processes on one PostgreSQL with many reminders due in the same minute. One process is
//! killed on the way: no reminder is lost, and only deliveries in flight at the kill may arrive twice.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]
#![allow(clippy::print_stderr, reason = "prints measurements")]

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use habitro_server::platform::db::Location;
use habitro_testkit::TestDatabase;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// Messages a process delivers at the same time, which a kill may duplicate.
const IN_FLIGHT: usize = 32;
/// The maximum delay of a reminder, also of one that was claimed by the killed process.
const MAX_DELAY: Duration = Duration::from_secs(20);

struct Server(Child);

impl Server {
    fn start(folder: &Path, database: &str) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut process = Command::new(env!("CARGO_BIN_EXE_habitro"))
            .args(["serve", "--listen", &address.to_string()])
            .current_dir(folder)
            .env_clear()
            .env("HABITRO_DATABASE_URL", database)
            .env("HABITRO_PUSH_LOOPBACK", "on")
            .env("HABITRO_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains(&port.to_string()), "the server prints its address: {line:?}");
        Self(process)
    }

    fn kill(mut self) {
        // SIGKILL, so the server can't finish anything.
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A push service that accepts everything and records the number of calls and the time of the first
/// one per address.
#[derive(Clone, Default)]
struct PushService {
    calls: Arc<Mutex<HashMap<String, (usize, Instant)>>>,
    wanted: Arc<Mutex<usize>>,
    reached: Arc<Notify>,
}

impl PushService {
    async fn start() -> (Self, u16) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let service = Self::default();
        let serving = service.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        (service, port)
    }

    /// Responds to the requests of a connection until it is closed.
    async fn serve(self, mut stream: TcpStream) -> Option<()> {
        let mut seen = Vec::new();
        loop {
            let head = loop {
                if let Some(end) = seen.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                    break end + 4;
                }
                if stream.read_buf(&mut seen).await.ok()? == 0 {
                    return None;
                }
            };
            let text = String::from_utf8_lossy(&seen[..head]).to_ascii_lowercase();
            let length: usize =
                text.lines().find_map(|line| line.strip_prefix("content-length:")).unwrap().trim().parse().unwrap();
            while seen.len() < head + length {
                if stream.read_buf(&mut seen).await.ok()? == 0 {
                    return None;
                }
            }
            let path = text.split(' ').nth(1).unwrap().to_owned();
            seen.drain(..head + length);
            self.record(path);
            stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n").await.ok()?;
        }
    }

    fn record(&self, path: String) {
        let mut calls = self.calls.lock().unwrap();
        calls.entry(path).or_insert((0, Instant::now())).0 += 1;
        if calls.len() >= *self.wanted.lock().unwrap() {
            self.reached.notify_one();
        }
    }

    fn arrived(&self) -> usize {
        self.calls.lock().unwrap().len()
    }

    async fn wait_for(&self, count: usize, limit: Duration) -> bool {
        *self.wanted.lock().unwrap() = count;
        let reached = async {
            while self.arrived() < count {
                self.reached.notified().await;
            }
        };
        tokio::time::timeout(limit, reached).await.is_ok()
    }
}

/// Users with a device, a habit and a task due today each. The reminders are inserted afterwards.
const PEOPLE: &str = "
    CREATE FUNCTION named(n BIGINT) RETURNS UUID LANGUAGE SQL IMMUTABLE AS
        $$ SELECT CAST(lpad(to_hex(n), 32, '0') AS UUID) $$;
    INSERT INTO users (id, full_name, display_name, email, email_key, password_hash, time_zone, day_start, locale,
                       leaderboard_visible, created_at)
    SELECT named(n), 'A', 'A', n || '@example.org', n || '@example.org', 'x', 'UTC', 0, 'en', TRUE, now()
    FROM generate_series(1, COUNT) n;
    INSERT INTO calendars (user_id, zone, day_start, started)
    SELECT named(n), 'UTC', 0, FALSE FROM generate_series(1, COUNT) n;
    INSERT INTO sessions (id, user_id, token_hash, created_at, last_used_at, expires_at, device)
    SELECT named(n), named(n), decode(lpad(to_hex(n), 64, '0'), 'hex'), now(), now(), now() + INTERVAL '1 day', 'Test'
    FROM generate_series(1, COUNT) n;
    INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays, reminder_times,
                        color, icon, motivation, created_day, created_at)
    SELECT named(n), named(n), 'Walk', 'good', 'active', 3, CAST(at AS DATE), CAST(at AS DATE) + 2, 127,
           to_char(at, 'HH24:MI'), 'sky', 'sprout', '', CAST(at AS DATE), at AT TIME ZONE 'UTC'
    FROM generate_series(1, COUNT) n, (SELECT date_trunc('minute', now() AT TIME ZONE 'UTC') AS at) minute;
    INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, completions)
    SELECT user_id, start_date, id, 1, 1, id, 'Walk', 0 FROM habits;
    INSERT INTO devices (id, user_id, session_id, kind, name, address, address_hash, public_key, auth, created_at)
    SELECT named(n), named(n), named(n), 'web_push', 'Test', 'http://127.0.0.1:PORT/push/' || n,
           decode(lpad(to_hex(n), 64, '0'), 'hex'), decode('KEY', 'base64'), decode('BTBZMqHH6r4Tts7J/aSIgg==', 'base64'), now()
    FROM generate_series(1, COUNT) n;";
const OCCURRENCES: &str = "
    INSERT INTO reminder_occurrences (partition, kind, subject, user_id, occurs_at, due_at, next_at, claims)
    SELECT get_byte(uuid_send(user_id), 15) % 16, 'habit', id, user_id, created_at, created_at, created_at, 0 FROM habits;";
/// The browser key of the example in RFC 8291.
const KEY: &str = "BCVxsr7N/eNgVRqvHtD0zTZsEc6+VV+JvLexhqUzORcxaOzi6+AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4=";

/// Runs SQL with the blocking client, on a thread outside the runtime.
async fn sql(url: &str, text: String) {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || {
        let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
        client.batch_execute(&text).unwrap();
    })
    .await
    .unwrap();
}

async fn number(url: &str, text: &'static str) -> i64 {
    let url = url.to_owned();
    let query = move || {
        let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
        client.query_one(text, &[]).unwrap().get(0)
    };
    tokio::task::spawn_blocking(query).await.unwrap()
}

/// Transactions of this database that were rolled back, most of them by a conflict.
const ABORTED: &str = "SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()";

/// Returns whether the outbox is empty within `limit`.
async fn outbox_empties(url: &str, limit: Duration) -> bool {
    let emptied = async {
        while number(url, "SELECT COUNT(*) FROM outbox").await > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(limit, emptied).await.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_reminder_is_lost_when_one_of_two_processes_is_killed() {
    #[allow(clippy::disallowed_methods, reason = "a setting of the test, not of the server")]
    let count: usize = std::env::var("HABITRO_REMINDERS_DUE").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000);
    let made = tokio::task::spawn_blocking(TestDatabase::postgres).await.unwrap();
    let Some(database) = made else { return };
    let Location::Postgres(url) = database.location().clone() else { panic!("PostgreSQL") };
    let folder = Folder(std::env::temp_dir().join(format!("habitro-reminders-{}", std::process::id())));
    let (service, port) = PushService::start().await;
    let people = PEOPLE.replace("COUNT", &count.to_string()).replace("PORT", &port.to_string()).replace("KEY", KEY);
    sql(&url, people).await;
    let one = Server::start(&folder.0, &url);
    let _two = Server::start(&folder.0, &url);
    sql(&url, OCCURRENCES.to_owned()).await;
    let due = Instant::now();

    let enough = service.wait_for(count / 3, Duration::from_secs(120)).await;
    assert!(enough, "only {} of {count} arrived before the kill", service.arrived());
    let before = service.arrived();
    one.kill();
    let killed = due.elapsed();
    // Those that the killed process had claimed arrive after their leases.
    let all = service.wait_for(count, Duration::from_secs(180)).await;
    assert!(all, "only {} of {count} arrived after the kill", service.arrived());
    // Messages the killed process had sent but not yet removed are still leased.
    assert!(outbox_empties(&url, Duration::from_secs(30)).await, "the outbox is empty");

    let calls = service.calls.lock().unwrap().clone();
    assert_eq!(calls.len(), count, "each device was called");
    let doubled = calls.values().filter(|(times, _)| *times > 1).count();
    assert!(calls.values().all(|(times, _)| *times <= 2), "none arrived three times");
    assert!(doubled <= IN_FLIGHT, "{doubled} arrived twice");
    let alerts = number(&url, "SELECT COUNT(*) FROM notifications").await;
    assert_eq!(usize::try_from(alerts).unwrap(), count, "one alert for each occurrence");
    let counted = number(&url, "SELECT CAST(SUM(unseen) AS BIGINT) FROM reminder_health").await;
    assert_eq!(usize::try_from(counted).unwrap(), count, "counted once each");
    let mut late: Vec<Duration> = calls.values().map(|(_, at)| at.duration_since(due)).collect();
    late.sort();
    let last = late[count - 1];
    let aborted = number(&url, ABORTED).await;
    eprintln!(
        "{count} reminders: {before} before the kill at {killed:.1?}, half after {:.1?}, last after {last:.1?}; \
         {doubled} twice, {aborted} transactions rolled back",
        late[count / 2]
    );
    // A debug build is several times slower, but does not wait longer for the leases.
    let limit = if cfg!(debug_assertions) { killed + MAX_DELAY } else { MAX_DELAY };
    if !cfg!(debug_assertions) || count <= 1_000 {
        assert!(last <= limit, "late by {last:?}");
    }
}
