//! The limits of the machine: what the least that a request can be costs here.
//!
//! A bare axum server, in a process of its own as Habitro is: a static answer of 1 kB, one row read
//! through an index, one row written durably, seven rows of as many places changed durably. On SQLite
//! with threads of its own and one commit for all who wait, on PostgreSQL with a statement, or a
//! SERIALIZABLE transaction of seven, on one of 16 connections.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use tokio::sync::oneshot;

const PARTS: i64 = 7;
const BODY: usize = 1024;
const BATCH: usize = 512;
const CONNECTIONS: usize = 16;

/// How much the bare server has: as many of each as there are users, so that its pages lie as far
/// apart as theirs.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Rows that are there to be read.
    pub rows: u64,
    /// Places whose seven rows can be changed: what a completion changes lies in seven tables and indexes.
    pub places: u64,
}

impl Size {
    /// For so many users.
    pub fn of(users: u64) -> Self {
        Self { rows: users.max(100_000), places: users.max(20_000) }
    }

    fn made_by(self, sql: &str) -> String {
        let Self { rows, places } = self;
        sql.replace("{rows}", &rows.to_string()).replace("{places}", &places.to_string())
    }
}

const MAKE_SQLITE: &str = "
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE added (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    INSERT INTO bare WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {rows} - 1)
    SELECT i, hex(randomblob(50)) FROM n;
    CREATE TABLE many (part INTEGER, place INTEGER, n INTEGER, body TEXT, PRIMARY KEY (part, place)) WITHOUT ROWID;
    INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 7 * {places} - 1)
    SELECT i / {places}, i % {places}, 0, hex(randomblob(50)) FROM n;";
const MAKE_POSTGRES: &str = "
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
struct Bare {
    reads: Sender<Job>,
    adds: Sender<Job>,
}

/// Serves the limits on `database` until it is killed; says where on standard output.
#[tokio::main]
pub async fn serve(database: String, size: Size) {
    let bare = tokio::task::spawn_blocking(move || match database.strip_prefix("sqlite://") {
        Some(path) => on_sqlite(path, size),
        None => on_postgres(&database, size),
    });
    let bare = bare.await.unwrap();
    let body = "x".repeat(BODY);
    let router = Router::new()
        .route("/static", get(move || std::future::ready(body.clone())))
        .route(
            "/read/{id}",
            get(|State(bare): State<Bare>, Path(id): Path<i64>| async move {
                let (answer, answered) = oneshot::channel();
                bare.reads.send(Job::Read(id, answer)).unwrap();
                answered.await.unwrap()
            }),
        )
        .route(
            "/add",
            post(|State(bare): State<Bare>| async move {
                let (answer, answered) = oneshot::channel();
                bare.adds.send(Job::Add(answer)).unwrap();
                answered.await.unwrap()
            }),
        )
        .route(
            "/change/{place}",
            post(|State(bare): State<Bare>, Path(place): Path<i64>| async move {
                let (answer, answered) = oneshot::channel();
                bare.adds.send(Job::Change(place, answer)).unwrap();
                answered.await.unwrap()
            }),
        )
        .with_state(bare);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    axum::serve(listener, router).await.unwrap();
}

fn on_sqlite(path: &str, size: Size) -> Bare {
    let open = |path: &str| {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.busy_timeout(Duration::from_secs(5)).unwrap();
        connection
    };
    let writer = open(path);
    writer.execute_batch(&size.made_by(MAKE_SQLITE)).unwrap();
    let (reads, to_read) = channel();
    let to_read = Arc::new(Mutex::new(to_read));
    for _ in 0..2 {
        let (connection, jobs) = (open(path), Arc::clone(&to_read));
        std::thread::spawn(move || {
            let mut read = connection.prepare(&format!("{READ}?1")).unwrap();
            while let Some(Job::Read(id, answer)) = take(&jobs) {
                let _ = answer.send(read.query_row([id], |row| row.get(0)).unwrap());
            }
        });
    }
    let (adds, to_add) = channel();
    std::thread::spawn(move || add_in_groups(&writer, &to_add));
    Bare { reads, adds }
}

fn take(jobs: &Mutex<Receiver<Job>>) -> Option<Job> {
    jobs.lock().unwrap().recv().ok()
}

/// One commit for all who wait, and only then their answers.
fn add_in_groups(connection: &rusqlite::Connection, jobs: &Receiver<Job>) {
    let mut add = connection.prepare(ADD).unwrap();
    let mut change = connection.prepare(&CHANGE.replace('$', "?")).unwrap();
    let (mut begin, mut commit) =
        (connection.prepare("BEGIN IMMEDIATE").unwrap(), connection.prepare("COMMIT").unwrap());
    while let Ok(first) = jobs.recv() {
        begin.execute([]).unwrap();
        let batch: Vec<Job> = std::iter::once(first).chain(jobs.try_iter()).take(BATCH).collect();
        for job in &batch {
            if let Job::Change(place, _) = job {
                for part in 0..PARTS {
                    change.execute([part, *place]).unwrap();
                }
            } else {
                add.execute([]).unwrap();
            }
        }
        commit.execute([]).unwrap();
        for job in batch {
            if let Job::Add(answer) | Job::Change(_, answer) = job {
                let _ = answer.send("done".into());
            }
        }
    }
}

fn on_postgres(url: &str, size: Size) -> Bare {
    let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
    client.batch_execute(&size.made_by(MAKE_POSTGRES)).unwrap();
    let (jobs, to_do) = channel();
    let to_do = Arc::new(Mutex::new(to_do));
    for _ in 0..CONNECTIONS {
        let (url, jobs) = (url.to_owned(), Arc::clone(&to_do));
        std::thread::spawn(move || {
            let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
            let update = client.prepare(CHANGE).unwrap();
            let (read, add) = (client.prepare(&format!("{READ}$1")).unwrap(), client.prepare(ADD).unwrap());
            loop {
                match take(&jobs) {
                    Some(Job::Read(id, answer)) => {
                        let _ = answer.send(client.query_one(&read, &[&id]).unwrap().get(0));
                    }
                    Some(Job::Add(answer)) => {
                        client.execute(&add, &[]).unwrap();
                        let _ = answer.send("done".into());
                    }
                    Some(Job::Change(place, answer)) => {
                        while change(&mut client, &update, place).is_err() {}
                        let _ = answer.send("done".into());
                    }
                    None => return,
                }
            }
        });
    }
    Bare { reads: jobs.clone(), adds: jobs }
}

/// Fails when a concurrent one was first; it may be tried again.
fn change(client: &mut postgres::Client, update: &postgres::Statement, place: i64) -> Result<(), postgres::Error> {
    let level = postgres::IsolationLevel::Serializable;
    let mut unit = client.build_transaction().isolation_level(level).start()?;
    for part in 0..PARTS {
        unit.execute(update, &[&part, &place])?;
    }
    unit.commit()
}
