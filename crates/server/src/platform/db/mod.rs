//! The database: synchronous, serialisable units of work on the database's own threads.
//!
//! [`Db::read`] and [`Db::write`] hand a plain closure over a [`Tx`] to those threads and wait
//! for the answer. Both engines keep the same promises:
//!
//! - a write is durable before it is answered, and runs as if it were alone;
//! - a closure that fails or panics leaves nothing behind and disturbs nobody else;
//! - closures may be run again, so they are `Fn` and have no outside effect.
//!
//! Why so: docs/adr/0002-units-of-work.md.

mod checkpoint;
mod error;
mod meter;
mod migrate;
mod pg_session;
mod postgres;
mod queue;
mod sqlite;
mod tx;
mod unit;
mod value;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

pub use error::DbError;
pub use meter::Meter;
pub use postgres::POSTGRES_SESSION;
pub use tx::{PendingRows, Tx};
pub use value::{FromDb, Row, ToDb, Value, days_since_epoch, id_list};

use self::queue::Lane;
use self::tx::Moment;
use self::unit::{Typed, Unit};
use super::bus::Bus;
use super::clock::Clock;
use super::rng::Entropy;

/// Which SQL a database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded SQLite.
    Sqlite,
    /// PostgreSQL or an engine that speaks its wire protocol.
    Postgres,
}

/// Whose data a write changes. On PostgreSQL, writes of one key wait for each other inside
/// the process instead of aborting each other in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u128);

impl Key {
    /// A key for something that is named by words, e.g. an e-mail address.
    #[must_use]
    pub fn of(name: &str) -> Self {
        use sha2::Digest;
        let digest = sha2::Sha256::digest(name.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(u128::from_be_bytes(bytes))
    }
}

impl From<Uuid> for Key {
    fn from(id: Uuid) -> Self {
        Self(id.as_u128())
    }
}

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file, made when missing.
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

/// How to open a database.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// Where it is.
    pub location: Location,
    /// Threads that read (SQLite) or connections (PostgreSQL, reads and writes together).
    pub threads: usize,
    /// Units of work that may wait before the next is refused with [`DbError::Overloaded`].
    pub queue: usize,
    /// SQLite only: the most pages the file may have; a test's way to a full disk.
    pub max_pages: Option<u32>,
    /// PostgreSQL only: how long an aborted write is retried before [`DbError::Busy`].
    pub retry_for: Duration,
}

impl DbOptions {
    /// The defaults for `location`.
    #[must_use]
    pub fn new(location: Location) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let threads = match location {
            Location::Sqlite(_) => cores.clamp(2, 8),
            // More would only take turns on the processor with each other where the database is near: with
            // 16 on two cores, reads are a tenth slower.
            Location::Postgres(_) => (4 * cores).clamp(8, 16),
        };
        Self { location, threads, queue: 4096, max_pages: None, retry_for: Duration::from_secs(5) }
    }
}

/// What the database threads need of the world.
#[derive(Clone, Debug)]
struct World {
    clock: Clock,
    entropy: Entropy,
    bus: Bus,
    meter: Meter,
}

impl World {
    fn moment(&self) -> Moment {
        Moment { now: self.clock.now(), seed: self.entropy.bytes() }
    }
}

enum Engine {
    Sqlite(sqlite::Engine),
    Postgres(postgres::Engine),
}

/// A handle on the database; cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
    world: World,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Db({:?})", self.dialect())
    }
}

impl Db {
    /// Opens the database, brings its schema up to date and starts its threads. Blocks.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when it can't be reached or opened, [`DbError::Schema`] when a
    /// migration fails or the database is newer than this binary.
    pub fn open(options: &DbOptions, clock: Clock, entropy: Entropy, bus: Bus) -> Result<Self, DbError> {
        migrate::run(&options.location)?;
        let world = World { clock, entropy, bus, meter: Meter::default() };
        let engine = match &options.location {
            Location::Sqlite(path) => Engine::Sqlite(sqlite::Engine::start(path, options, &world)?),
            Location::Postgres(url) => Engine::Postgres(postgres::Engine::start(url, options, &world)?),
        };
        Ok(Self { engine: Arc::new(engine), world })
    }

    /// Applies what is missing of the schema and answers the versions applied now. Blocks.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn migrate(location: &Location) -> Result<Vec<String>, DbError> {
        migrate::run(location)
    }

    /// The schema version this binary was made for.
    #[must_use]
    pub fn schema_wanted() -> i64 {
        migrate::wanted()
    }

    /// The schema version the database at `location` is at; 0 for an empty one. Blocks.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when it can't be reached or opened.
    pub fn schema_at(location: &Location) -> Result<i64, DbError> {
        migrate::at(location)
    }

    /// Which SQL it speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match *self.engine {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The clock that [`Tx::now`] is read from.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.world.clock
    }

    /// Where the hints of committed units are published.
    #[must_use]
    pub fn bus(&self) -> &Bus {
        &self.world.bus
    }

    /// What its units of work have sent so far.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        &self.world.meter
    }

    /// Runs `closure` on one consistent snapshot; it can't write.
    ///
    /// # Errors
    /// What the closure says, or a [`DbError`] when it could not be run.
    pub async fn read<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(closure, |engine, unit| match engine {
            Engine::Sqlite(engine) => engine.read(unit),
            Engine::Postgres(engine) => engine.read(unit),
        })
        .await
    }

    /// Runs `closure` as a serialisable unit of work; the answer comes after the durable commit.
    ///
    /// # Errors
    /// What the closure says (then nothing is left of it), or a [`DbError`]:
    /// [`DbError::Overloaded`], [`DbError::Busy`], [`DbError::Full`] and [`DbError::Panicked`]
    /// mean that nothing was written; after [`DbError::Unavailable`] the outcome is unknown.
    pub async fn write<T, E, F>(&self, key: impl Into<Key>, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.write_in(Lane::Request, key.into(), closure).await
    }

    /// Like [`Db::write`], for work nobody waits for: it lets requests go first. Keep it
    /// under 10 ms; longer ones are logged.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn background<T, E, F>(&self, key: impl Into<Key>, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.write_in(Lane::Background, key.into(), closure).await
    }

    async fn write_in<T, E, F>(&self, lane: Lane, key: Key, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.submit(closure, |engine, unit| match engine {
            Engine::Sqlite(engine) => engine.write(lane, unit),
            Engine::Postgres(engine) => engine.write(lane, key, unit),
        })
        .await
    }

    async fn submit<T, E, F>(&self, closure: F, send: impl FnOnce(&Engine, Box<dyn Unit>)) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        let (unit, answer) = Typed::boxed(closure);
        send(&self.engine, unit);
        answer.await.unwrap_or_else(|_| Err(E::from(DbError::Unavailable("the database thread is gone".into()))))
    }

    /// Finishes what waits, refuses what comes, ends the threads. Blocks.
    pub fn close(&self) {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.close(),
            Engine::Postgres(engine) => engine.close(),
        }
    }
}

/// Answers a unit that the queue did not take.
fn refuse(unit: Box<dyn Unit>, why: queue::Refused) {
    unit.refuse(match why {
        queue::Refused::Full => DbError::Overloaded,
        queue::Refused::Closed => DbError::Unavailable("the server is stopping".into()),
    });
}
