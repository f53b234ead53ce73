//! Starting on an empty database, at the same time as other processes, after one that died, and on databases that this
//! version must not touch.

use std::time::{Duration, Instant};

use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{Db, DbError, Location};
use habitro_server::platform::rng::Entropy;
use habitro_testkit::{FixedClock, TestDatabase};

use super::migrations;

/// A database of a development version: its applied migrations, and some data.
const DEVELOPMENT: &str = "
    CREATE TABLE refinery_schema_history (version INTEGER PRIMARY KEY, name TEXT, applied_on TEXT, checksum TEXT);
    INSERT INTO refinery_schema_history VALUES (1, 'platform', '2026-01-01T00:00:00Z', '1234567890');
    INSERT INTO refinery_schema_history VALUES (24, 'hidden_lately', '2026-11-01T00:00:00Z', '987654321');
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
    INSERT INTO users VALUES (1, 'Anna');";
const LEASE_SQLITE: &str = "
    CREATE TABLE migration_lease (id INTEGER NOT NULL PRIMARY KEY, holder TEXT NOT NULL, expires_at INTEGER NOT NULL);
    INSERT INTO migration_lease VALUES (1, 'a process that died', unixepoch() + 60);";
const LEASE_POSTGRES: &str = "
    CREATE TABLE migration_lease (id BIGINT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, expires_at TIMESTAMPTZ NOT NULL);
    INSERT INTO migration_lease VALUES (1, 'a process that died', now() + INTERVAL '2 seconds');";

/// A database on each engine, made by this SQL.
fn databases(sqlite: &str, postgres: &str) -> Vec<TestDatabase> {
    [Some(TestDatabase::sqlite_from(sqlite)), TestDatabase::postgres_from(postgres)].into_iter().flatten().collect()
}

/// The names of all tables.
fn tables(location: &Location) -> Vec<String> {
    let mut names: Vec<String> = match location {
        Location::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).unwrap();
            let mut statement = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        }
        Location::Postgres(url) => {
            let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
            let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
            client.query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect()
        }
    };
    names.sort();
    names
}

fn is_refusal(error: &DbError) -> bool {
    matches!(error, DbError::Schema(text) if text.contains("development version") && text.contains("empty database"))
}

#[test]
fn a_development_schema_is_refused_and_left_alone() {
    for database in databases(DEVELOPMENT, DEVELOPMENT) {
        let location = database.location();
        let before = tables(location);
        assert!(is_refusal(&Db::migrate(location).unwrap_err()));
        assert!(is_refusal(&Db::schema_at(location).unwrap_err()));
        let (clock, entropy) = (FixedClock::default().clock(), Entropy::seeded(1));
        assert!(is_refusal(&Db::open(&database.options(), clock, entropy, Bus::in_process()).unwrap_err()));
        assert_eq!(tables(location), before);
    }
}

#[test]
fn processes_that_start_at_once_migrate_once() {
    for database in databases("", "") {
        let all = migrations("postgres").len();
        let start = || {
            let location = database.location().clone();
            std::thread::spawn(move || Db::migrate(&location))
        };
        let threads: Vec<_> = (0..6).map(|_| start()).collect();
        let applied: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap().unwrap().len()).collect();
        assert_eq!(applied.iter().sum::<usize>(), all, "{applied:?}");
        assert_eq!(applied.iter().filter(|count| **count > 0).count(), 1, "{applied:?}");
        assert_eq!(Db::schema_at(database.location()), Ok(Db::schema_wanted()));
        assert_eq!(Db::migrate(database.location()), Ok(Vec::new()));
    }
}

#[test]
fn failed_migration_leaves_nothing() {
    let taken = "CREATE TABLE conversations (id INTEGER PRIMARY KEY)";
    for database in databases(taken, taken) {
        let location = database.location();
        assert!(matches!(Db::migrate(location).unwrap_err(), DbError::Schema(_)));
        assert_eq!(tables(location), ["conversations", "migration_lease", "refinery_schema_history"]);
        assert_eq!(Db::schema_at(location), Ok(0));
        match location {
            Location::Sqlite(path) => {
                rusqlite::Connection::open(path).unwrap().execute_batch("DROP TABLE conversations").unwrap();
            }
            Location::Postgres(url) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls).unwrap();
                client.batch_execute("DROP TABLE conversations").unwrap();
            }
        }
        assert_eq!(Db::migrate(location).unwrap().len(), migrations("postgres").len());
    }
}

#[test]
fn lease_of_a_dead_process_is_taken_over() {
    let engines: [fn() -> Option<TestDatabase>; 2] =
        [|| Some(TestDatabase::sqlite_from(LEASE_SQLITE)), || TestDatabase::postgres_from(LEASE_POSTGRES)];
    for create in engines {
        let started = Instant::now();
        let Some(database) = create() else { continue };
        let applied = Db::migrate(database.location()).unwrap();
        assert_eq!(applied.len(), migrations("postgres").len());
        // On SQLite the file lock shows that the process is dead. PostgreSQL waits until the lease expires.
        let waited = started.elapsed() > Duration::from_millis(1_900);
        assert_eq!(waited, matches!(database.location(), Location::Postgres(_)), "{:?}", started.elapsed());
    }
}
