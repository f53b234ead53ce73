//! The database: synchronous, serialisable units of work on the database's own threads.
//!
//! [`Db::read`] and [`Db::write`] hand a plain closure over a [`Tx`] to those threads and wait for
//! its result. Both engines keep the same promises:
//!
//! - a write is durable before its result is returned, and runs as if no other write ran;
//! - a closure that fails or panics leaves nothing behind and does not affect other units;
//! - a closure may run more than once, so it is `Fn` and has no effects outside the database.
//!
//! The reasons are in docs/adr/0002-units-of-work.md. Dependencies between the files point one way:
//! `Db` -> engines -> `Unit` -> `Tx` -> sessions -> values and errors.

mod claim;
mod combined;
mod context;
mod error;
mod meter;
mod migrate;
mod options;
mod position;
mod postgres;
mod queue;
mod server_lock;
mod sqlite;
mod threads;
mod tx;
mod unit;
mod value;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

pub use claim::{ClaimSql, ClaimTx, QueueTable};
pub use combined::{CombineLimits, CombinedWrites};
pub use error::DbError;
pub use meter::Meter;
pub use options::{DbOptions, Dialect, Key, Location};
pub use position::Position;
pub use postgres::{POSTGRES_SESSION, ServerAdvice};
pub use server_lock::{ServerLock, ServerLockError};
pub use tx::{PendingRows, Tx};
pub use value::{FromDb, Row, ToDb, Value, days_since_epoch, id_list, json_list};

use self::context::DbContext;
use self::queue::Priority;
use self::unit::{TypedUnit, Unit};
use super::bus::Bus;
use super::clock::Clock;
use super::limits::ChargedAccount;
use super::rng::Entropy;

enum Engine {
    Sqlite(sqlite::SqliteEngine),
    Postgres(postgres::PostgresEngine),
}

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
    context: DbContext,
    deadline: Duration,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Db({:?})", self.dialect())
    }
}

impl Db {
    /// Opens the database, migrates its schema and starts its threads. Blocks.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] if the database can't be reached or opened, [`DbError::Schema`] if
    /// a migration fails or the database is newer than this binary.
    pub fn open(options: &DbOptions, clock: Clock, entropy: Entropy, bus: Bus) -> Result<Self, DbError> {
        migrate::run(&options.location)?;
        let context = DbContext { clock, entropy, bus, meter: Meter::default() };
        let engine = match &options.location {
            Location::Sqlite(path) => Engine::Sqlite(sqlite::SqliteEngine::start(path, options, &context)?),
            Location::Postgres(url) => Engine::Postgres(postgres::PostgresEngine::start(url, options, &context)?),
        };
        Ok(Self { engine: Arc::new(engine), context, deadline: options.deadline })
    }

    /// Applies pending migrations and returns the versions applied. Blocks.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn migrate(location: &Location) -> Result<Vec<String>, DbError> {
        migrate::run(location)
    }

    /// Returns the schema version this binary was built for.
    #[must_use]
    pub fn schema_wanted() -> i64 {
        migrate::wanted()
    }

    /// Returns the schema version of the database at `location`; 0 for an empty one. Blocks.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] if the database can't be reached or opened.
    pub fn schema_at(location: &Location) -> Result<i64, DbError> {
        migrate::at(location)
    }

    /// Checks the permissions of a SQLite database's files, as far as they exist. Changes nothing.
    ///
    /// # Errors
    /// Names the first file that can't be used, and why.
    pub fn check_files(location: &Location) -> Result<(), DbError> {
        match location {
            Location::Sqlite(path) => migrate::check_files(path),
            Location::Postgres(_) => Ok(()),
        }
    }

    /// Returns advice about a PostgreSQL server, for a process with these options. Blocks.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] if the server can't be reached.
    pub fn server_advice(options: &DbOptions) -> Result<Vec<ServerAdvice>, DbError> {
        match &options.location {
            Location::Sqlite(_) => Ok(Vec::new()),
            Location::Postgres(url) => postgres::server_advice(url, options.threads),
        }
    }

    /// Returns the SQL dialect of the database.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match *self.engine {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Returns the clock that [`Tx::now`] reads.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.context.clock
    }

    /// Returns the bus on which the hints of committed units are published.
    #[must_use]
    pub fn bus(&self) -> &Bus {
        &self.context.bus
    }

    /// Returns the counters of what units of work have sent.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.context.meter
    }

    /// Runs `closure` on one consistent snapshot. It can't write.
    ///
    /// # Errors
    /// The closure's error, or a [`DbError`] if the closure could not be run, such as
    /// [`DbError::Unavailable`] once [`DbOptions::deadline`] has passed.
    pub async fn read<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (unit, result) = TypedUnit::boxed(closure, None);
        match &*self.engine {
            Engine::Sqlite(engine) => engine.read(unit),
            Engine::Postgres(engine) => engine.read(unit),
        }
        self.within_deadline(received(result), DbError::Unavailable).await
    }

    /// Runs `closure` as a serialisable unit of work. The result arrives after the durable commit. The rows that it
    /// writes are charged to the account of the request that the current task handles.
    ///
    /// # Errors
    /// The closure's error (its writes are rolled back), or a [`DbError`].
    /// Only after [`DbError::OutcomeUnknown`], which is also returned once [`DbOptions::deadline`] has
    /// passed, may the unit have been written.
    pub async fn write<T, E, F>(&self, key: impl Into<Key>, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let result = self.write_with(Priority::Request, key.into(), ChargedAccount::current(), closure);
        self.within_deadline(result, DbError::OutcomeUnknown).await
    }

    /// Like [`Db::write`], but handles `input` together with others that queue behind the same key.
    ///
    /// On SQLite, units of work share a commit anyway, and each input is handled alone. No account is charged.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_combined<I, T, E>(
        &self,
        key: impl Into<Key>,
        writes: &CombinedWrites<I, T, E>,
        input: I,
    ) -> Result<T, E>
    where
        I: Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (unit, result) = writes.unit(input);
        self.submit_write(Priority::Request, key.into(), unit);
        self.within_deadline(received(result), DbError::OutcomeUnknown).await
    }

    /// Like [`Db::write`], but requests go first. Keep such a unit under 10 ms; a unit that takes
    /// longer than 100 ms is logged.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn background<T, E, F>(&self, key: impl Into<Key>, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.write_with(Priority::Background, key.into(), None, closure).await
    }

    /// Runs `closure` as a claim: it takes rows of a queue under a lease, renews the lease, or records the
    /// outcome. It does not wait behind background work: whatever is not recorded is done again after a crash.
    /// On PostgreSQL a claim is READ COMMITTED, so that those of several processes don't abort each other;
    /// [`ClaimTx`] limits what it can do.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn claim<T, F>(&self, closure: F) -> Result<T, DbError>
    where
        T: Send + 'static,
        F: Fn(&mut ClaimTx<'_, '_>) -> Result<T, DbError> + Send + 'static,
    {
        let (unit, result) = TypedUnit::boxed(move |tx: &mut Tx<'_>| closure(&mut ClaimTx::new(tx)), None);
        match &*self.engine {
            Engine::Sqlite(engine) => engine.write(Priority::Request, unit),
            Engine::Postgres(engine) => engine.claim(unit),
        }
        received(result).await
    }

    async fn write_with<T, E, F>(
        &self,
        priority: Priority,
        key: Key,
        account: Option<ChargedAccount>,
        closure: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (unit, result) = TypedUnit::boxed(closure, account);
        self.submit_write(priority, key, unit);
        received(result).await
    }

    fn submit_write(&self, priority: Priority, key: Key, unit: Box<dyn Unit>) {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.write(priority, unit),
            Engine::Postgres(engine) => engine.write(priority, key, unit),
        }
    }

    /// Waits for the result of a unit of work. A unit that has not started by the deadline is not run.
    async fn within_deadline<T, E: From<DbError>>(
        &self,
        result: impl Future<Output = Result<T, E>>,
        error: fn(String) -> DbError,
    ) -> Result<T, E> {
        match tokio::time::timeout(self.deadline, result).await {
            Ok(result) => result,
            Err(_) => Err(E::from(error("no answer in time".into()))),
        }
    }

    /// Runs the units already queued, refuses new ones, and ends the threads. Blocks.
    pub fn close(&self) {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.close(),
            Engine::Postgres(engine) => engine.close(),
        }
    }
}

/// Waits for the result of a unit of work.
async fn received<T, E: From<DbError>>(result: oneshot::Receiver<Result<T, E>>) -> Result<T, E> {
    result.await.unwrap_or_else(|_| Err(E::from(DbError::OutcomeUnknown("the database thread has ended".into()))))
}
