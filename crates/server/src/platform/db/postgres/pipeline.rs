//! Statements that are sent together, and their results.
//!
//! One Sync ends a pipeline, so the server answers all of it at once. After a statement that fails, it skips
//! the rest, COMMIT included.

use std::sync::Arc;
use std::time::Instant;

use bytes::BytesMut;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};
use postgres_protocol::IsNull;
use postgres_protocol::message::backend::{DataRowBody, Message};
use postgres_protocol::message::frontend::{self, BindError};

use super::super::error::DbError;
use super::super::value::{Bound, ToDb};
use super::connection::Connection;

const BINARY: i16 = 1;

/// A prepared statement.
#[derive(Debug)]
pub(super) struct Statement {
    name: String,
    parameters: Vec<Type>,
    pub(super) columns: Vec<Type>,
    /// Whether the number of affected rows is that of changed ones; a query reports how many it returned.
    pub(super) changes_rows: bool,
}

impl Statement {
    /// Prepares `sql` in a round trip of its own.
    pub(super) fn prepare(
        connection: &mut Connection,
        name: String,
        sql: &str,
        deadline: Instant,
    ) -> Result<Self, DbError> {
        let mut request = BytesMut::new();
        frontend::parse(&name, sql, [], &mut request)
            .and_then(|()| frontend::describe(b'S', &name, &mut request))
            .map_err(|e| not_encoded(&e))?;
        frontend::sync(&mut request);
        connection.send(&request, deadline)?;
        let changes_rows = matches!(sql.trim_start().as_bytes().first(), Some(b'I' | b'U' | b'D'));
        let mut statement = Self { name, parameters: Vec::new(), columns: Vec::new(), changes_rows };
        let (mut messages, mut failure) = (0, None);
        loop {
            match (messages, connection.receive(deadline)?) {
                (0, Message::ParseComplete) | (2, Message::NoData) => {}
                (1, Message::ParameterDescription(body)) => {
                    let types = body.parameters().map(|oid| Ok(known_type(oid))).collect();
                    statement.parameters = types.map_err(|_| connection.unexpected())?;
                }
                (2, Message::RowDescription(body)) => {
                    let types = body.fields().map(|field| Ok(known_type(field.type_oid()))).collect();
                    statement.columns = types.map_err(|_| connection.unexpected())?;
                }
                (_, Message::ErrorResponse(_)) if failure.is_none() => failure = Some(connection.reported()),
                (3, Message::ReadyForQuery(_)) => return Ok(statement),
                (_, Message::ReadyForQuery(_)) => return Err(failure.unwrap_or_else(|| connection.unexpected())),
                _ => return Err(connection.unexpected()),
            }
            messages += 1;
        }
    }
}

/// A type that is not built into PostgreSQL fits no parameter and no column.
fn known_type(oid: u32) -> Type {
    Type::from_oid(oid).unwrap_or(Type::UNKNOWN)
}

/// The result of a statement.
pub(super) struct StatementResult {
    pub(super) statement: Arc<Statement>,
    pub(super) rows: Vec<DataRowBody>,
    pub(super) affected: u64,
}

/// The purpose of a statement in a pipeline.
enum Step {
    /// A statement of the unit, which has a result.
    Query(Arc<Statement>),
    /// BEGIN, or the end of an earlier transaction.
    Control,
    Commit,
}

/// Encoded statements that are not sent yet.
#[derive(Default)]
pub(super) struct Pipeline {
    request: BytesMut,
    steps: Vec<Step>,
}

impl Pipeline {
    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.request.clear();
        self.steps.clear();
    }

    /// Queues a statement of the unit.
    pub(super) fn push(&mut self, statement: &Arc<Statement>, parameters: &[&dyn ToDb]) -> Result<(), DbError> {
        self.encode(statement, parameters)?;
        self.steps.push(Step::Query(Arc::clone(statement)));
        Ok(())
    }

    /// Queues BEGIN, or the end of an earlier transaction.
    pub(super) fn push_control(&mut self, statement: &Statement) -> Result<(), DbError> {
        self.encode(statement, &[])?;
        self.steps.push(Step::Control);
        Ok(())
    }

    pub(super) fn push_commit(&mut self, statement: &Statement) -> Result<(), DbError> {
        self.encode(statement, &[])?;
        self.steps.push(Step::Commit);
        Ok(())
    }

    fn encode(&mut self, statement: &Statement, parameters: &[&dyn ToDb]) -> Result<(), DbError> {
        let (given, wanted) = (parameters.len(), statement.parameters.len());
        if given != wanted {
            return Err(DbError::Other(format!("{given} parameters for a statement with {wanted}")));
        }
        let length = self.request.len();
        let encoded = frontend::bind(
            "",
            &statement.name,
            [BINARY],
            parameters.iter().zip(&statement.parameters),
            |(parameter, wanted), buffer| {
                Ok(match Bound(parameter.to_db()).to_sql_checked(wanted, buffer)? {
                    postgres::types::IsNull::Yes => IsNull::Yes,
                    postgres::types::IsNull::No => IsNull::No,
                })
            },
            [BINARY],
            &mut self.request,
        );
        let encoded = encoded.map_err(|error| match error {
            BindError::Conversion(error) => DbError::Other(error.to_string()),
            BindError::Serialization(error) => not_encoded(&error),
        });
        let encoded = encoded.and_then(|()| frontend::execute("", 0, &mut self.request).map_err(|e| not_encoded(&e)));
        if encoded.is_err() {
            self.request.truncate(length);
        }
        encoded
    }

    /// Sends the queued statements, and leaves the response for later.
    pub(super) fn post(&mut self, connection: &mut Connection) {
        frontend::sync(&mut self.request);
        connection.post(&self.request);
        self.clear();
    }

    /// Sends the queued statements and appends their results to `results`. Returns the first failure: the server
    /// skips whatever comes after it.
    pub(super) fn run(
        &mut self,
        connection: &mut Connection,
        results: &mut Vec<Option<StatementResult>>,
        deadline: Instant,
    ) -> Result<(), DbError> {
        frontend::sync(&mut self.request);
        let received = connection
            .send(&self.request, deadline)
            .and_then(|()| Response::new(&self.steps, results).receive(connection, deadline));
        self.clear();
        received
    }
}

fn not_encoded(error: &std::io::Error) -> DbError {
    DbError::Other(format!("a message can't be encoded: {error}"))
}

/// The response to a pipeline, as far as it has been received.
struct Response<'p> {
    /// The steps that are not completed.
    steps: std::slice::Iter<'p, Step>,
    results: &'p mut Vec<Option<StatementResult>>,
    is_bound: bool,
    rows: Vec<DataRowBody>,
    is_committed: bool,
    failure: Option<DbError>,
}

impl<'p> Response<'p> {
    fn new(steps: &'p [Step], results: &'p mut Vec<Option<StatementResult>>) -> Self {
        Self { steps: steps.iter(), results, is_bound: false, rows: Vec::new(), is_committed: false, failure: None }
    }

    fn receive(mut self, connection: &mut Connection, deadline: Instant) -> Result<(), DbError> {
        loop {
            let message = match connection.receive(deadline) {
                Ok(message) => message,
                // The server may end the connection between its answer to COMMIT and the end of the pipeline.
                Err(_) if self.is_committed => return Ok(()),
                Err(error) => return Err(error),
            };
            match message {
                Message::ReadyForQuery(_) if self.is_committed => return Ok(()),
                Message::ReadyForQuery(_) if self.failure.is_none() && self.steps.as_slice().is_empty() => {
                    return Ok(());
                }
                Message::ReadyForQuery(_) => return Err(self.failure.unwrap_or_else(|| connection.unexpected())),
                Message::ErrorResponse(_) if self.failure.is_none() => self.failure = Some(connection.reported()),
                message => {
                    if self.failure.is_some() || !self.accept(message) {
                        return Err(connection.unexpected());
                    }
                }
            }
        }
    }

    /// Takes a message of the current step, and returns whether it was in its place.
    fn accept(&mut self, message: Message) -> bool {
        let Some(step) = self.steps.as_slice().first() else { return false };
        match message {
            Message::BindComplete if !self.is_bound => self.is_bound = true,
            Message::DataRow(row) if self.is_bound && matches!(step, Step::Query(_)) => self.rows.push(row),
            Message::CommandComplete(body) if self.is_bound => {
                let tag = body.tag().unwrap_or_default();
                match step {
                    Step::Query(statement) => {
                        // "INSERT 0 1", "UPDATE 1", "SELECT 1"; "CREATE TABLE" has no number.
                        let affected = tag.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0);
                        let (statement, rows) = (Arc::clone(statement), std::mem::take(&mut self.rows));
                        self.results.push(Some(StatementResult { statement, rows, affected }));
                    }
                    Step::Control => {}
                    // The server's answer to a COMMIT of a transaction that has failed.
                    Step::Commit if tag == "ROLLBACK" => {
                        self.failure = Some(DbError::Other("the server has rolled back instead of committing".into()));
                    }
                    Step::Commit => self.is_committed = true,
                }
                self.next_step();
            }
            Message::EmptyQueryResponse if self.is_bound => self.next_step(),
            _ => return false,
        }
        true
    }

    fn next_step(&mut self) {
        self.steps.next();
        self.is_bound = false;
    }
}
