//! The embedded engine: one writer thread with group commit, a few reader threads, and one that
//! moves the log into the file.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags};

use super::checkpoint::Checkpoint;
use super::error::DbError;
use super::queue::{Lane, Queue};
use super::tx::{Session, Tx};
use super::unit::{Outcome, Unit};
use super::value::{Bound, Row, ToDb};
use super::writer::Writer;
use super::{DbOptions, World, refuse};

pub(super) type Jobs = Queue<Box<dyn Unit>>;

pub(super) struct Engine {
    writes: Arc<Jobs>,
    reads: Arc<Jobs>,
    checkpoint: Checkpoint,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Engine {
    pub(super) fn start(path: &Path, options: &DbOptions, world: &World) -> Result<Self, DbError> {
        let writes = Arc::new(Jobs::new(options.queue));
        let reads = Arc::new(Jobs::new(options.queue));
        let checkpoint = Checkpoint::default();
        let mut threads = Vec::new();
        let writer = Writer::new(path, options.max_pages, Arc::clone(&writes), checkpoint.clone(), world.clone())?;
        threads.push(spawn("habitro-db-write", move || writer.serve())?);
        let (connection, moves) = (connect(path)?, checkpoint.clone());
        threads.push(spawn("habitro-db-log", move || moves.serve(&connection))?);
        for _ in 0..options.threads {
            let session = SqliteSession::open(path, Access::Read, None)?;
            let (queue, world) = (Arc::clone(&reads), world.clone());
            threads.push(spawn("habitro-db-read", move || serve_reads(&session, &queue, &world))?);
        }
        Ok(Self { writes, reads, checkpoint, threads: Mutex::new(threads) })
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
        self.checkpoint.close();
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
        self.checkpoint.close();
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
        let mut tx = Tx::new(Session::Sqlite(session), moment, &world.meter);
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

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

impl Access {
    /// What a connection may keep of the file in memory; taken as it is needed. The writer's pages
    /// stay good for as long as it runs, a reader's until the next commit.
    fn cache_kib(self) -> i64 {
        match self {
            Self::Read => 8 * 1024,
            Self::Write => 16 * 1024,
        }
    }
}

/// A connection and the SQL rewritten for it.
pub(super) struct SqliteSession {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    /// By where the text stands, which is quicker to look up than what it says.
    rewritten: RefCell<HashMap<(usize, usize), String>>,
    /// Whether a statement that may write was sent since this was last set to false.
    pub(super) wrote: Cell<bool>,
}

impl SqliteSession {
    pub(super) fn open(path: &Path, access: Access, max_pages: Option<u32>) -> Result<Self, DbError> {
        let connection = connect(path)?;
        if access == Access::Read {
            connection.pragma_update(None, "query_only", true)?;
        }
        connection.pragma_update(None, "cache_size", -access.cache_kib())?;
        if let Some(pages) = max_pages {
            connection.pragma_update(None, "max_page_count", pages)?;
        }
        connection.set_prepared_statement_cache_capacity(512);
        Ok(Self { connection, path: path.to_owned(), rewritten: RefCell::default(), wrote: Cell::new(false) })
    }

    /// BEGIN, SAVEPOINT and the like.
    pub(super) fn control(&self, sql: &'static str) -> Result<(), DbError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn prepare(&self, sql: &'static str, params: &[&dyn ToDb]) -> Result<CachedStatement<'_>, DbError> {
        let mut rewritten = self.rewritten.borrow_mut();
        let text = rewritten.entry((sql.as_ptr().addr(), sql.len())).or_insert_with(|| number_parameters(sql));
        let mut statement = self.connection.prepare_cached(text)?;
        if statement.parameter_count() != params.len() {
            return Err(DbError::Other(format!("{} parameters for {sql}", params.len())));
        }
        if !statement.readonly() {
            self.wrote.set(true);
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
    // One plan for every value. Else SQLite notes for `column = ?` that 0 and 1 might be frequent, and
    // a statement with such a note is prepared anew once its bindings are cleared, which the cache
    // of statements does after each use: measured, half of all the server did.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
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
