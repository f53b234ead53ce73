//! A connection to PostgreSQL that pipelines statements: those sent together share a round trip.
//!
//! A round trip costs both sides a context switch, which takes longer than most statements. So BEGIN
//! travels with the first statement, queued statements travel with the next one whose result is
//! needed, and nothing waits for the end of a read. The protocol guarantees the order: the server
//! answers a pipeline in order, and after a failed statement all later ones fail as well.
//!
//! The transaction of a read stays open until the next unit of work if one is already queued. A read
//! that was queued before the snapshot was taken reuses that snapshot; any other unit sends COMMIT
//! together with its own BEGIN.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::{join_all, join3};
use postgres::types::ToSql;
use postgres::{NoTls, Statement};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use tokio::time::error::Elapsed;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::super::error::DbError;
use super::super::position::Positions;
use super::super::value::{Bound, OwnedValue, Row, ToDb};
use super::connect::{POSTGRES_SESSION, config_from_url};

/// How long connecting may take, until the server has accepted the session's settings.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// How long the server may take to answer what was sent together, a little longer than its own limit for a
/// statement. A server that is frozen keeps its connections open.
const PIPELINE_DEADLINE: Duration = Duration::from_secs(30);

/// A statement that is queued to be sent.
struct QueuedStatement {
    statement: Statement,
    params: Vec<OwnedValue>,
}

/// Whether a unit of work reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum UnitKind {
    /// A read, with the instant at which it was queued.
    Read(Instant),
    Write,
}

impl UnitKind {
    /// Returns the SQL that begins the unit; `after_read` if an earlier read is still open.
    fn begin_sql(self, after_read: bool) -> &'static str {
        match (self, after_read) {
            (Self::Read(_), false) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Self::Read(_), true) => "COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Self::Write, false) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            (Self::Write, true) => "COMMIT; BEGIN ISOLATION LEVEL SERIALIZABLE",
        }
    }
}

/// The result of a statement.
struct StatementResult {
    rows: Vec<postgres::Row>,
    affected: u64,
}

/// A connection, its prepared statements, and the pipeline of the current unit of work.
pub(in super::super) struct PostgresSession {
    // Declared before the runtime, so that it is dropped while the runtime still runs.
    client: Arc<Client>,
    /// The task that reads and writes the socket.
    connection: Option<JoinHandle<Result<(), postgres::Error>>>,
    runtime: Runtime,
    statements: HashMap<&'static str, Statement>,
    /// The unit's BEGIN, until it is sent with the first statement.
    begin: Option<UnitKind>,
    /// The transaction of a read is open on the server; its snapshot is not older than this.
    open_read: Option<Instant>,
    queue: Vec<QueuedStatement>,
    /// Results of this unit's statements in order, until they are fetched.
    results: Vec<Option<StatementResult>>,
    round_trips: u64,
    /// The server has not answered within [`PIPELINE_DEADLINE`]: what it does now is unknown.
    timed_out: bool,
    pub(in super::super) positions: Positions,
}

impl PostgresSession {
    pub(in super::super) fn open(url: &str) -> Result<Self, DbError> {
        let config = config_from_url(url)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| DbError::Unavailable(format!("can't start a runtime: {e}")))?;
        let connecting = async {
            let (client, connection) = config.connect(NoTls).await?;
            // It runs whenever the runtime blocks on something; the client notices when it ends.
            let connection = tokio::spawn(connection);
            client.batch_execute(POSTGRES_SESSION).await?;
            Ok::<_, DbError>((client, connection))
        };
        let (client, connection) =
            runtime.block_on(async { timeout(CONNECT_DEADLINE, connecting).await }).map_err(no_answer)??;
        Ok(Self {
            client: Arc::new(client),
            connection: Some(connection),
            runtime,
            statements: HashMap::new(),
            begin: None,
            open_read: None,
            queue: Vec::new(),
            results: Vec::new(),
            round_trips: 0,
            timed_out: false,
            positions: Positions::new(),
        })
    }

    /// Starts a unit of work; BEGIN is sent with its first statement.
    ///
    /// A read that was already queued when the open snapshot was taken reuses it: every commit that
    /// it must see is in that snapshot.
    pub(in super::super) fn begin(&mut self, kind: UnitKind) {
        let joins = matches!((kind, self.open_read), (UnitKind::Read(came), Some(taken)) if came < taken);
        self.begin = (!joins).then_some(kind);
        self.queue.clear();
        self.results.clear();
        self.round_trips = 0;
    }

    /// Returns whether anything of this unit has been sent.
    pub(in super::super) fn has_begun(&self) -> bool {
        self.begin.is_none()
    }

    /// Returns the round trips of this unit so far.
    pub(in super::super) fn round_trips(&self) -> u64 {
        self.round_trips
    }

    /// Returns whether the connection is broken.
    pub(in super::super) fn is_closed(&self) -> bool {
        self.timed_out || self.client.is_closed()
    }

    /// Queues a statement and returns its number within the unit.
    pub(in super::super) fn query_later(&mut self, sql: &'static str, params: &[&dyn ToDb]) -> Result<usize, DbError> {
        let statement = self.statement(sql)?;
        let params = params.iter().map(|param| param.to_db().into()).collect();
        self.queue.push(QueuedStatement { statement, params });
        Ok(self.results.len() + self.queue.len() - 1)
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
        for row in &self.fetch(number)?.rows {
            if !visit(&Row::Postgres(row))? {
                break;
            }
        }
        Ok(())
    }

    fn fetch(&mut self, number: usize) -> Result<StatementResult, DbError> {
        if number >= self.results.len() {
            self.flush("")?;
        }
        // After a failure the later statements have no result.
        self.results.get_mut(number).and_then(Option::take).ok_or(DbError::NoRow)
    }

    /// Sends the queued statements and commits.
    pub(in super::super) fn commit(&mut self) -> Result<(), DbError> {
        if self.begin.take_if(|_| self.queue.is_empty()).is_some() {
            return Ok(());
        }
        // If an earlier statement failed, the server rolls back, and `flush` returns that failure.
        self.flush("COMMIT")
    }

    /// Rolls the unit back.
    pub(in super::super) fn roll_back(&mut self) -> Result<(), DbError> {
        self.queue.clear();
        if self.timed_out {
            return Err(DbError::Unavailable("the connection is given up".into()));
        }
        // Preparing a statement may have failed inside a read that is still open.
        if self.begin.take().is_some() && self.open_read.is_none() {
            return Ok(());
        }
        self.open_read = None;
        self.flush("ROLLBACK")
    }

    /// Ends a read. On the server it ends with the next unit, or by [`PostgresSession::close_read`].
    pub(in super::super) fn end_read(&mut self) {
        self.queue.clear();
        self.begin = None;
    }

    /// Returns whether a read is still open on the server.
    pub(in super::super) fn has_open_read(&self) -> bool {
        self.open_read.is_some()
    }

    /// Ends the open read on the server without waiting for the response.
    pub(in super::super) fn close_read(&mut self) {
        if self.open_read.take().is_none() {
            return;
        }
        let client = Arc::clone(&self.client);
        self.runtime.spawn(async move { client.batch_execute("COMMIT").await });
        // Lets the task above and the connection's task run once, which sends the COMMIT.
        self.runtime.block_on(tokio::task::yield_now());
    }

    /// Sends the queued statements and then `end`, and stores the results. Returns the first
    /// failure: the later ones only follow from it.
    fn flush(&mut self, end: &str) -> Result<(), DbError> {
        self.round_trips += 1;
        let client = &*self.client;
        let control = |sql| async move { if str::is_empty(sql) { Ok(()) } else { client.batch_execute(sql).await } };
        let begin = control(match self.begin.take() {
            Some(kind) => {
                let after_read = self.open_read.take().is_some();
                self.open_read = matches!(kind, UnitKind::Read(_)).then(Instant::now);
                kind.begin_sql(after_read)
            }
            None => "",
        });
        let statements = join_all(self.queue.iter().map(|queued| run(client, queued)));
        let pipeline = join3(begin, statements, control(end));
        let answered = self.runtime.block_on(async { timeout(PIPELINE_DEADLINE, pipeline).await });
        self.queue.clear();
        self.timed_out |= answered.is_err();
        let (begun, results, ended) = answered.map_err(no_answer)?;
        begun.map_err(|error| self.reason(error))?;
        for result in results {
            let result = result.map_err(|error| self.reason(error))?;
            self.results.push(Some(result));
        }
        ended.map_err(|error| self.reason(error))
    }

    /// Returns why a request failed. A message of the server that arrived before the request was sent, such
    /// as that it is stopping, ended the connection's task instead.
    fn reason(&mut self, error: postgres::Error) -> DbError {
        if error.is_closed()
            && let Some(connection) = self.connection.take_if(|_| self.client.is_closed())
            && let Ok(Err(ended)) = self.runtime.block_on(connection)
        {
            return DbError::from(ended);
        }
        DbError::from(error)
    }

    fn statement(&mut self, sql: &'static str) -> Result<Statement, DbError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let answered = self.runtime.block_on(async { timeout(PIPELINE_DEADLINE, self.client.prepare(sql)).await });
        self.timed_out |= answered.is_err();
        let statement = answered.map_err(no_answer)?.map_err(|e| {
            let error = DbError::from(e);
            if let DbError::Other(text) = error { DbError::Other(format!("{text}: {sql}")) } else { error }
        })?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

fn no_answer(_: Elapsed) -> DbError {
    DbError::Unavailable("no answer in time".into())
}

/// Sends one statement. Statements are joined in order, so they are polled, and sent, in order.
async fn run(client: &Client, queued: &QueuedStatement) -> Result<StatementResult, postgres::Error> {
    let bound: Vec<Bound<'_>> = queued.params.iter().map(|param| Bound(param.borrow())).collect();
    let params = bound.iter().map(|bound| bound as &(dyn ToSql + Sync));
    let mut stream = pin!(client.query_raw(&queued.statement, params).await?);
    let mut rows = Vec::new();
    while let Some(row) = stream.next().await {
        rows.push(row?);
    }
    Ok(StatementResult { rows, affected: stream.rows_affected().unwrap_or(0) })
}
