//! The failures of a database, the same for both engines.

use postgres::error::SqlState;
use rusqlite::ErrorCode;

use crate::platform::limits::AccountLimit;

/// A failure of the database. The texts are for the log; clients get a problem document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// The queue in front of the database is full. Nothing was written. 503.
    #[error("too many units of work are queued")]
    Overloaded,
    /// Aborted by concurrent writes until retrying timed out. Nothing was written. 503.
    #[error("aborted by concurrent writes too often")]
    Busy,
    /// The database can't be reached or did not answer in time. Nothing was written. 503.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// The database failed while committing, so the unit may have been written or not. 503.
    #[error("outcome unknown: {0}")]
    OutcomeUnknown(String),
    /// The disk is full, or the file has reached its page limit. Nothing was written. 507.
    #[error("storage full")]
    Full,
    /// The unit conflicted with a concurrent one and can be retried. Never leaves the engine.
    #[error("serialization failure")]
    Serialization,
    /// PostgreSQL's table of predicate locks is full until older transactions end, so the unit can be
    /// retried after a pause. Never leaves the engine.
    #[error("the table of predicate locks is full")]
    LocksExhausted,
    /// The server ended the connection because it is stopping, before it did what it was asked. Never
    /// leaves the engine.
    #[error("the database server is stopping")]
    ServerStopping,
    /// A unique constraint was violated; the text is the database's name for it.
    #[error("unique violation: {0}")]
    Unique(String),
    /// A row that must exist was not found.
    #[error("no row")]
    NoRow,
    /// The account that the unit is charged to has to wait. The unit was not run. 429.
    #[error("the account has reached a limit: {0:?}")]
    Limited(AccountLimit),
    /// The account was deleted after the request was authenticated. 401.
    #[error("the account was deleted")]
    Gone,
    /// A column did not hold a value of the expected type.
    #[error("can't decode {0}")]
    Decode(String),
    /// A migration failed, or the schema does not fit this binary.
    #[error("schema: {0}")]
    Schema(String),
    /// The closure panicked. Nothing was written.
    #[error("the unit of work panicked")]
    Panicked,
    /// Anything else: a bug.
    #[error("{0}")]
    Other(String),
}

impl DbError {
    /// Returns whether this failure replaces the closure's own result. Other failures, such as a
    /// unique violation, may already have been turned into an error of the feature.
    pub(super) fn overrides(&self) -> bool {
        matches!(
            self,
            Self::Full
                | Self::Unavailable(_)
                | Self::Busy
                | Self::Serialization
                | Self::LocksExhausted
                | Self::ServerStopping
        )
    }

    /// Returns whether the database itself failed, rather than this unit of work.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::OutcomeUnknown(_))
    }

    /// Logs that something in the background failed. During an outage, which the engine logs once, this is
    /// of no interest.
    pub fn log(&self, failed: &'static str) {
        if self.is_outage() {
            tracing::debug!(error = %self, "{failed}");
        } else {
            tracing::warn!(error = %self, "{failed}");
        }
    }

    /// Returns this failure of an engine as its callers see it.
    pub(super) fn for_callers(self) -> Self {
        match self {
            Self::Serialization | Self::LocksExhausted => Self::Busy,
            Self::ServerStopping => Self::Unavailable(self.to_string()),
            other => other,
        }
    }

    /// Returns this failure for a unit whose COMMIT was sent but not confirmed.
    pub(super) fn during_commit(self) -> Self {
        match self {
            Self::Unavailable(reason) => Self::OutcomeUnknown(reason),
            other => other,
        }
    }

    /// Returns whether SQLite may have ended the whole transaction, so that the batch must stop.
    pub(super) fn breaks_batch(&self) -> bool {
        matches!(self, Self::Full | Self::Unavailable(_))
    }
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        let rusqlite::Error::SqliteFailure(failure, message) = error else {
            return Self::Other(text);
        };
        match failure.code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::SystemIoFailure
            | ErrorCode::OutOfMemory
            | ErrorCode::OperationInterrupted
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied => Self::Unavailable(text),
            ErrorCode::ConstraintViolation
                if matches!(
                    failure.extended_code,
                    rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                ) =>
            {
                Self::Unique(message.unwrap_or(text))
            }
            ErrorCode::ConstraintViolation if failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY => {
                Self::Gone
            }
            _ => Self::Other(text),
        }
    }
}

impl From<postgres::Error> for DbError {
    fn from(error: postgres::Error) -> Self {
        // The client's own text is only "db error".
        match error.as_db_error() {
            Some(reported) => {
                Self::from_postgres(reported.code(), reported.message(), reported.constraint(), reported.file())
            }
            None => Self::Unavailable(error_chain(&error)),
        }
    }
}

impl DbError {
    /// Classifies an error that PostgreSQL reported; `file` is the one of its source that reported it.
    pub(super) fn from_postgres(code: &SqlState, message: &str, constraint: Option<&str>, file: Option<&str>) -> Self {
        let text = format!("{message} ({})", code.code());
        match *code {
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Self::Serialization,
            SqlState::UNIQUE_VIOLATION => Self::Unique(constraint.unwrap_or_default().to_owned()),
            SqlState::FOREIGN_KEY_VIOLATION => Self::Gone,
            SqlState::DISK_FULL => Self::Full,
            // The server processes requests in order and sends its answers before this message, so it has
            // done nothing of what it has not answered. A crash gives no such promise.
            SqlState::ADMIN_SHUTDOWN => Self::ServerStopping,
            // "out of shared memory": of all tables there, only that of predicate locks grows with the load. Messages
            // may be translated, file names are not.
            SqlState::OUT_OF_MEMORY if file == Some("predicate.c") || message.contains("shared memory") => {
                Self::LocksExhausted
            }
            SqlState::CRASH_SHUTDOWN
            | SqlState::CANNOT_CONNECT_NOW
            | SqlState::TOO_MANY_CONNECTIONS
            | SqlState::QUERY_CANCELED
            | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
            | SqlState::IO_ERROR
            | SqlState::OUT_OF_MEMORY => Self::Unavailable(text),
            _ => Self::Other(text),
        }
    }
}

fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}
