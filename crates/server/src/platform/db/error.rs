//! What can go wrong with a database, said once for both engines.

use postgres::error::SqlState;
use rusqlite::ErrorCode;

/// A database's failure. Texts are for the log; the wire gets a problem document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// The queue in front of the database is full. Nothing was written. 503.
    #[error("too many units of work wait")]
    Overloaded,
    /// Aborted by concurrent writes until the time for retries was over. Nothing was written. 503.
    #[error("aborted by concurrent writes too often")]
    Busy,
    /// Can't be reached, or failed while committing: the outcome is unknown. 503.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// The disk or the file's page limit is full. Nothing was written. 507.
    #[error("storage full")]
    Full,
    /// The unit lost against a concurrent one and may be run again; never leaves the engine.
    #[error("serialization failure")]
    Serialization,
    /// A unique constraint, as the database names it.
    #[error("unique violation: {0}")]
    Unique(String),
    /// A row was asked for that is not there.
    #[error("no row")]
    NoRow,
    /// What this hangs on is gone: the account, deleted since the request was let in. 401.
    #[error("the account is gone")]
    Gone,
    /// A column did not hold what was asked for.
    #[error("can't decode {0}")]
    Decode(String),
    /// A migration failed, or the database is newer than this binary.
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
    /// These are told as they are, whatever the closure made of them; of the others (a unique
    /// violation, say) the closure may have made an answer of its own.
    pub(super) fn overrides(&self) -> bool {
        matches!(self, Self::Full | Self::Unavailable(_) | Self::Busy | Self::Serialization)
    }

    /// After these SQLite may have ended the whole transaction: the batch stops.
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
        // The client's own text says only "db error"; the server's says which.
        let Some(told) = error.as_db_error() else {
            return Self::Unavailable(error_chain(&error));
        };
        let text = format!("{} ({})", told.message(), told.code().code());
        match *told.code() {
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => Self::Serialization,
            SqlState::UNIQUE_VIOLATION => Self::Unique(told.constraint().unwrap_or_default().to_owned()),
            SqlState::FOREIGN_KEY_VIOLATION => Self::Gone,
            SqlState::DISK_FULL => Self::Full,
            SqlState::ADMIN_SHUTDOWN
            | SqlState::CRASH_SHUTDOWN
            | SqlState::CANNOT_CONNECT_NOW
            | SqlState::TOO_MANY_CONNECTIONS
            | SqlState::QUERY_CANCELED
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
