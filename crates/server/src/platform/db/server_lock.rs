//! One server per SQLite database: the sockets and caches of a second one would miss the changes of the first.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fmt, io};

use super::options::Location;
use crate::platform::file_lock::{FileLock, LockHolder, sibling};
use crate::platform::secret_file;

const LOCK_SUFFIX: &str = ".lock";
/// `habitro doctor` holds the lock for an instant while it checks for a holder, so one failure is not conclusive.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// Why a server can't have a database for itself.
#[derive(Debug, thiserror::Error)]
pub enum ServerLockError {
    /// Another server has it.
    #[error("{}", in_use(database, holder))]
    InUse {
        /// The SQLite file.
        database: PathBuf,
        /// The process that has the lock.
        holder: LockHolder,
    },
    /// The lock's file can't be created or locked.
    #[error("can't lock {}: {}", .0.display(), .1)]
    File(PathBuf, io::Error),
}

/// Held by a server for its life. Other commands use the database without it.
#[derive(Debug)]
pub struct ServerLock {
    _lock: Option<FileLock>,
}

impl ServerLock {
    /// Takes the lock of a SQLite database; on PostgreSQL, which any number of servers can use, there is none.
    pub fn take(location: &Location) -> Result<Self, ServerLockError> {
        let Location::Sqlite(database) = location else { return Ok(Self { _lock: None }) };
        let path = sibling(database, LOCK_SUFFIX);
        let fail = |error| ServerLockError::File(path.clone(), error);
        path.parent().map_or(Ok(()), secret_file::create_private_folder).map_err(fail)?;
        let mut attempt = 1;
        loop {
            match FileLock::try_take(&path).map_err(fail)? {
                Ok(lock) => return Ok(Self { _lock: Some(lock) }),
                Err(holder) if attempt == ATTEMPTS => {
                    return Err(ServerLockError::InUse { database: database.clone(), holder });
                }
                Err(_) => attempt += 1,
            }
            #[allow(clippy::disallowed_methods, reason = "another process has the lock and can't signal")]
            std::thread::sleep(PAUSE);
        }
    }

    /// Returns the holder of the lock of this database, or `None` if no server uses it.
    pub fn holder(location: &Location) -> io::Result<Option<LockHolder>> {
        match location {
            Location::Sqlite(database) => FileLock::holder(&sibling(database, LOCK_SUFFIX)),
            Location::Postgres(_) => Ok(None),
        }
    }
}

fn in_use(database: &Path, holder: &LockHolder) -> impl fmt::Display {
    let process = holder.process.map_or_else(String::new, |id| format!(" (process {id})"));
    format!(
        "{} is in use by another server{process}, which has locked {}; stop it first, or use another data folder. \
         Several servers need PostgreSQL",
        database.display(),
        holder.path.display()
    )
}
