//! The embedded engine: one writer thread with group commit, a few reader threads.
//!
//! The writer runs every waiting closure in a savepoint of its own, commits once and only
//! then answers them all. There is no timer: while one commit is on its way to the disk, the
//! next batch gathers by itself.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{CachedStatement, Connection, OpenFlags};

use super::error::DbError;
use super::queue::{Lane, Queue};
use super::tx::{Emitted, Finished, Session, Tx};
use super::unit::{Outcome, Unit};
use super::value::{Bound, Row, ToDb};
use super::{DbOptions, World, refuse};

/// One commit answers at most this many units, so that the first of them does not wait long.
const BATCH: usize = 512;
/// A background unit that holds the writer longer than this is logged.
const BACKGROUND_BUDGET: Duration = Duration::from_millis(10);

type Jobs = Queue<Box<dyn Unit>>;

pub(super) struct Engine {
    writes: Arc<Jobs>,
    reads: Arc<Jobs>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Engine {
    pub(super) fn start(path: &Path, options: &DbOptions, world: &World) -> Result<Self, DbError> {
        let writes = Arc::new(Jobs::new(options.queue));
        let reads = Arc::new(Jobs::new(options.queue));
        let mut threads = Vec::new();
        let writer = Writer {
            session: SqliteSession::open(path, Access::Write, options.max_pages)?,
            queue: Arc::clone(&writes),
            world: world.clone(),
            max_pages: options.max_pages,
        };
        threads.push(spawn("habitro-db-write", move || writer.serve())?);
        for _ in 0..options.threads {
            let session = SqliteSession::open(path, Access::Read, None)?;
            let (queue, world) = (Arc::clone(&reads), world.clone());
            threads.push(spawn("habitro-db-read", move || serve_reads(&session, &queue, &world))?);
        }
        Ok(Self { writes, reads, threads: Mutex::new(threads) })
    }

    pub(super) fn read(&self, unit: Box<dyn Unit>) {
        if let Err((unit, why)) = self.reads.push(Lane::Request, unit) {
            refuse(unit, why);
        }
    }

    pub(super) fn write(&self, lane: Lane, unit: Box<dyn Unit>) {
        if let Err((unit, why)) = self.writes.push(lane, unit) {
            refuse(unit, why);
        }
    }

    pub(super) fn close(&self) {
        self.writes.close();
        self.reads.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            let _ = thread.join();
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.writes.close();
        self.reads.close();
    }
}

pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, DbError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|e| DbError::Unavailable(format!("can't start a database thread: {e}")))
}

fn serve_reads(session: &SqliteSession, queue: &Jobs, world: &World) {
    while let Some(mut unit) = queue.pop() {
        let moment = unit.moment(&|| world.moment());
        if let Err(error) = session.control("BEGIN") {
            unit.refuse(error);
            continue;
        }
        let mut tx = Tx::new(Session::Sqlite(session), moment);
        let outcome = unit.run(&mut tx);
        let fault = tx.finish().fault.filter(|e| outcome == Outcome::Keep || e.overrides());
        // A read leaves nothing behind either way; after some errors there is nothing to end.
        if !session.connection.is_autocommit() {
            let _ = session.control("ROLLBACK");
        }
        match fault {
            Some(error) => unit.refuse(error),
            None => unit.settle(),
        }
    }
}

struct Writer {
    session: SqliteSession,
    queue: Arc<Jobs>,
    world: World,
    max_pages: Option<u32>,
}

/// What one unit left in the open transaction.
enum Ran {
    /// Done or cleanly undone; to be answered after the commit.
    Settled { unit: Box<dyn Unit>, hints: Vec<Emitted> },
    /// Undone with an error of the database itself; `lost` when it took the whole batch along.
    Failed { unit: Box<dyn Unit>, error: DbError, lost: bool },
}

impl Writer {
    fn serve(mut self) {
        while let Some(first) = self.queue.pop() {
            if self.batch(first) {
                self.reopen();
            }
        }
    }

    /// Runs `first` and all that waits, commits, answers. True when the connection is suspect.
    fn batch(&self, first: Box<dyn Unit>) -> bool {
        if let Err(error) = self.session.control("BEGIN IMMEDIATE") {
            let suspect = error.breaks_batch();
            first.refuse(error);
            return suspect;
        }
        let mut settled: Vec<(Box<dyn Unit>, Vec<Emitted>)> = Vec::new();
        let mut refused: Vec<(Box<dyn Unit>, DbError)> = Vec::new();
        let mut lost = None;
        let mut next = Some(first);
        let mut background_turn = true;
        while let Some(unit) = next.take() {
            match self.run(unit) {
                Ran::Settled { unit, hints } => settled.push((unit, hints)),
                Ran::Failed { unit, error, lost: batch_lost } => {
                    let stop = error.breaks_batch();
                    if batch_lost {
                        lost = Some(error.clone());
                    }
                    refused.push((unit, error));
                    if stop || batch_lost {
                        break;
                    }
                }
            }
            if settled.len() + refused.len() >= BATCH {
                break;
            }
            next = self.queue.try_pop(Lane::Request);
            if next.is_none() && background_turn {
                // One background unit a batch: it never starves and never takes over.
                background_turn = false;
                next = self.queue.try_pop(Lane::Background);
            }
        }
        let outcome = match lost {
            Some(error) => Err(error),
            None => self.session.control("COMMIT"),
        };
        if outcome.is_err() && !self.session.connection.is_autocommit() {
            let _ = self.session.control("ROLLBACK");
        }
        let suspect = matches!(outcome, Err(DbError::Unavailable(_)))
            || refused.iter().any(|(_, e)| matches!(e, DbError::Unavailable(_)));
        match outcome {
            Ok(()) => {
                for (unit, hints) in settled {
                    // Hints first: who was answered must find every listener informed.
                    hints.into_iter().for_each(|(hint, news)| self.world.bus.publish_with(hint, news.as_ref()));
                    unit.settle();
                }
            }
            Err(error) => {
                tracing::warn!(%error, units = settled.len(), "a batch could not be committed");
                settled.into_iter().for_each(|(unit, _)| unit.refuse(error.clone()));
            }
        }
        refused.into_iter().for_each(|(unit, error)| unit.refuse(error));
        suspect
    }

    fn run(&self, mut unit: Box<dyn Unit>) -> Ran {
        let moment = unit.moment(&|| self.world.moment());
        if let Err(error) = self.session.control("SAVEPOINT unit") {
            let lost = self.session.connection.is_autocommit();
            return Ran::Failed { unit, error, lost };
        }
        let started = Instant::now();
        let mut tx = Tx::new(Session::Sqlite(&self.session), moment);
        let outcome = unit.run(&mut tx);
        let Finished { hints, fault } = tx.finish();
        if started.elapsed() > BACKGROUND_BUDGET * 10 {
            tracing::warn!(elapsed = ?started.elapsed(), "a unit of work held the writer for long");
        }
        // SQLite ends the transaction by itself after some errors, even ones a closure swallowed.
        if self.session.connection.is_autocommit() {
            let error = fault.unwrap_or_else(|| DbError::Unavailable("the transaction ended by itself".into()));
            return Ran::Failed { unit, error, lost: true };
        }
        let fault = fault.filter(|e| outcome == Outcome::Keep || e.overrides());
        let keep = outcome == Outcome::Keep && fault.is_none();
        let ended = if keep {
            self.session.control("RELEASE unit")
        } else {
            self.session.control("ROLLBACK TO unit").and_then(|()| self.session.control("RELEASE unit"))
        };
        match (ended, fault) {
            (Ok(()), None) => Ran::Settled { unit, hints: if keep { hints } else { Vec::new() } },
            (Ok(()), Some(error)) => Ran::Failed { unit, error, lost: false },
            // A savepoint that can't be ended takes the batch with it.
            (Err(error), _) => Ran::Failed { unit, error, lost: true },
        }
    }

    /// A connection that had an I/O error is replaced; if that fails the old one is tried again.
    fn reopen(&mut self) {
        match SqliteSession::open(&self.session.path, Access::Write, self.max_pages) {
            Ok(session) => self.session = session,
            Err(error) => tracing::warn!(%error, "can't reopen the database yet"),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// A connection and the SQL rewritten for it.
pub(super) struct SqliteSession {
    connection: Connection,
    path: PathBuf,
    rewritten: RefCell<HashMap<&'static str, String>>,
}

impl SqliteSession {
    pub(super) fn open(path: &Path, access: Access, max_pages: Option<u32>) -> Result<Self, DbError> {
        let connection = connect(path)?;
        if access == Access::Read {
            connection.pragma_update(None, "query_only", true)?;
        }
        if let Some(pages) = max_pages {
            connection.pragma_update(None, "max_page_count", pages)?;
        }
        connection.set_prepared_statement_cache_capacity(512);
        Ok(Self { connection, path: path.to_owned(), rewritten: RefCell::default() })
    }

    /// BEGIN, SAVEPOINT and the like.
    fn control(&self, sql: &'static str) -> Result<(), DbError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn prepare(&self, sql: &'static str, params: &[&dyn ToDb]) -> Result<CachedStatement<'_>, DbError> {
        let mut rewritten = self.rewritten.borrow_mut();
        let text = rewritten.entry(sql).or_insert_with(|| number_parameters(sql));
        let mut statement = self.connection.prepare_cached(text)?;
        if statement.parameter_count() != params.len() {
            return Err(DbError::Other(format!("{} parameters for {sql}", params.len())));
        }
        for (index, param) in params.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, Bound(param.to_db()))?;
        }
        Ok(statement)
    }

    pub(super) fn execute(&self, sql: &'static str, params: &[&dyn ToDb]) -> Result<u64, DbError> {
        Ok(self.prepare(sql, params)?.raw_execute()? as u64)
    }

    pub(super) fn each(
        &self,
        sql: &'static str,
        params: &[&dyn ToDb],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, DbError>,
    ) -> Result<(), DbError> {
        let mut statement = self.prepare(sql, params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if !visit(&Row::Sqlite(row))? {
                // A RETURNING statement applies all its changes before its first row.
                break;
            }
        }
        Ok(())
    }
}

/// Opens the file with what every connection of ours needs.
pub(super) fn connect(path: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // FULL: the log reaches the disk at every commit. NORMAL would lose the last ones at a power cut.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

/// `$1` means "the first parameter" on PostgreSQL but a *named* one on SQLite, numbered by
/// first appearance; `?1` is what it should be here.
fn number_parameters(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        let numbered = c == '$' && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if numbered { '?' } else { c });
    }
    out
}
