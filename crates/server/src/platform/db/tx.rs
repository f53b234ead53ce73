//! [`Tx`]: a unit of work as its closure sees it.

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use super::pg_session::PgSession;
use super::sqlite::SqliteSession;
use super::value::{Row, ToDb};
use super::{DbError, Dialect, Meter};
use crate::platform::bus::{Hint, Payload};

/// The instant and the seed of one unit of work: the same when it is run again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub now: Timestamp,
    pub seed: [u8; 32],
}

pub(super) enum Session<'c> {
    Sqlite(&'c SqliteSession),
    Postgres(&'c mut PgSession),
}

/// A unit of work: statements, one instant, one stream of chance, hints for after the commit.
///
/// Rooms add their windows on it with `impl Tx<'_>`. Everything in it is undone when the
/// closure fails or panics, and the closure may be run again (PostgreSQL, SERIALIZABLE).
pub struct Tx<'c> {
    session: Session<'c>,
    moment: Moment,
    rng: Option<StdRng>,
    ids: u8,
    hints: Vec<Emitted>,
    fault: Option<DbError>,
    statements: u32,
    meter: &'c Meter,
}

impl<'c> Tx<'c> {
    pub(super) fn new(session: Session<'c>, moment: Moment, meter: &'c Meter) -> Self {
        meter.unit();
        Self { session, moment, rng: None, ids: 0, hints: Vec::new(), fault: None, statements: 0, meter }
    }

    pub(super) fn finish(self) -> Finished {
        Finished { hints: self.hints, fault: self.fault }
    }

    /// The instant of this unit of work, whole microseconds; the same on a retry.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.moment.now
    }

    /// Chance for this unit of work, fit for secrets; the same stream on a retry.
    pub fn rng(&mut self) -> &mut impl Rng {
        let seed = self.moment.seed;
        self.rng.get_or_insert_with(|| StdRng::from_seed(seed))
    }

    /// `N` bytes from [`Tx::rng`].
    pub fn random_bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng().fill_bytes(&mut bytes);
        bytes
    }

    /// A new UUIDv7: ordered by this unit's instant to the microsecond and, within one unit,
    /// by the order in which ids were asked for.
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

    /// Publishes `hint` once this unit is durable; thrown away when it is undone or run again.
    pub fn emit(&mut self, hint: Hint) {
        self.hints.push((hint, None));
    }

    /// The same with what was written, for listeners of this process.
    pub fn emit_with(&mut self, hint: Hint, news: Payload) {
        self.hints.push((hint, Some(news)));
    }

    /// Which SQL the database speaks, for the few places where they truly differ.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.session {
            Session::Sqlite(_) => Dialect::Sqlite,
            Session::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The schema version the database is at.
    ///
    /// # Errors
    /// What the database says.
    pub fn schema_version(&mut self) -> Result<i64, DbError> {
        self.one("SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM refinery_schema_history", &[], |row| row.get(0))
    }

    /// Whether no other unit that asked by this name is at work on the database, on any node; if
    /// so, none will be until this one ends. For queues that every node works on: two units at once
    /// would only abort each other. On SQLite units never overlap.
    ///
    /// # Errors
    /// What the database says.
    pub fn is_alone(&mut self, name: i64) -> Result<bool, DbError> {
        match self.dialect() {
            Dialect::Sqlite => Ok(true),
            Dialect::Postgres => self.one("SELECT pg_try_advisory_xact_lock($1)", &[&name], |row| row.get(0)),
        }
    }

    /// How many statements this unit has sent; a figure the regression tests hold.
    #[must_use]
    pub fn statements(&self) -> u32 {
        self.statements
    }

    /// Runs `sql` and answers how many rows it changed.
    ///
    /// # Errors
    /// What the database says, as a [`DbError`].
    pub fn execute(&mut self, sql: &'static str, params: &[&dyn ToDb]) -> Result<u64, DbError> {
        self.statements += 1;
        self.meter.statement(sql);
        let result = match &mut self.session {
            Session::Sqlite(session) => session.execute(sql, params),
            Session::Postgres(session) => session.execute(sql, params),
        };
        self.note(result)
    }

    /// Every row of `sql`, each mapped by `map`.
    ///
    /// # Errors
    /// What the database or `map` says.
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

    /// The first row of `sql`, or `None`.
    ///
    /// # Errors
    /// What the database or `map` says.
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

    /// The first row of `sql`.
    ///
    /// # Errors
    /// [`DbError::NoRow`] when there is none, else what the database or `map` says.
    pub fn one<T>(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToDb],
        map: impl FnMut(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        self.optional(sql, params, map)?.ok_or(DbError::NoRow)
    }

    /// Sends a change of which nobody needs to know how many rows it changed. On PostgreSQL it goes
    /// with the next statement or with the commit, without a round trip of its own; should it
    /// fail, then those do, so it is for what no constraint refuses.
    ///
    /// # Errors
    /// What the database says.
    pub fn execute_later(&mut self, sql: &'static str, params: &[&dyn ToDb]) -> Result<(), DbError> {
        self.statements += 1;
        self.meter.statement(sql);
        let result = match &mut self.session {
            Session::Sqlite(session) => session.execute(sql, params).map(drop),
            Session::Postgres(session) => session.query_later(sql, params).map(drop),
        };
        self.note(result)
    }

    /// Asks for rows that are needed a little later, by [`Tx::rows`]. Statements run in the order
    /// in which they were sent; on PostgreSQL those that are asked one after the other share a
    /// round trip with the next whose answer is needed at once.
    ///
    /// # Errors
    /// What the database or `map` says.
    pub fn query_later<T>(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToDb],
        map: fn(&Row<'_>) -> Result<T, DbError>,
    ) -> Result<PendingRows<T>, DbError> {
        if let Session::Postgres(session) = &mut self.session {
            self.statements += 1;
            self.meter.statement(sql);
            let asked = session.query_later(sql, params).map(|number| PendingRows::Coming(number, map));
            return self.note(asked);
        }
        self.query(sql, params, map).map(PendingRows::Here)
    }

    /// The rows of a statement sent by [`Tx::query_later`].
    ///
    /// # Errors
    /// What the database or the mapping says.
    pub fn rows<T>(&mut self, pending: PendingRows<T>) -> Result<Vec<T>, DbError> {
        let (number, map) = match pending {
            PendingRows::Here(rows) => return Ok(rows),
            PendingRows::Coming(number, map) => (number, map),
        };
        let Session::Postgres(session) = &mut self.session else { return Err(DbError::NoRow) };
        let mut rows = Vec::new();
        let result = session.visit(number, &mut |row| {
            rows.push(map(row)?);
            Ok(true)
        });
        self.note(result)?;
        Ok(rows)
    }

    /// The last row of a statement sent by [`Tx::query_later`], or `None`.
    ///
    /// # Errors
    /// What the database or the mapping says.
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
        self.meter.statement(sql);
        let result = match &mut self.session {
            Session::Sqlite(session) => session.each(sql, params, visit),
            Session::Postgres(session) => session.each(sql, params, visit),
        };
        self.note(result)
    }

    /// Remembers the first failure, so that a closure which swallows it is still undone.
    fn note<T>(&mut self, result: Result<T, DbError>) -> Result<T, DbError> {
        if let Err(error) = &result
            && self.fault.is_none()
        {
            self.fault = Some(error.clone());
        }
        result
    }
}

/// Rows that were asked for, on their way.
#[must_use = "asked for and never looked at"]
#[derive(Debug)]
pub enum PendingRows<T> {
    /// SQLite answers at once.
    Here(Vec<T>),
    /// PostgreSQL's answer to this unit's statement of that number.
    Coming(usize, fn(&Row<'_>) -> Result<T, DbError>),
}

/// A hint and what goes with it inside the process.
pub(super) type Emitted = (Hint, Option<Payload>);

/// What is left of a unit of work after its closure.
pub(super) struct Finished {
    pub hints: Vec<Emitted>,
    pub fault: Option<DbError>,
}
