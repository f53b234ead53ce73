//! Claims: short units of work that take rows of a queue under a lease.
//!
//! Several processes work on one queue. Under SERIALIZABLE their claims would abort each other, because all of them
//! read and change the first pages of the same index. So on PostgreSQL a claim is READ COMMITTED and skips rows that
//! another claim has locked. That is safe because of what a claim can do: each statement is one `UPDATE` or `DELETE` of
//! one queue's rows that checks by itself whether the row is still free, or still claimed by the caller.

use jiff::Timestamp;
use rand::Rng;

use super::error::DbError;
use super::options::Dialect;
use super::tx::Tx;
use super::value::{Row, ToDb};

/// The tables whose rows are claimed.
#[derive(Clone, Copy, Debug)]
pub enum QueueTable {
    /// Messages to send.
    Outbox,
    /// Alerts to turn into messages.
    Dispatches,
    /// Reminders that become due.
    ReminderOccurrences,
}

impl QueueTable {
    const fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Dispatches => "dispatches",
            Self::ReminderOccurrences => "reminder_occurrences",
        }
    }
}

/// A statement that a claim may run.
#[derive(Clone, Copy, Debug)]
pub struct ClaimSql {
    sqlite: &'static str,
    postgres: &'static str,
}

impl ClaimSql {
    /// Creates a statement, as a constant.
    ///
    /// # Panics
    /// If a text changes anything but the rows of `queue`. In a constant, that is an error of the compiler.
    #[must_use]
    pub const fn new(queue: QueueTable, sqlite: &'static str, postgres: &'static str) -> Self {
        assert!(changes_only(sqlite.as_bytes(), queue.name().as_bytes()), "a claim changes only its queue");
        assert!(changes_only(postgres.as_bytes(), queue.name().as_bytes()), "a claim changes only its queue");
        Self { sqlite, postgres }
    }
}

/// Whether `sql` has exactly one `UPDATE` or `DELETE FROM`, of `table`, and no `INSERT`.
const fn changes_only(sql: &[u8], table: &[u8]) -> bool {
    let (mut at, mut changes) = (0, 0);
    while at < sql.len() {
        if contains_at(sql, at, b"INSERT") {
            return false;
        }
        let verb = if contains_at(sql, at, b"UPDATE ") && !(at >= 4 && contains_at(sql, at - 4, b"FOR ")) {
            b"UPDATE ".len()
        } else if contains_at(sql, at, b"DELETE FROM ") {
            b"DELETE FROM ".len()
        } else {
            0
        };
        if verb > 0 {
            if !contains_at(sql, at + verb, table) || !contains_at(sql, at + verb + table.len(), b" ") {
                return false;
            }
            changes += 1;
        }
        at += 1;
    }
    changes == 1
}

/// Whether `text` continues with `part` at `at`.
const fn contains_at(text: &[u8], at: usize, part: &[u8]) -> bool {
    if at + part.len() > text.len() {
        return false;
    }
    let mut n = 0;
    while n < part.len() {
        if text[at + n] != part[n] {
            return false;
        }
        n += 1;
    }
    true
}

/// A claim from the closure's point of view. Unlike a [`Tx`] it runs only [`ClaimSql`].
pub struct ClaimTx<'t, 'c>(&'t mut Tx<'c>);

impl<'t, 'c> ClaimTx<'t, 'c> {
    pub(super) fn new(tx: &'t mut Tx<'c>) -> Self {
        Self(tx)
    }

    /// As [`Tx::now`].
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.now()
    }

    /// As [`Tx::rng`].
    pub fn rng(&mut self) -> &mut impl Rng {
        self.0.rng()
    }

    /// Runs a statement and returns how many rows it changed.
    pub fn execute(&mut self, sql: ClaimSql, params: &[&dyn ToDb]) -> Result<u64, DbError> {
        self.0.execute(self.text(sql), params)
    }

    /// Runs a statement and returns its rows, each converted by `map`.
    pub fn query<T>(
        &mut self,
        sql: ClaimSql,
        params: &[&dyn ToDb],
        map: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        self.0.query(self.text(sql), params, map)
    }

    fn text(&self, sql: ClaimSql) -> &'static str {
        match self.0.dialect() {
            Dialect::Sqlite => sql.sqlite,
            Dialect::Postgres => sql.postgres,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claim_changes_only_its_queue() {
        let is_allowed = |sql: &str| changes_only(sql.as_bytes(), b"outbox");
        assert!(is_allowed("UPDATE outbox SET attempts = attempts + 1 WHERE id IN (SELECT id FROM outbox LIMIT 1)"));
        assert!(is_allowed("DELETE FROM outbox WHERE id = $1"));
        assert!(is_allowed(
            "WITH due AS MATERIALIZED (SELECT id FROM outbox FOR UPDATE SKIP LOCKED)
             UPDATE outbox SET next_at = $1 FROM due WHERE outbox.id = due.id"
        ));
        for sql in [
            "SELECT id FROM outbox FOR UPDATE SKIP LOCKED",
            "UPDATE balances SET coins = 0",
            "UPDATE outbox_copy SET id = $1",
            "DELETE FROM users WHERE id = $1",
            "INSERT INTO outbox (id) VALUES ($1)",
            "WITH gone AS (DELETE FROM outbox WHERE id = $1 RETURNING id) UPDATE users SET id = gone.id FROM gone",
            "WITH gone AS (DELETE FROM outbox WHERE id = $1 RETURNING id) INSERT INTO users SELECT id FROM gone",
        ] {
            assert!(!is_allowed(sql), "{sql}");
        }
    }
}
