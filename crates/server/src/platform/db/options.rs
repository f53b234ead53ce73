//! How a database is named and opened.

use std::path::PathBuf;
use std::time::Duration;

use uuid::Uuid;

/// The SQL dialect of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The embedded SQLite.
    Sqlite,
    /// PostgreSQL, or an engine that speaks its wire protocol.
    Postgres,
}

/// Identifies whose data a write changes.
///
/// On PostgreSQL, writes with the same key queue inside the process instead of aborting each other
/// in the database. SQLite has one writer and ignores the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(u128);

impl Key {
    /// Returns the key of something identified by a string, such as an e-mail address.
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

/// The address of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A SQLite file, created if it is missing.
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

impl Location {
    /// Returns the host of a PostgreSQL on another machine, unless the URL says `sslmode=disable`: connections are not
    /// encrypted.
    #[must_use]
    pub fn unconfirmed_plain_host(&self) -> Option<String> {
        use postgres::config::{Host, SslMode};
        let Self::Postgres(url) = self else { return None };
        let config: postgres::Config = url.parse().ok()?;
        if config.get_ssl_mode() == SslMode::Disable {
            return None;
        }
        config.get_hosts().iter().find_map(|host| match host {
            Host::Tcp(name) => {
                let is_local = name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
                (!is_local).then(|| name.clone())
            }
            Host::Unix(_) => None,
        })
    }
}

/// Options for opening a database.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// The address of the database.
    pub location: Location,
    /// Reader threads on SQLite; connections, for reads and writes together, on PostgreSQL.
    pub threads: usize,
    /// How many units of work may queue before the next is refused with
    /// [`DbError::Overloaded`](super::DbError::Overloaded).
    pub queue: usize,
    /// SQLite only: the maximum size of the file in pages. Tests use it to simulate a full disk.
    pub max_pages: Option<u32>,
    /// PostgreSQL only: how long an aborted write is retried before
    /// [`DbError::Busy`](super::DbError::Busy).
    pub retry_for: Duration,
    /// PostgreSQL only: how long a unit that has not reached COMMIT waits for the server to come back, as
    /// after a restart.
    pub reconnect_for: Duration,
    /// How long the caller of a read or a write waits for its result, queueing included. Background work
    /// has no such limit.
    pub deadline: Duration,
}

impl DbOptions {
    /// Returns the default options for `location`.
    #[must_use]
    pub fn new(location: Location) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let threads = match location {
            Location::Sqlite(_) => cores.clamp(2, 8),
            // More connections compete for the same cores when the database runs on the same
            // machine: with 16 on two cores, reads are 10 % slower.
            Location::Postgres(_) => (4 * cores).clamp(8, 16),
        };
        Self {
            location,
            threads,
            queue: 4096,
            max_pages: None,
            retry_for: Duration::from_secs(5),
            reconnect_for: Duration::from_secs(3),
            deadline: Duration::from_secs(10),
        }
    }
}
