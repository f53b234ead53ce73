//! Moving what SQLite's log holds into the database file, beside the writer and not in its commits.
//!
//! By default SQLite does it in the commit that makes the log 1,000 pages long, and everybody in the
//! queue waits for it; under load that is every second commit. Here a thread with a connection of
//! its own does it while the writer goes on. What the writer added meanwhile is little: the writer
//! moves that itself between two batches, and only then can the log begin anew.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::DbError;

/// A log of so many pages (32 MB) is moved: the longer it is, the more changes of one page are moved as one.
const WANTED: u32 = 8_192;
/// At this length (256 MB) the disk can't keep up: the writer waits and moves all of it itself.
const TOO_LONG: u32 = 65_536;

const MOVE: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// What the writer and the thread tell each other; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Checkpoint(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Pages in the log after the last commit.
    pages: AtomicU32,
    /// The thread is through: the rest is the writer's.
    rest: AtomicBool,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    wanted: bool,
    closed: bool,
}

impl Checkpoint {
    /// Takes the place of SQLite's own checkpoints on the writer's connection.
    pub(super) fn watch(&self, writer: &mut Connection) -> Result<(), DbError> {
        let shared = Arc::clone(&self.0);
        writer.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            shared.pages.store(u32::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The writer's part, between two batches.
    pub(super) fn between_batches(&self, writer: &Connection) {
        let pages = self.0.pages.load(Ordering::Relaxed);
        if self.0.rest.swap(false, Ordering::AcqRel) || pages >= TOO_LONG {
            move_pages(writer);
        } else if pages >= WANTED {
            let mut state = self.state();
            if !state.wanted {
                state.wanted = true;
                self.0.wake.notify_one();
            }
        }
    }

    /// The thread's part, until it is closed.
    pub(super) fn serve(&self, connection: &Connection) {
        loop {
            let mut state = self.state();
            while !state.wanted && !state.closed {
                state = self.0.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.closed {
                return;
            }
            drop(state);
            move_pages(connection);
            // In this order: no second run is wanted before the rest is moved.
            self.0.pages.store(0, Ordering::Relaxed);
            self.0.rest.store(true, Ordering::Release);
            self.state().wanted = false;
        }
    }

    /// Ends the thread.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.0.wake.notify_all();
    }
}

/// Moves as much as no reader still needs from the log. A failure is no harm: the log is longer
/// then, and it is tried again.
fn move_pages(connection: &Connection) {
    if let Err(error) = connection.prepare_cached(MOVE).and_then(|mut pages| pages.query_row([], |_| Ok(()))) {
        tracing::warn!(%error, "the database's log could not be moved into its file");
    }
}

#[cfg(test)]
mod tests {
    use super::super::sqlite::connect;
    use super::*;

    #[test]
    fn a_long_log_is_moved_and_begins_anew() {
        let folder = std::env::temp_dir().join(format!("habitro-checkpoint-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("habitro.db");
        let checkpoint = Checkpoint::default();
        let mut writer = connect(&path).unwrap();
        checkpoint.watch(&mut writer).unwrap();
        writer.execute_batch("CREATE TABLE t (body BLOB); INSERT INTO t VALUES (zeroblob(1000))").unwrap();
        checkpoint.between_batches(&writer);
        assert!(!checkpoint.state().wanted, "a short log is left alone");

        writer.execute("INSERT INTO t VALUES (zeroblob(?1))", [(WANTED + 1) * 4096]).unwrap();
        assert!(checkpoint.0.pages.load(Ordering::Relaxed) > WANTED);
        let (connection, moves) = (connect(&path).unwrap(), checkpoint.clone());
        let thread = std::thread::spawn(move || moves.serve(&connection));
        checkpoint.between_batches(&writer);
        while !checkpoint.0.rest.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
        // The writer goes on meanwhile; then it moves the rest, and its next commit is the log's first.
        writer.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        checkpoint.between_batches(&writer);
        writer.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        assert!(checkpoint.0.pages.load(Ordering::Relaxed) < 10);
        checkpoint.close();
        thread.join().unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
