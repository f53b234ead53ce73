//! One connection to PostgreSQL: what is sent together is answered in one round trip.
//!
//! A round trip costs both sides a wake-up, which is more than most of our statements take. So BEGIN
//! goes with the first statement, what is only asked or posted goes with the next that needs its
//! answer now, and the end of a read is not waited for. The protocol allows it: every statement
//! of a pipeline is answered in its order, and after one that failed the rest fail, too.
//!
//! The transaction of a read stays open until the next unit of work comes, if one waits already: who was
//! waiting when its snapshot was taken reads in the same, anybody else's BEGIN takes its end along.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use futures_util::StreamExt;
use futures_util::future::{join_all, join3};
use postgres::types::ToSql;
use postgres::{NoTls, Statement};
use tokio::runtime::Runtime;
use tokio_postgres::Client;

use super::error::DbError;
use super::postgres::{POSTGRES_SESSION, configured};
use super::value::{Bound, OwnedValue, Row, ToDb};

/// A statement that waits to be sent, or for its answer to be fetched.
struct Queued {
    statement: Statement,
    params: Vec<OwnedValue>,
}

/// What a unit of work is to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// And when it came into the queue.
    Read(Instant),
    Write,
}

impl Kind {
    /// How it begins, where a read is still open or not.
    fn begin(self, after_read: bool) -> &'static str {
        match (self, after_read) {
            (Self::Read(_), false) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Self::Read(_), true) => "COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            (Self::Write, false) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
            (Self::Write, true) => "COMMIT; BEGIN ISOLATION LEVEL SERIALIZABLE",
        }
    }
}

/// What a statement came to.
struct Answer {
    rows: Vec<postgres::Row>,
    affected: u64,
}

/// A connection, its prepared statements, and the pipeline of the unit of work under way.
pub(super) struct PgSession {
    // Before the runtime: it is closed while that still runs.
    client: Arc<Client>,
    runtime: Runtime,
    statements: HashMap<&'static str, Statement>,
    /// The unit's BEGIN, until its first statement takes it along.
    begin: Option<Kind>,
    /// A read's transaction is open on the server, and its snapshot was not taken before this.
    open: Option<Instant>,
    queue: Vec<Queued>,
    /// Of this unit's statements, in their order, until they are fetched.
    answers: Vec<Option<Answer>>,
    trips: u64,
}

impl PgSession {
    /// Connects.
    pub(super) fn open(url: &str) -> Result<Self, DbError> {
        let config = configured(url)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| DbError::Unavailable(format!("can't start a runtime: {e}")))?;
        let client = runtime.block_on(async {
            let (client, connection) = config.connect(NoTls).await?;
            // Runs whenever something is waited for; its end is seen by the client.
            tokio::spawn(connection);
            client.batch_execute(POSTGRES_SESSION).await?;
            Ok::<_, DbError>(client)
        })?;
        Ok(Self {
            client: Arc::new(client),
            runtime,
            statements: HashMap::new(),
            begin: None,
            open: None,
            queue: Vec::new(),
            answers: Vec::new(),
            trips: 0,
        })
    }

    /// Begins a unit of work, with its first statement. A read that waited
    /// already when the last one's snapshot was taken goes on in that: nothing it must see is missing.
    pub(super) fn begin(&mut self, kind: Kind) {
        let joins = matches!((kind, self.open), (Kind::Read(came), Some(taken)) if came < taken);
        self.begin = (!joins).then_some(kind);
        self.queue.clear();
        self.answers.clear();
        self.trips = 0;
    }

    /// Whether anything of this unit was sent.
    pub(super) fn has_begun(&self) -> bool {
        self.begin.is_none()
    }

    /// Round trips of this unit so far.
    pub(super) fn trips(&self) -> u64 {
        self.trips
    }

    /// Whether the connection is broken.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Puts a statement into the pipeline; its number within the unit.
    pub(super) fn query_later(&mut self, sql: &'static str, params: &[&dyn ToDb]) -> Result<usize, DbError> {
        let statement = self.statement(sql)?;
        let params = params.iter().map(|param| param.to_db().into()).collect();
        self.queue.push(Queued { statement, params });
        Ok(self.answers.len() + self.queue.len() - 1)
    }

    /// Runs a statement, and before it what waits; answers how many rows it changed.
    pub(super) fn execute(&mut self, sql: &'static str, params: &[&dyn ToDb]) -> Result<u64, DbError> {
        let number = self.query_later(sql, params)?;
        Ok(self.fetch(number)?.affected)
    }

    /// Visits the rows of a statement, until `visit` has seen enough.
    pub(super) fn each(
        &mut self,
        sql: &'static str,
        params: &[&dyn ToDb],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<bool, DbError>,
    ) -> Result<(), DbError> {
        let number = self.query_later(sql, params)?;
        self.visit(number, visit)
    }

    /// The same for a statement that was asked before, once.
    pub(super) fn visit(
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

    fn fetch(&mut self, number: usize) -> Result<Answer, DbError> {
        if number >= self.answers.len() {
            self.flush("")?;
        }
        // After a failure the answers of what came behind it are missing.
        self.answers.get_mut(number).and_then(Option::take).ok_or(DbError::NoRow)
    }

    /// Makes what was done durable, what waits in the pipeline included.
    pub(super) fn commit(&mut self) -> Result<(), DbError> {
        if self.begin.take_if(|_| self.queue.is_empty()).is_some() {
            return Ok(());
        }
        // If something before it fails, the server takes COMMIT for ROLLBACK, and we tell that failure.
        self.flush("COMMIT")
    }

    /// Leaves nothing of what was done.
    pub(super) fn roll_back(&mut self) -> Result<(), DbError> {
        self.queue.clear();
        // An open read may have failed with what was prepared in it.
        if self.begin.take().is_some() && self.open.is_none() {
            return Ok(());
        }
        self.open = None;
        self.flush("ROLLBACK")
    }

    /// Ends a read. On the server it ends with what comes next, or by [`PgSession::rest`].
    pub(super) fn end_read(&mut self) {
        self.queue.clear();
        self.begin = None;
    }

    /// Whether a read is still open on the server.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Nothing comes at once: ends the read that is still open, without waiting for the server to say so.
    pub(super) fn rest(&mut self) {
        if self.open.take().is_none() {
            return;
        }
        let client = Arc::clone(&self.client);
        self.runtime.spawn(async move { client.batch_execute("COMMIT").await });
        // The task above and the connection's run once each: it is on its way.
        self.runtime.block_on(tokio::task::yield_now());
    }

    /// Sends what waits and then `end`, and keeps the answers. The first failure is the one that
    /// tells why.
    fn flush(&mut self, end: &str) -> Result<(), DbError> {
        self.trips += 1;
        let client = &*self.client;
        let control = |sql| async move { if str::is_empty(sql) { Ok(()) } else { client.batch_execute(sql).await } };
        let begin = control(match self.begin.take() {
            Some(kind) => {
                let after_read = self.open.take().is_some();
                self.open = matches!(kind, Kind::Read(_)).then(Instant::now);
                kind.begin(after_read)
            }
            None => "",
        });
        let statements = join_all(self.queue.iter().map(|queued| run(client, queued)));
        let (begun, answers, ended) = self.runtime.block_on(join3(begin, statements, control(end)));
        self.queue.clear();
        begun?;
        for answer in answers {
            self.answers.push(Some(answer?));
        }
        Ok(ended?)
    }

    fn statement(&mut self, sql: &'static str) -> Result<Statement, DbError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.runtime.block_on(self.client.prepare(sql)).map_err(|e| {
            let error = DbError::from(e);
            if let DbError::Other(text) = error { DbError::Other(format!("{text}: {sql}")) } else { error }
        })?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

/// Joined in order, so polled in order, and what is polled first is sent first.
async fn run(client: &Client, queued: &Queued) -> Result<Answer, postgres::Error> {
    let bound: Vec<Bound<'_>> = queued.params.iter().map(|param| Bound(param.borrow())).collect();
    let params = bound.iter().map(|bound| bound as &(dyn ToSql + Sync));
    let mut stream = pin!(client.query_raw(&queued.statement, params).await?);
    let mut rows = Vec::new();
    while let Some(row) = stream.next().await {
        rows.push(row?);
    }
    Ok(Answer { rows, affected: stream.rows_affected().unwrap_or(0) })
}
