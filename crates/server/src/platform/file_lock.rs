//! Locks between processes: advisory locks on files that exist only for this purpose.
//!
//! The operating system ends a lock with the process that holds it, however that ends, so no lock is ever stale. The
//! file itself stays: removing it would let two processes lock two files of the same name.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::secret_file;

/// A lock, held until it is dropped.
#[derive(Debug)]
pub struct FileLock {
    _file: File,
}

/// Another process has the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockHolder {
    /// The locked file.
    pub path: PathBuf,
    /// The id of the process, if it has written it.
    pub process: Option<u32>,
}

impl FileLock {
    /// Waits for the lock on `path`, a file that is created if it is missing. Blocks.
    pub fn wait(path: &Path) -> io::Result<Self> {
        let file = open(path)?;
        file.lock()?;
        Ok(Self { _file: file })
    }

    /// Takes the lock on `path` and writes this process's id into the file, or returns the holder.
    pub fn try_take(path: &Path) -> io::Result<Result<Self, LockHolder>> {
        let mut file = open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Err(holder_of(path, &mut file))),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        file.set_len(0)?;
        file.write_all(format!("{}\n", std::process::id()).as_bytes())?;
        Ok(Ok(Self { _file: file }))
    }

    /// Returns the process that has the lock on `path`, or `None` if nobody has it. Creates no file.
    pub fn holder(path: &Path) -> io::Result<Option<LockHolder>> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        match file.try_lock_shared() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => Ok(Some(holder_of(path, &mut file))),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Returns the path of a file in the same folder whose name has `suffix` added. Symbolic links are followed first.
#[must_use]
pub fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.canonicalize().unwrap_or_else(|_| path.to_owned()).into_os_string();
    name.push(suffix);
    name.into()
}

fn open(path: &Path) -> io::Result<File> {
    // Not truncated: the content is the holder's.
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
    secret_file::give_to_folder_owner(&file, path)?;
    Ok(file)
}

fn holder_of(path: &Path, file: &mut File) -> LockHolder {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.take(20).read_to_string(&mut text));
    LockHolder { path: path.to_owned(), process: read.ok().and_then(|_| text.trim().parse().ok()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::rng::Entropy;

    #[test]
    fn lock_has_one_holder_who_is_named() {
        let tag = u64::from_be_bytes(Entropy::system().bytes());
        let path = std::env::temp_dir().join(format!("habitro-lock-{tag:016x}"));
        assert_eq!(FileLock::holder(&path).unwrap(), None);
        assert!(!path.exists(), "asking creates no file");
        let first = FileLock::try_take(&path).unwrap().unwrap();
        let holder = LockHolder { path: path.clone(), process: Some(std::process::id()) };
        assert_eq!(FileLock::try_take(&path).unwrap().unwrap_err(), holder);
        assert_eq!(FileLock::holder(&path).unwrap(), Some(holder));
        drop(first);
        assert_eq!(FileLock::holder(&path).unwrap(), None, "the process id is left, the lock is not");
        drop(FileLock::try_take(&path).unwrap().unwrap());
        drop(FileLock::wait(&path).unwrap());
        std::fs::remove_file(path).unwrap();
    }
}
