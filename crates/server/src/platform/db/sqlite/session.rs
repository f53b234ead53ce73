//! A connection to SQLite and the statements prepared on it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags};

use super::super::error::DbError;
use super::super::position::Positions;
use super::super::value::{Bound, Row, ToDb};
use super::checkpoint::MAX_LOG_BYTES;

/// Whether a connection may write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Access {
    Read,
    Write,
}

impl Access {
    /// The page cache of a connection; SQLite allocates it as needed. The writer's pages stay valid
    /// while it runs, a reader's only until the next commit.
    fn cache_kib(self) -> i64 {
        match self {
            Self::Read => 8 * 1024,
            Self::Write => 16 * 1024,
        }
    }
}

/// A connection and the SQL rewritten for it.
pub(in super::super) struct SqliteSession {
    pub(in super::super) connection: Connection,
    pub(in super::super) path: PathBuf,
    /// Keyed by the address and length of the original text, which hash faster than the text.
    rewritten: RefCell<HashMap<(usize, usize), String>>,
    /// Whether a statement that may write has run since this was last set to false.
    pub(in super::super) wrote: Cell<bool>,
    pub(in super::super) positions: Positions,
    /// When SQLite interrupts the running read.
    read_deadline: Arc<Mutex<Option<Instant>>>,
}

/// How long one read may take. The write-ahead log can't restart while a read needs its snapshot.
const READ_DEADLINE: Duration = Duration::from_secs(30);
/// How many of SQLite's virtual instructions run between two looks at the clock: about a millisecond.
const INSTRUCTIONS_PER_CHECK: i32 = 100_000;

impl SqliteSession {
    pub(in super::super) fn open(path: &Path, access: Access, max_pages: Option<u32>) -> Result<Self, DbError> {
        let mut connection = connect(path)?;
        let read_deadline = Arc::new(Mutex::new(None::<Instant>));
        if access == Access::Read {
            connection.pragma_update(None, "query_only", true)?;
            let deadline = Arc::clone(&read_deadline);
            let is_over = move || deadline.lock().is_some_and(|deadline| Instant::now() > deadline);
            connection.progress_handler(INSTRUCTIONS_PER_CHECK, Some(is_over))?;
        }
        connection.pragma_update(None, "cache_size", -access.cache_kib())?;
        if let Some(pages) = max_pages {
            connection.pragma_update(None, "max_page_count", pages)?;
        }
        connection.set_prepared_statement_cache_capacity(512);
        Ok(Self {
            connection,
            path: path.to_owned(),
            rewritten: RefCell::default(),
            wrote: Cell::new(false),
            positions: Positions::new(),
            read_deadline,
        })
    }

    /// Begins a read, which is interrupted once it has taken [`READ_DEADLINE`].
    pub(in super::super) fn begin_read(&self) -> Result<(), DbError> {
        *self.read_deadline.lock() = Some(Instant::now() + READ_DEADLINE);
        self.control("BEGIN")
    }

    /// Runs BEGIN, SAVEPOINT, COMMIT and the like.
    pub(in super::super) fn control(&self, sql: &'static str) -> Result<(), DbError> {
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

    pub(in super::super) fn execute(&self, sql: &'static str, params: &[&dyn ToDb]) -> Result<u64, DbError> {
        Ok(self.prepare(sql, params)?.raw_execute()? as u64)
    }

    pub(in super::super) fn each(
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

/// Opens the file with the settings that every connection needs.
pub(in super::super) fn connect(path: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // One query plan for all parameter values. Without this setting SQLite re-prepares a statement
    // when certain bindings change, and the statement cache clears all bindings after each use:
    // re-preparing took half of the server's time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // FULL syncs the WAL at every commit. NORMAL would lose the latest commits in a power cut. A WAL that
    // grew beyond 192 MB, the length at which it usually restarts, is cut back to that when it does.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;",
    )?;
    connection.pragma_update(None, "journal_size_limit", MAX_LOG_BYTES)?;
    Ok(connection)
}

/// Opens an existing file without changing its settings: the change to WAL mode writes to it, and fails if another
/// connection reads.
pub(in super::super) fn connect_unchanged(path: &Path) -> Result<Connection, DbError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // SQLite reads the file with the first statement. This one fails if it is not a database.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// Replaces `$1` by `?1`. SQLite reads `$1` as a named parameter, numbered by first appearance.
fn number_parameters(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        let numbered = c == '$' && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if numbered { '?' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_past_its_deadline_is_interrupted() {
        const COUNT: &str = "
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000000000)
            SELECT COUNT(*) FROM numbers";
        let folder = std::env::temp_dir().join(format!("habitro-read-deadline-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let session = SqliteSession::open(&folder.join("habitro.db"), Access::Read, None).unwrap();
        session.begin_read().unwrap();
        *session.read_deadline.lock() = Some(Instant::now());
        let counted = session.each(COUNT, &[], &mut |_| Ok(true));
        assert!(matches!(counted, Err(DbError::Unavailable(_))), "{counted:?}");
        session.control("ROLLBACK").unwrap();
        session.begin_read().unwrap();
        session.each("SELECT 1", &[], &mut |_| Ok(true)).unwrap();
        drop(session);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
