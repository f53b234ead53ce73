//! [`Tx`]: a unit of work from the closure's point of view.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use super::context::UnitInputs;
use super::error::DbError;
use super::meter::Meter;
use super::options::Dialect;
use super::position::Position;
use super::postgres::session::PostgresSession;
use super::sqlite::session::SqliteSession;
use super::value::{Row, ToDb, Value};
use crate::platform::bus::{Bus, Hint};
use crate::platform::limits::Written;

pub(super) enum Session<'c> {
    Sqlite(&'c SqliteSession),
    Postgres(&'c mut PostgresSession),
}

/// A unit of work: statements, one instant, one stream of randomness, and hints for after the
/// commit.
///
/// Features add their stores to it with `impl Tx<'_>`. Everything done through it is rolled back if
/// the closure fails or panics, and the closure may run again (PostgreSQL, SERIALIZABLE).
pub struct Tx<'c> {
    session: Session<'c>,
    inputs: UnitInputs,
    rng: Option<StdRng>,
    /// How many ids this unit has made, modulo 256.
    ids: u8,
    after_commit: Vec<AfterCommit>,
    fault: Option<DbError>,
    statements: u32,
    /// The changes of the SQLite connection before this unit.
    earlier_changes: u64,
    written_bytes: u64,
    stored_response: u64,
    meter: &'c Meter,
}

impl<'c> Tx<'c> {
    pub(super) fn new(session: Session<'c>, inputs: UnitInputs, meter: &'c Meter) -> Self {
        meter.count_unit();
        let earlier_changes = match &session {
            Session::Sqlite(session) => session.connection.total_changes(),
            Session::Postgres(_) => 0,
        };
        Self {
            session,
            inputs,
            rng: None,
            ids: 0,
            after_commit: Vec::new(),
            fault: None,
            statements: 0,
            earlier_changes,
            written_bytes: 0,
            stored_response: 0,
            meter,
        }
    }

    pub(super) fn finish(self) -> FinishedTx {
        let written = self.written();
        FinishedTx { after_commit: self.after_commit, fault: self.fault, written }
    }

    /// Returns what this unit has written so far. SQLite's rows include those deleted with their parents, and
    /// PostgreSQL's are those of the statements that have been answered.
    fn written(&self) -> Written {
        let rows = match &self.session {
            Session::Sqlite(session) => session.connection.total_changes().saturating_sub(self.earlier_changes),
            Session::Postgres(session) => session.changed_rows(),
        };
        Written { rows, bytes: self.written_bytes, stored_response: self.stored_response }
    }

    /// Counts a response that is stored for an `Idempotency-Key`.
    pub fn count_stored_response(&mut self, bytes: usize) {
        self.stored_response += bytes as u64;
    }

    /// Returns the instant of this unit of work in whole microseconds; a retry gets the same.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inputs.now
    }

    /// Returns this unit's random generator, fit for secrets; a retry gets the same stream.
    pub fn rng(&mut self) -> &mut impl Rng {
        let seed = self.inputs.seed;
        self.rng.get_or_insert_with(|| StdRng::from_seed(seed))
    }

    /// Returns `N` bytes from [`Tx::rng`].
    pub fn random_bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng().fill_bytes(&mut bytes);
        bytes
    }

    /// Returns a new UUIDv7. Ids are ordered by their unit's instant to the microsecond and, within
    /// one unit, by the order of the calls.
    pub fn new_id(&mut self) -> Uuid {
        let micros = self.now().as_microsecond().max(0).unsigned_abs();
        let mut tail: [u8; 10] = self.random_bytes();
        let sub_millisecond = u16::try_from(micros % 1000).unwrap_or_default() << 2;
        tail[..2].copy_from_slice(&sub_millisecond.to_be_bytes());
        // The first 6 free bits after the variant count ids within the unit.
        tail[2] = self.ids & 0x3f;
        self.ids = self.ids.wrapping_add(1);
        uuid::Builder::from_unix_timestamp_millis(micros / 1000, &tail).into_uuid()
    }

    /// Publishes `hint` once this unit is durable. A rollback or a retry discards it.
    pub fn emit(&mut self, hint: Hint) {
        self.after_commit.push(AfterCommit::Publish(hint));
    }

    /// Calls `callback` once this unit is durable and before it is answered. A rollback or a retry drops
    /// it.
    ///
    /// It runs on the database's thread: it must be quick, must not block and must not use the database.
    pub fn after_commit(&mut self, callback: impl FnOnce() + Send + 'static) {
        self.after_commit.push(AfterCommit::Call(Box::new(callback)));
    }

    /// Returns the SQL dialect, for the few statements that differ.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.session {
            Session::Sqlite(_) => Dialect::Sqlite,
            Session::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Returns the schema version of the database.
    pub fn schema_version(&mut self) -> Result<i64, DbError> {
        self.one("SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM refinery_schema_history", &[], |row| row.get(0))
    }

    /// Returns a new place in the order of commits; see [`Position`].
    pub fn next_position(&mut self) -> Position {
        match &self.session {
            Session::Sqlite(session) => session.positions.next(),
            Session::Postgres(session) => session.positions.next(),
        }
    }

    /// Returns how many statements this unit has sent. Regression tests assert it.
    #[must_use]
    pub fn statements(&self) -> u32 {
        self.statements
    }

    /// Runs `sql` and returns how many rows it changed.
    pub fn execute(&mut self, sql: &'static str, params: &[&dyn ToDb]) -> Result<u64, DbError> {
        self.statements += 1;
        self.written_bytes += bytes_of(params);
        self.meter.count_statement(sql);
        let result = match &mut self.session {
            Session::Sqlite(session) => session.execute(sql, params),
            Session::Postgres(session) => session.execute(sql, params),
        };
        self.record_failure(result)
    }

    /// Runs `sql` and returns all rows, each converted by `map`.
    pub fn query<T>(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToDb],
        mut map: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Vec<T>, DbError> {
        let mut rows = Vec::new();
        self.each(sql, params, &mut |row| {
            rows.push(map(row)?);
            Ok(true)
        })?;
        Ok(rows)
    }

    /// Runs `sql` and returns the first row, or `None`.
    pub fn optional<T>(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToDb],
        mut map: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<Option<T>, DbError> {
        let mut first = None;
        self.each(sql, params, &mut |row| {
            first = Some(map(row)?);
            Ok(false)
        })?;
        Ok(first)
    }

    /// Runs `sql` and returns the first row.
    ///
    /// # Errors
    /// [`DbError::NoRow`] if there is none.
    pub fn one<T>(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToDb],
        map: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        self.optional(sql, params, map)?.ok_or(DbError::NoRow)
    }

    /// Queues a change whose row count the caller does not need.
    ///
    /// PostgreSQL gets it together with the next statement or the commit, without a round trip of its
    /// own. If it fails, that later call reports the failure, so use it only for statements that no
    /// constraint can refuse.
    pub fn execute_later(&mut self, sql: &'static str, params: &[&dyn ToDb]) -> Result<(), DbError> {
        self.statements += 1;
        self.written_bytes += bytes_of(params);
        self.meter.count_statement(sql);
        let result = match &mut self.session {
            Session::Sqlite(session) => session.execute(sql, params).map(drop),
            Session::Postgres(session) => session.query_later(sql, params).map(drop),
        };
        self.record_failure(result)
    }

    /// Queues a query whose rows [`Tx::rows`] or [`Tx::row`] fetches later.
    ///
    /// Statements run in the order of the calls. On PostgreSQL, queued statements share the round
    /// trip of the next statement whose result is needed at once.
    pub fn query_later<T>(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToDb],
        map: fn(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<PendingRows<T>, DbError> {
        if let Session::Postgres(session) = &mut self.session {
            self.statements += 1;
            self.meter.count_statement(sql);
            let pending = session.query_later(sql, params).map(|number| PendingRows::Queued(number, map));
            return self.record_failure(pending);
        }
        self.query(sql, params, map).map(PendingRows::Fetched)
    }

    /// Returns the rows of a query sent by [`Tx::query_later`].
    pub fn rows<T>(&mut self, pending: PendingRows<T>) -> Result<Vec<T>, DbError> {
        let (number, map) = match pending {
            PendingRows::Fetched(rows) => return Ok(rows),
            PendingRows::Queued(number, map) => (number, map),
        };
        let Session::Postgres(session) = &mut self.session else { return Err(DbError::NoRow) };
        let mut rows = Vec::new();
        let result = session.visit(number, &mut |row| {
            rows.push(map(row)?);
            Ok(true)
        });
        self.record_failure(result)?;
        Ok(rows)
    }

    /// Returns the row of a query sent by [`Tx::query_later`] that has at most one, or `None`.
    pub fn row<T>(&mut self, pending: PendingRows<T>) -> Result<Option<T>, DbError> {
        Ok(self.rows(pending)?.pop())
    }

    fn each(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToDb],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, DbError>,
    ) -> Result<(), DbError> {
        self.statements += 1;
        self.meter.count_statement(sql);
        let result = match &mut self.session {
            Session::Sqlite(session) => session.each(sql, params, visit),
            Session::Postgres(session) => session.each(sql, params, visit),
        };
        self.record_failure(result)
    }

    /// Records the first failure, so that a unit whose closure swallows it is still rolled back.
    fn record_failure<T>(&mut self, result: Result<T, DbError>) -> Result<T, DbError> {
        if let Err(error) = &result
            && self.fault.is_none()
        {
            self.fault = Some(error.clone());
        }
        result
    }
}

/// Returns the length of the text and blobs among `params`.
fn bytes_of(params: &[&dyn ToDb]) -> u64 {
    let bytes = params.iter().map(|param| match param.to_db() {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    bytes.sum::<usize>() as u64
}

/// The rows of a queued query.
#[must_use = "a query whose rows are never fetched"]
#[derive(Debug)]
pub enum PendingRows<T> {
    /// SQLite ran the query at once.
    Fetched(Vec<T>),
    /// The number of the statement in this unit's PostgreSQL pipeline, and how to convert its rows.
    Queued(usize, fn(&Row<'_>) -> Result<T, DbError>),
}

/// An effect of a unit of work once it is durable. Effects run in the order in which they were requested.
pub(super) enum AfterCommit {
    Publish(Hint),
    Call(Box<dyn FnOnce() + Send>),
}

impl AfterCommit {
    pub fn run(self, bus: &Bus) {
        match self {
            Self::Publish(hint) => bus.publish(hint),
            Self::Call(callback) => {
                // The thread also runs all other writes: it survives a panic, which the panic hook has logged.
                let _ = catch_unwind(AssertUnwindSafe(callback));
            }
        }
    }
}

/// The state of a unit of work after its closure has returned.
pub(super) struct FinishedTx {
    pub after_commit: Vec<AfterCommit>,
    /// The first failure of a statement.
    pub fault: Option<DbError>,
    pub written: Written,
}
