//! Measures the leaderboard with many users: loading all users at the start, memory, response times,
//! the delay until a completion shows, and the start of a day, a week and a month in one time zone.
//!
//! `habitro-board [--db postgres] [--users N] [--zone N] [--days N] [--seconds N]`: N users, `--zone`
//! of them in Colombo and the others in other zones, with three tasks due on each of `--days` days. It
//! uses a new database and runs the server in this process.
#![allow(clippy::print_stdout, reason = "it prints a table")]
#![allow(clippy::unwrap_used, reason = "a failed step ends the benchmark")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use habitro_bench::argument;
use habitro_bench::load::{self, Load, LoopMode, Round};
use habitro_server::platform::db::{Db, DbError, Dialect};
use habitro_testkit::{TestApp, TestDatabase, TestWorld};
use serde_json::json;
use uuid::Uuid;

const USERS_SQLITE: &str = "
    INSERT INTO users (id, full_name, display_name, email, email_key, password_hash, time_zone, day_start, locale,
        leaderboard_visible, created_at)
    WITH RECURSIVE n (i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
    SELECT unhex(printf('%032x', i)), 'Person ' || i, 'Person ' || i, 'p' || i, 'p' || i, '-', CASE
        WHEN i <= $3 THEN 'Asia/Colombo' WHEN i % 5 = 0 THEN 'UTC' WHEN i % 5 = 1 THEN 'America/New_York'
        WHEN i % 5 = 2 THEN 'Europe/Berlin' WHEN i % 5 = 3 THEN 'Asia/Tokyo' ELSE 'America/Los_Angeles' END,
        0, 'en', 1, i FROM n";
const USERS_POSTGRES: &str = "
    INSERT INTO users (id, full_name, display_name, email, email_key, password_hash, time_zone, day_start, locale,
        leaderboard_visible, created_at)
    SELECT CAST(lpad(to_hex(i), 32, '0') AS UUID), 'Person ' || i, 'Person ' || i, 'p' || i, 'p' || i, '-', CASE
        WHEN i <= CAST($3 AS BIGINT) THEN 'Asia/Colombo' WHEN i % 5 = 0 THEN 'UTC' WHEN i % 5 = 1 THEN 'America/New_York'
        WHEN i % 5 = 2 THEN 'Europe/Berlin' WHEN i % 5 = 3 THEN 'Asia/Tokyo' ELSE 'America/Los_Angeles' END,
        0, 'en', TRUE, TIMESTAMPTZ 'epoch' + i * INTERVAL '1 microsecond' FROM
    generate_series(CAST($1 AS BIGINT), CAST($2 AS BIGINT)) i";
const CALENDARS: &str = "
    INSERT INTO calendars (user_id, zone, day_start, started)
    SELECT id, time_zone, 0, TRUE FROM users WHERE password_hash = '-' AND id >= $1 AND id <= $2";
/// $3 days, the last one on 8 March 2026.
const DAYS_SQLITE: &str = "
    INSERT INTO user_days (user_id, day, due, done)
    WITH RECURSIVE n (i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i < $2),
        d (day) AS (SELECT 20514 - $3 + 7 UNION ALL SELECT day + 1 FROM d WHERE day < 20514 + 6)
    SELECT unhex(printf('%032x', i)), day, 3, abs(random()) % 4 FROM n CROSS JOIN d";
const DAYS_POSTGRES: &str = "
    INSERT INTO user_days (user_id, day, due, done)
    SELECT CAST(lpad(to_hex(i), 32, '0') AS UUID), DATE '2026-03-02' + CAST(d AS INTEGER), 3, CAST(floor(random() * 4) AS BIGINT)
    FROM generate_series(CAST($1 AS BIGINT), CAST($2 AS BIGINT)) i CROSS JOIN generate_series(7 - CAST($3 AS BIGINT), 6) d";
const DELETE_CHANGE_LOG: &str = "DELETE FROM change_log";

struct Settings {
    users: i64,
    zone: i64,
    days: i64,
    seconds: u64,
    postgres: bool,
}

impl Settings {
    fn from_arguments() -> Self {
        let number = |flag: &str, default: i64| argument(flag, default.unsigned_abs()).cast_signed();
        let users = number("--users", 1000);
        Self {
            users,
            zone: number("--zone", users / 10),
            days: number("--days", 30),
            seconds: argument("--seconds", 3),
            postgres: std::env::args().any(|argument| argument == "postgres"),
        }
    }
}

fn main() {
    let settings = Settings::from_arguments();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure(&settings));
}

fn id(number: i64) -> Uuid {
    Uuid::from_u128(u128::from(number.unsigned_abs()))
}

async fn seed(db: &Db, settings: &Settings) {
    let (users, zone, days) = (settings.users, settings.zone, settings.days);
    let (insert_users, insert_days) = match db.dialect() {
        Dialect::Sqlite => (USERS_SQLITE, DAYS_SQLITE),
        Dialect::Postgres => (USERS_POSTGRES, DAYS_POSTGRES),
    };
    let mut first = 1;
    while first <= users {
        let last = (first + 9_999).min(users);
        let inserted = db.write(Uuid::nil(), move |tx| {
            tx.execute(insert_users, &[&first, &last, &zone])?;
            tx.execute(CALENDARS, &[&id(first), &id(last)])?;
            tx.execute(insert_days, &[&first, &last, &days])?;
            tx.execute(DELETE_CHANGE_LOG, &[])
        });
        let inserted: Result<u64, DbError> = inserted.await;
        inserted.unwrap();
        first = last + 1;
    }
}

/// Returns the processor time of this process in seconds: the server, SQLite and the load.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let fields: Vec<f64> = after_name.split(' ').skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    fields.iter().sum::<f64>() / 100.0
}

fn resident_megabytes() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0.0);
    pages * 4096.0 / 1e6
}

async fn measure(settings: &Settings) {
    let database = if settings.postgres { TestDatabase::postgres() } else { Some(TestDatabase::sqlite()) };
    let app = TestApp::without_limits(TestWorld::on(database.expect("HABITRO_TEST_POSTGRES is not `none`"))).await;
    let mut tokens = Vec::new();
    for n in 0..16 {
        let (client, token) = app.sign_up_with_token(&format!("Asker {n}"), "UTC").await;
        let body =
            json!({"name": "Habit", "type": "good", "duration_days": 60, "daily_tasks": ["Walk", "Read", "Write"]});
        client.post("/api/v1/habits", body).await.expect(201);
        tokens.push(token);
    }
    let started = Instant::now();
    seed(&app.world.db, settings).await;
    println!(
        "{} users, {} of them in one zone, {} days each; seeded in {:.0} s",
        settings.users,
        settings.zone,
        settings.days,
        started.elapsed().as_secs_f64()
    );
    let tokens = Arc::new(tokens);
    let board = app.app.leaderboard.clone();
    let users = SignedInUsers { address: app.address, seconds: settings.seconds, tokens: Arc::clone(&tokens) };

    println!("{:<44}{:>10}{:>10}{:>10}{:>10}", "", "per s", "p50 ms", "p90 ms", "p99 ms");
    print("GET /today, nothing else", &users.get(8, "/api/v1/today").await);
    let before = resident_megabytes();
    let (cpu_before, started) = (cpu_seconds(), Instant::now());
    board.catch_up().await.unwrap();
    let (elapsed, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu_before);
    let (people, bytes) = board.size();
    #[allow(clippy::cast_precision_loss, reason = "an average")]
    let bytes_each = bytes as f64 / people as f64;
    println!(
        "loaded {people} users in {elapsed:.2} s ({cpu:.2} s of processor time); {bytes_each:.0} bytes each by its own count, resident {before:.0} -> {:.0} MB",
        resident_megabytes()
    );

    let second_board = habitro_server::features::leaderboard::Leaderboard::new(app.world.db.clone());
    let loading = tokio::spawn(async move {
        let started = Instant::now();
        second_board.catch_up().await.unwrap();
        started.elapsed()
    });
    let meanwhile = users.get(8, "/api/v1/today").await;
    print("GET /today while all users load", &meanwhile);
    println!("  (loading took {:.2} s under this load)", loading.await.unwrap().as_secs_f64());

    for (name, path) in [
        ("GET /leaderboard", "/api/v1/leaderboard"),
        ("  all time, fair", "/api/v1/leaderboard?period=all_time&order=fair"),
        ("  friends", "/api/v1/leaderboard?scope=friends"),
    ] {
        print(name, &users.get(64, path).await);
    }
    print("GET /healthz (no database)", &users.get(64, "/healthz").await);

    let updates = tokio::spawn(board.clone().run(std::future::pending()));
    println!("a completion shows after {}", completion_delay(&app, &tokens).await);
    updates.abort();

    for (name, just_before, start) in [
        ("a day starts in the zone", "2026-03-02T18:29:59Z", "2026-03-02T18:30:00Z"),
        ("a week starts (Monday)", "2026-03-08T18:29:59Z", "2026-03-08T18:30:00Z"),
        ("a month starts (the 1st)", "2026-03-31T18:29:59Z", "2026-03-31T18:30:00Z"),
    ] {
        if name.contains("Monday") {
            measure_during_day_start(&app, &users).await;
        }
        app.world.clock.set(just_before);
        board.catch_up().await.unwrap();
        app.world.clock.set(start);
        let (cpu_before, started) = (cpu_seconds(), Instant::now());
        board.catch_up().await.unwrap();
        let (elapsed, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu_before);
        println!("{name}: {elapsed:.2} s, {cpu:.2} s of processor time");
    }
}

/// Measures board requests while a day starts in the zone.
async fn measure_during_day_start(app: &TestApp, users: &SignedInUsers) {
    let board = app.app.leaderboard.clone();
    app.world.clock.set("2026-03-03T18:29:59Z");
    board.catch_up().await.unwrap();
    print("GET /leaderboard, 8 connections", &users.get(8, "/api/v1/leaderboard").await);
    app.world.clock.set("2026-03-03T18:30:00Z");
    let updating = tokio::spawn(async move {
        let started = Instant::now();
        board.catch_up().await.unwrap();
        started.elapsed()
    });
    print("  while a day starts in the zone", &users.get(8, "/api/v1/leaderboard").await);
    println!("  (the update took {:.2} s under this load)", updating.await.unwrap().as_secs_f64());
}

/// Returns the median and the longest delay from a completion until the board shows it.
async fn completion_delay(app: &TestApp, tokens: &[String]) -> String {
    let mut delays = Vec::new();
    for token in tokens {
        let client = app.client().signed_in(token);
        let today = client.get("/api/v1/today").await.expect(200).json();
        let task = today["habits"][0]["tasks"][0]["id"].as_str().unwrap().to_owned();
        let completed = Instant::now();
        client.request("PUT", &format!("/api/v1/tasks/{task}/completion")).send().await.expect(200);
        while client.get("/api/v1/leaderboard").await.expect(200).json()["me"]["completed"] == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        delays.push(completed.elapsed().as_millis());
    }
    delays.sort_unstable();
    format!("{} ms (median of {}), {} ms at most", delays[delays.len() / 2], delays.len(), delays[delays.len() - 1])
}

/// Sends requests as several signed-in users.
struct SignedInUsers {
    address: SocketAddr,
    seconds: u64,
    tokens: Arc<Vec<String>>,
}

impl SignedInUsers {
    /// Sends GET requests of one path in a closed loop.
    async fn get(&self, connections: usize, path: &'static str) -> Round {
        let (address, tokens, time) = (self.address, Arc::clone(&self.tokens), Duration::from_secs(self.seconds));
        let round = tokio::task::spawn_blocking(move || {
            let write = |n: u64, buffer: &mut Vec<u8>| {
                let user = usize::try_from(n).unwrap_or(0) % tokens.len();
                load::write_request(buffer, "GET", path, &tokens[user]);
            };
            Load::open(address, connections, &write).round(LoopMode::Closed, time)
        });
        round.await.unwrap()
    }
}

fn print(name: &str, round: &Round) {
    let failed = if round.failed == 0 { String::new() } else { format!("   {} FAILED", round.failed) };
    println!(
        "{name:<44}{:>10.0}{:>10.2}{:>10.2}{:>10.2}{failed}",
        round.rate(),
        round.percentile(50.0),
        round.percentile(90.0),
        round.percentile(99.0)
    );
}
