//! The baseline: the fastest possible requests on this machine.
//!
//! A bare axum server in a separate process, like Habitro: a static response of 1 kB, one row read
//! through an index, one row inserted durably, seven rows in distant pages updated durably. On SQLite
//! it uses its own threads and one commit for all waiting requests; on PostgreSQL a statement, or a
//! SERIALIZABLE transaction of seven statements, on one of 16 connections.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use tokio::sync::oneshot;

const UPDATES_PER_CHANGE: i64 = 7;
const BODY_LENGTH: usize = 1024;
const MAX_COMMIT_BATCH: usize = 512;
const CONNECTIONS: usize = 16;

/// The size of the baseline's tables. They grow with the number of users, so that the pages read are as
/// far apart as those of Habitro.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Rows to read.
    pub rows: u64,
    /// Groups of seven rows to change, because a completion changes seven tables and indexes.
    pub places: u64,
}

impl Size {
    /// Returns the size comparable to `users` users.
    pub fn of(users: u64) -> Self {
        Self { rows: users.max(100_000), places: users.max(20_000) }
    }

    fn fill_in(self, sql: &str) -> String {
        let Self { rows, places } = self;
        sql.replace("{rows}", &rows.to_string()).replace("{places}", &places.to_string())
    }
}

const SCHEMA_SQLITE: &str = "
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE added (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    INSERT INTO bare WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {rows} - 1)
    SELECT i, hex(randomblob(50)) FROM n;
    CREATE TABLE many (part INTEGER, place INTEGER, n INTEGER, body TEXT, PRIMARY KEY (part, place)) WITHOUT ROWID;
    INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 7 * {places} - 1)
    SELECT i / {places}, i % {places}, 0, hex(randomblob(50)) FROM n;";
const SCHEMA_POSTGRES: &str = "
    CREATE TABLE bare (id BIGINT PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE added (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL);
    INSERT INTO bare SELECT i, repeat(md5(i::text), 3) FROM generate_series(0, {rows} - 1) i;
    CREATE TABLE many (part BIGINT, place BIGINT, n BIGINT, body TEXT, PRIMARY KEY (part, place));
    INSERT INTO many SELECT i / {places}, i % {places}, 0, repeat(md5(i::text), 3)
    FROM generate_series(0, 7 * {places} - 1) i;
    ANALYZE many;";
const READ: &str = "SELECT body FROM bare WHERE id = ";
const ADD: &str =
    "INSERT INTO added (body) VALUES ('a row that was written durably, a hundred bytes and no more than that')";

const CHANGE: &str = "UPDATE many SET n = n + 1 WHERE part = $1 AND place = $2";

enum Job {
    Read(i64, oneshot::Sender<String>),
    Add(oneshot::Sender<String>),
    Change(i64, oneshot::Sender<String>),
}

#[derive(Clone)]
struct Baseline {
    reads: Sender<Job>,
    writes: Sender<Job>,
}

/// Serves the baseline on `database` until it is killed. Prints its address.
#[tokio::main]
pub async fn serve(database: String, size: Size) {
    let baseline = tokio::task::spawn_blocking(move || match database.strip_prefix("sqlite://") {
        Some(path) => start_on_sqlite(path, size),
        None => start_on_postgres(&database, size),
    });
    let baseline = baseline.await.unwrap();
    let body = "x".repeat(BODY_LENGTH);
    let router = Router::new()
        .route("/static", get(move || std::future::ready(body.clone())))
        .route(
            "/read/{id}",
            get(|State(baseline): State<Baseline>, Path(id): Path<i64>| async move {
                let (response, done) = oneshot::channel();
                baseline.reads.send(Job::Read(id, response)).unwrap();
                done.await.unwrap()
            }),
        )
        .route(
            "/add",
            post(|State(baseline): State<Baseline>| async move {
                let (response, done) = oneshot::channel();
                baseline.writes.send(Job::Add(response)).unwrap();
                done.await.unwrap()
            }),
        )
        .route(
            "/change/{place}",
            post(|State(baseline): State<Baseline>, Path(place): Path<i64>| async move {
                let (response, done) = oneshot::channel();
                baseline.writes.send(Job::Change(place, response)).unwrap();
                done.await.unwrap()
            }),
        )
        .with_state(baseline);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    axum::serve(listener, router).await.unwrap();
}

fn start_on_sqlite(path: &str, size: Size) -> Baseline {
    let open = |path: &str| {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        connection
    };
    let writer = open(path);
    writer.execute_batch(&size.fill_in(SCHEMA_SQLITE)).unwrap();
    let (reads, to_read) = channel();
    let to_read = Arc::new(Mutex::new(to_read));
    for _ in 0..2 {
        let (connection, jobs) = (open(path), Arc::clone(&to_read));
        std::thread::spawn(move || {
            let mut read = connection.prepare(&format!("{READ}?1")).unwrap();
            while let Some(Job::Read(id, response)) = next_job(&jobs) {
                let _ = response.send(read.query_row([id], |row| row.get(0)).unwrap());
            }
        });
    }
    let (writes, to_add) = channel();
    std::thread::spawn(move || write_in_batches(&writer, &to_add));
    Baseline { reads, writes }
}

fn next_job(jobs: &Mutex<Receiver<Job>>) -> Option<Job> {
    jobs.lock().unwrap().recv().ok()
}

/// Commits all waiting writes together, then responds to them.
fn write_in_batches(connection: &rusqlite::Connection, jobs: &Receiver<Job>) {
    let mut add = connection.prepare(ADD).unwrap();
    let mut change = connection.prepare(&CHANGE.replace('$', "?")).unwrap();
    let (mut begin, mut commit) =
        (connection.prepare("BEGIN IMMEDIATE").unwrap(), connection.prepare("COMMIT").unwrap());
    while let Ok(first) = jobs.recv() {
        begin.execute([]).unwrap();
        let batch: Vec<Job> = std::iter::once(first).chain(jobs.try_iter()).take(MAX_COMMIT_BATCH).collect();
        for job in &batch {
            if let Job::Change(place, _) = job {
                for part in 0..UPDATES_PER_CHANGE {
                    change.execute([part, *place]).unwrap();
                }
            } else {
                add.execute([]).unwrap();
            }
        }
        commit.execute([]).unwrap();
        for job in batch {
            if let Job::Add(response) | Job::Change(_, response) = job {
                let _ = response.send("done".into());
            }
        }
    }
}

fn start_on_postgres(url: &str, size: Size) -> Baseline {
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    client.batch_execute(&size.fill_in(SCHEMA_POSTGRES)).unwrap();
    let (jobs, to_do) = channel();
    let to_do = Arc::new(Mutex::new(to_do));
    for _ in 0..CONNECTIONS {
        let (url, jobs) = (url.to_owned(), Arc::clone(&to_do));
        std::thread::spawn(move || {
            let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
            let update = client.prepare(CHANGE).unwrap();
            let (read, add) = (client.prepare(&format!("{READ}$1")).unwrap(), client.prepare(ADD).unwrap());
            loop {
                match next_job(&jobs) {
                    Some(Job::Read(id, response)) => {
                        let _ = response.send(client.query_one(&read, &[&id]).unwrap().get(0));
                    }
                    Some(Job::Add(response)) => {
                        client.execute(&add, &[]).unwrap();
                        let _ = response.send("done".into());
                    }
                    Some(Job::Change(place, response)) => {
                        while change(&mut client, &update, place).is_err() {}
                        let _ = response.send("done".into());
                    }
                    None => return,
                }
            }
        });
    }
    Baseline { reads: jobs.clone(), writes: jobs }
}

/// Fails on a conflict with a concurrent transaction; retry it.
fn change(client: &mut postgres::Client, update: &postgres::Statement, place: i64) -> Result<(), postgres::Error> {
    let level = postgres::IsolationLevel::Serializable;
    let mut transaction = client.build_transaction().isolation_level(level).start()?;
    for part in 0..UPDATES_PER_CHANGE {
        transaction.execute(update, &[&part, &place])?;
    }
    transaction.commit()
}
