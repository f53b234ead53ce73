//! Starting the database threads.

use std::thread::JoinHandle;

use super::error::DbError;

pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, DbError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|e| DbError::Unavailable(format!("can't start a database thread: {e}")))
}
