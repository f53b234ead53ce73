//! Bringing the schema up to date: one list of files per database, the same names in both.
//!
//! Several processes may start at once. One of them takes the migration lease and migrates; the others
//! wait until the schema is up to date or the lease has expired. On SQLite a file lock serialises them before.

use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use postgres::error::SqlState;
use refinery::{Migration, Runner};

use super::error::DbError;
use super::options::Location;
use super::{postgres as engine, sqlite};
use crate::platform::file_lock::{FileLock, sibling};
use crate::platform::rng::Entropy;
use crate::platform::secret_file;

mod sqlite_files {
    #![allow(missing_docs, reason = "generated")]
    refinery::embed_migrations!("../../migrations/sqlite");
}

mod postgres_files {
    #![allow(missing_docs, reason = "generated")]
    refinery::embed_migrations!("../../migrations/postgres");
}

const CREATE_LEASE_SQLITE: &str = "
    CREATE TABLE IF NOT EXISTS migration_lease (
        id          INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        holder      TEXT    NOT NULL,
        expires_at  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID";
const CREATE_LEASE_POSTGRES: &str = "
    CREATE TABLE IF NOT EXISTS migration_lease (
        id          BIGINT      NOT NULL PRIMARY KEY CHECK (id = 1),
        holder      TEXT        NOT NULL,
        expires_at  TIMESTAMPTZ NOT NULL
    )";
/// The process that has the file lock can take it: another holder must have died.
const TAKE_LEASE_SQLITE: &str = "
    INSERT INTO migration_lease (id, holder, expires_at) VALUES (1, ?1, unixepoch() + 15)
    ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at";
/// By the database's clock: nodes need not agree on the time.
const TAKE_LEASE_POSTGRES: &str = "
    INSERT INTO migration_lease (id, holder, expires_at) VALUES (1, $1, now() + INTERVAL '15 seconds')
    ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE migration_lease.holder = excluded.holder OR migration_lease.expires_at <= now()";
const RELEASE_LEASE_SQLITE: &str = "DELETE FROM migration_lease WHERE holder = ?1";
const RELEASE_LEASE_POSTGRES: &str = "DELETE FROM migration_lease WHERE holder = $1";

/// A third of the lease's duration.
const RENEW_EVERY: Duration = Duration::from_secs(5);
/// How often a waiting process looks whether the lease is free or the work is done.
const WAIT: Duration = Duration::from_millis(100);

/// Applies missing migrations and returns those applied now, oldest first. Blocks.
///
/// Refuses, without changing anything, a database with migrations that this binary does not know.
pub(super) fn run(location: &Location) -> Result<Vec<String>, DbError> {
    match location {
        Location::Sqlite(path) => {
            let _lock = prepare_file(path)?;
            migrate(&sqlite_runner(), &mut sqlite::session::connect(path)?, None)
        }
        Location::Postgres(url) => {
            let mut client = engine::connect(url)?;
            migrate(&postgres_runner(), &mut client, Some(url))
        }
    }
}

/// Creates the file and its folder if they are missing, makes them private, and returns a lock that other processes
/// wait for. SQLite can't serialise the first connections itself: the change to WAL mode fails instead of waiting.
fn prepare_file(path: &Path) -> Result<FileLock, DbError> {
    let fail = |error| DbError::Unavailable(format!("can't create {}: {error}", path.display()));
    path.parent().map_or(Ok(()), secret_file::create_private_folder).map_err(fail)?;
    let lock = FileLock::wait(&sibling(path, ".migration-lock")).map_err(fail)?;
    secret_file::create_private_file(path).map_err(fail)?;
    check_files(path)?;
    // SQLite creates the other files with the permissions of the first.
    for suffix in ["", "-wal", "-shm"] {
        secret_file::make_private_or_warn(&sibling(path, suffix));
    }
    Ok(lock)
}

/// Checks that a process of this user can use the SQLite file and the files next to it, as far as they exist. SQLite
/// would open one that it can't write, and every write would fail later. Changes nothing.
pub(super) fn check_files(database: &Path) -> Result<(), DbError> {
    for suffix in ["", "-wal", "-shm", ".migration-lock", ".lock"] {
        let path = sibling(database, suffix);
        secret_file::check_usable(&path)
            .map_err(|error| DbError::Unavailable(format!("can't use {}: {error}", path.display())))?;
    }
    Ok(())
}

/// The schema version this binary was made for.
pub(super) fn wanted() -> i64 {
    newest(&sqlite_runner())
}

/// The schema version of the database at `location`, 0 if it is empty. Changes nothing.
///
/// # Errors
/// [`DbError::Schema`] if the database was made by a development version.
pub(super) fn at(location: &Location) -> Result<i64, DbError> {
    match location {
        Location::Sqlite(path) => version(&sqlite_runner(), &mut sqlite::session::connect_unchanged(path)?),
        Location::Postgres(url) => version(&postgres_runner(), &mut engine::connect(url)?),
    }
}

/// All missing migrations are one transaction: a process that is killed leaves none of them half applied.
fn sqlite_runner() -> Runner {
    sqlite_files::migrations::runner().set_grouped(true)
}

/// As [`sqlite_runner`].
fn postgres_runner() -> Runner {
    postgres_files::migrations::runner().set_grouped(true)
}

fn newest(runner: &Runner) -> i64 {
    runner.get_migrations().iter().map(Migration::version).max().map_or(0, i64::from)
}

fn version<C: refinery::Migrate>(runner: &Runner, connection: &mut C) -> Result<i64, DbError> {
    // The connection works, so a failure means that the table of applied migrations does not exist yet.
    let applied = runner.get_applied_migrations(connection).unwrap_or_default();
    let known = runner.get_migrations();
    let diverges = |one: &&Migration| {
        known
            .iter()
            .any(|own| own.version() == one.version() && (own.name() != one.name() || own.checksum() != one.checksum()))
    };
    if applied.iter().any(|one| diverges(&one)) {
        let last = applied.last().map(ToString::to_string).unwrap_or_default();
        return Err(DbError::Schema(format!(
            "the database was made by a development version of Habitro ({last}), whose data this version can't \
             read; use an empty database, or keep using the version that made this one (nothing was changed)"
        )));
    }
    Ok(applied.iter().map(Migration::version).max().map_or(0, i64::from))
}

/// A connection that can take the migration lease.
trait LeaseConnection: refinery::Migrate {
    /// Creates the lease's table if it does not exist.
    fn create_lease(&mut self) -> Result<(), DbError>;
    /// Takes or renews the lease; returns false if another holder has it.
    fn take_lease(&mut self, holder: &str) -> Result<bool, DbError>;
    fn release_lease(&mut self, holder: &str) -> Result<(), DbError>;
}

impl LeaseConnection for rusqlite::Connection {
    fn create_lease(&mut self) -> Result<(), DbError> {
        Ok(self.execute_batch(CREATE_LEASE_SQLITE)?)
    }

    fn take_lease(&mut self, holder: &str) -> Result<bool, DbError> {
        Ok(self.execute(TAKE_LEASE_SQLITE, [holder])? > 0)
    }

    fn release_lease(&mut self, holder: &str) -> Result<(), DbError> {
        self.execute(RELEASE_LEASE_SQLITE, [holder])?;
        Ok(())
    }
}

impl LeaseConnection for postgres::Client {
    fn create_lease(&mut self) -> Result<(), DbError> {
        match self.batch_execute(CREATE_LEASE_POSTGRES) {
            // Two sessions that create the same table at once: the loser fails in spite of IF NOT EXISTS.
            Err(error) if error.code().is_some_and(created_meanwhile) => Ok(self.batch_execute(CREATE_LEASE_POSTGRES)?),
            other => Ok(other?),
        }
    }

    fn take_lease(&mut self, holder: &str) -> Result<bool, DbError> {
        Ok(self.execute(TAKE_LEASE_POSTGRES, &[&holder])? > 0)
    }

    fn release_lease(&mut self, holder: &str) -> Result<(), DbError> {
        self.execute(RELEASE_LEASE_POSTGRES, &[&holder])?;
        Ok(())
    }
}

fn created_meanwhile(code: &SqlState) -> bool {
    [SqlState::UNIQUE_VIOLATION, SqlState::DUPLICATE_TABLE, SqlState::DUPLICATE_OBJECT].contains(code)
}

/// `url`: where a second connection renews the lease meanwhile. SQLite needs none: a migration that runs
/// for long holds the file's write lock, so no other process can take the lease.
fn migrate<C: LeaseConnection>(runner: &Runner, connection: &mut C, url: Option<&str>) -> Result<Vec<String>, DbError> {
    let wanted = newest(runner);
    if is_done(runner, connection, wanted)? {
        return Ok(Vec::new());
    }
    connection.create_lease()?;
    let holder: String = Entropy::system().bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
    while !connection.take_lease(&holder)? {
        if is_done(runner, connection, wanted)? {
            return Ok(Vec::new());
        }
        #[allow(clippy::disallowed_methods, reason = "another process has the lease and can't signal")]
        std::thread::sleep(WAIT);
    }
    let renewal = url.map(|url| Renewal::start(url, &holder));
    let applied = if is_done(runner, connection, wanted)? { Ok(Vec::new()) } else { apply(runner, connection) };
    drop(renewal);
    connection.release_lease(&holder)?;
    applied
}

/// Whether every migration is applied. A database that this binary must not touch is an error.
fn is_done<C: refinery::Migrate>(runner: &Runner, connection: &mut C, wanted: i64) -> Result<bool, DbError> {
    let at = version(runner, connection)?;
    if at > wanted {
        return Err(DbError::Schema(format!(
            "the database was made by a newer Habitro (schema {at}, this one knows {wanted}); downgrading is not possible"
        )));
    }
    Ok(at == wanted)
}

fn apply<C: refinery::Migrate>(runner: &Runner, connection: &mut C) -> Result<Vec<String>, DbError> {
    match runner.run(connection) {
        Ok(report) => Ok(report.applied_migrations().iter().map(ToString::to_string).collect()),
        Err(error) => Err(DbError::Schema(error.to_string())),
    }
}

/// Keeps a lease on PostgreSQL until it is dropped. A renewal that fails is tried again: should the lease
/// expire, the worst case is that another process migrates too and one of both fails on a duplicate version.
struct Renewal {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Renewal {
    fn start(url: &str, holder: &str) -> Self {
        let (stop, stopped) = channel();
        let (url, holder) = (url.to_owned(), holder.to_owned());
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(RENEW_EVERY) == Err(RecvTimeoutError::Timeout) {
                let renewed = engine::connect(&url).and_then(|mut client| client.take_lease(&holder));
                if let Err(error) = renewed {
                    tracing::warn!(%error, "the migration lease could not be renewed");
                }
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_databases_have_the_same_migrations() {
        let names =
            |runner: refinery::Runner| runner.get_migrations().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            names(super::sqlite_files::migrations::runner()),
            names(super::postgres_files::migrations::runner())
        );
    }
}
