//! A connection to PostgreSQL that pipelines statements: those sent together share a round trip.
//!
//! A round trip costs both sides a context switch, which takes longer than most statements. So BEGIN
//! travels with the first statement, queued statements travel with the next one whose result is
//! needed, COMMIT travels with the last ones, and nothing waits for the end of a read or for ROLLBACK.
//!
//! The transaction of a read stays open until the next unit of work if one is already queued. A read
//! that was queued before the snapshot was taken reuses that snapshot; any other unit sends COMMIT
//! together with its own BEGIN.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::error::DbError;
use super::super::position::Positions;
use super::super::value::{Row, ToDb};
use super::connect::config_from_url;
use super::connection::Connection;
use super::pipeline::{Pipeline, Statement, StatementResult};
use super::row::PostgresRow;
use super::startup;

/// How long connecting to one address may take, until the server has accepted the session's settings.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// How long the server may take to answer what was sent together, a little longer than its own limit for a
/// statement. A server that is frozen keeps its connections open.
const PIPELINE_DEADLINE: Duration = Duration::from_secs(30);
static COMMIT: &str = "COMMIT";
static ROLLBACK: &str = "ROLLBACK";

/// Whether a unit of work reads, writes or claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum UnitKind {
    /// A read, with the instant at which it was queued.
    Read(Instant),
    Write,
    /// Claims rows of a queue; see [`ClaimTx`](super::super::claim::ClaimTx).
    Claim,
}

impl UnitKind {
    fn begin_sql(self) -> &'static str {
        match self {
            Self::Read(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Self::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            Self::Claim => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }
}

/// A connection, its prepared statements, and the pipeline of the current unit of work.
pub(in super::super) struct PostgresSession {
    connection: Connection,
    /// Keyed by the address and length of the text, which hash faster than the text.
    statements: HashMap<(usize, usize), Arc<Statement>>,
    /// How many names were given to statements.
    names: u32,
    /// The unit's BEGIN, until it is sent with the first statement.
    begin: Option<UnitKind>,
    /// The transaction of a read is open on the server; its snapshot is not older than this.
    open_read: Option<Instant>,
    pipeline: Pipeline,
    /// Results of this unit's statements in order, until they are fetched.
    results: Vec<Option<StatementResult>>,
    /// How many statements of this unit were queued.
    queued: usize,
    round_trips: u64,
    pipeline_deadline: Duration,
    changed_rows: u64,
    pub(in super::super) positions: Positions,
}

impl PostgresSession {
    pub(in super::super) fn open(url: &str) -> Result<Self, DbError> {
        Self::open_within(url, CONNECT_DEADLINE, PIPELINE_DEADLINE)
    }

    fn open_within(url: &str, connect_deadline: Duration, pipeline_deadline: Duration) -> Result<Self, DbError> {
        let (connection, deadline) = startup::open(&config_from_url(url)?, connect_deadline)?;
        let mut session = Self {
            connection,
            statements: HashMap::new(),
            names: 0,
            begin: None,
            open_read: None,
            pipeline: Pipeline::default(),
            results: Vec::new(),
            queued: 0,
            round_trips: 0,
            pipeline_deadline,
            changed_rows: 0,
            positions: Positions::new(),
        };
        // Prepared now, because nothing waits for their results later.
        for sql in [COMMIT, ROLLBACK] {
            session.prepare(sql, deadline)?;
        }
        Ok(session)
    }

    /// Starts a unit of work; BEGIN is sent with its first statement.
    ///
    /// A read that was already queued when the open snapshot was taken reuses it: every commit that
    /// it must see is in that snapshot.
    pub(in super::super) fn begin(&mut self, kind: UnitKind) {
        let joins = matches!((kind, self.open_read), (UnitKind::Read(came), Some(taken)) if came < taken);
        self.begin = (!joins).then_some(kind);
        self.pipeline.clear();
        self.results.clear();
        self.queued = 0;
        self.round_trips = 0;
        self.changed_rows = 0;
    }

    /// Returns whether anything of this unit has been sent.
    pub(in super::super) fn has_begun(&self) -> bool {
        self.begin.is_none()
    }

    /// Returns the round trips of this unit so far.
    pub(in super::super) fn round_trips(&self) -> u64 {
        self.round_trips
    }

    /// Returns how many rows the answered statements of this unit have changed, without those that references
    /// deleted with them.
    pub(in super::super) fn changed_rows(&self) -> u64 {
        self.changed_rows
    }

    /// Returns whether the connection is broken.
    pub(in super::super) fn is_closed(&self) -> bool {
        self.connection.is_broken()
    }

    /// Queues a statement and returns its number within the unit.
    pub(in super::super) fn query_later(&mut self, sql: &'static str, params: &[&dyn ToDb]) -> Result<usize, DbError> {
        let statement = self.statement(sql)?;
        if let Some(kind) = self.begin
            && self.pipeline.is_empty()
        {
            if self.open_read.is_some() {
                let commit = self.statement(COMMIT)?;
                self.pipeline.push_control(&commit)?;
            }
            let begin = self.statement(kind.begin_sql())?;
            self.pipeline.push_control(&begin)?;
        }
        self.pipeline.push(&statement, params)?;
        self.queued += 1;
        Ok(self.queued - 1)
    }

    /// Runs the queued statements, then this one, and returns how many rows it changed.
    pub(in super::super) fn execute(&mut self, sql: &'static str, params: &[&dyn ToDb]) -> Result<u64, DbError> {
        let number = self.query_later(sql, params)?;
        Ok(self.fetch(number)?.affected)
    }

    /// Runs a statement and passes its rows to `visit` until that returns false.
    pub(in super::super) fn each(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToDb],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, DbError>,
    ) -> Result<(), DbError> {
        let number = self.query_later(sql, params)?;
        self.visit(number, visit)
    }

    /// Like [`PostgresSession::each`] for a queued statement. Its rows can be visited once.
    pub(in super::super) fn visit(
        &mut self,
        number: usize,
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, DbError>,
    ) -> Result<(), DbError> {
        let result = self.fetch(number)?;
        let mut columns = Vec::new();
        for row in &result.rows {
            if !visit(&Row::Postgres(PostgresRow::new(&result.statement.columns, row, &mut columns)?))? {
                break;
            }
        }
        Ok(())
    }

    fn fetch(&mut self, number: usize) -> Result<StatementResult, DbError> {
        if number >= self.results.len() {
            self.flush()?;
        }
        // After a failure the later statements have no result.
        self.results.get_mut(number).and_then(Option::take).ok_or(DbError::NoRow)
    }

    /// Sends the queued statements and commits.
    pub(in super::super) fn commit(&mut self) -> Result<(), DbError> {
        if self.begin.take_if(|_| self.pipeline.is_empty()).is_some() {
            return Ok(());
        }
        let commit = self.statement(COMMIT)?;
        self.pipeline.push_commit(&commit)?;
        let committed = self.flush();
        if committed.is_err() {
            self.end_transaction(ROLLBACK);
        }
        committed
    }

    /// Rolls the unit back without waiting for the response.
    pub(in super::super) fn roll_back(&mut self) -> Result<(), DbError> {
        self.pipeline.clear();
        self.begin = None;
        self.open_read = None;
        self.end_transaction(ROLLBACK);
        if self.is_closed() { Err(DbError::Unavailable("the connection is closed".into())) } else { Ok(()) }
    }

    /// Ends a read. On the server it ends with the next unit, or by [`PostgresSession::close_read`].
    pub(in super::super) fn end_read(&mut self) {
        self.pipeline.clear();
        self.begin = None;
    }

    /// Returns whether a read is still open on the server.
    pub(in super::super) fn has_open_read(&self) -> bool {
        self.open_read.is_some()
    }

    /// Ends the open read on the server without waiting for the response.
    pub(in super::super) fn close_read(&mut self) {
        if self.open_read.take().is_some() {
            self.end_transaction(COMMIT);
        }
    }

    /// Sends COMMIT or ROLLBACK if a transaction is open, without waiting for the response.
    fn end_transaction(&mut self, sql: &'static str) {
        if !self.connection.in_transaction() || self.is_closed() {
            return;
        }
        let queued = self.statement(sql).and_then(|statement| self.pipeline.push_control(&statement));
        if queued.is_ok() {
            self.pipeline.post(&mut self.connection);
        }
    }

    /// Sends the queued statements and stores their results.
    fn flush(&mut self) -> Result<(), DbError> {
        if self.pipeline.is_empty() {
            return Ok(());
        }
        self.round_trips += 1;
        if let Some(kind) = self.begin.take() {
            self.open_read = matches!(kind, UnitKind::Read(_)).then(Instant::now);
        }
        let (before, deadline) = (self.results.len(), Instant::now() + self.pipeline_deadline);
        let received = self.pipeline.run(&mut self.connection, &mut self.results, deadline);
        let changes = self.results[before..].iter().flatten().filter(|result| result.statement.changes_rows);
        self.changed_rows += changes.map(|result| result.affected).sum::<u64>();
        received
    }

    fn statement(&mut self, sql: &'static str) -> Result<Arc<Statement>, DbError> {
        match self.statements.get(&address(sql)) {
            Some(statement) => Ok(Arc::clone(statement)),
            None => self.prepare(sql, Instant::now() + self.pipeline_deadline),
        }
    }

    fn prepare(&mut self, sql: &'static str, deadline: Instant) -> Result<Arc<Statement>, DbError> {
        let name = format!("s{}", self.names);
        self.names += 1;
        let prepared = Statement::prepare(&mut self.connection, name, sql, deadline).map_err(|error| match error {
            DbError::Other(text) => DbError::Other(format!("{text}: {sql}")),
            error => error,
        })?;
        let statement = Arc::new(prepared);
        self.statements.insert(address(sql), Arc::clone(&statement));
        Ok(statement)
    }
}

fn address(sql: &'static str) -> (usize, usize) {
    (sql.as_ptr().addr(), sql.len())
}

#[cfg(test)]
mod tests;
