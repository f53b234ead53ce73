//! Starts the database threads and waits for their end.

use std::thread::JoinHandle;

use parking_lot::Mutex;

use super::error::DbError;

pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, DbError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|e| DbError::Unavailable(format!("can't start a database thread: {e}")))
}

/// Waits until all threads have ended. Later calls return at once.
pub(super) fn join_all(threads: &Mutex<Vec<JoinHandle<()>>>) {
    let threads = std::mem::take(&mut *threads.lock());
    for thread in threads {
        let _ = thread.join();
    }
}
