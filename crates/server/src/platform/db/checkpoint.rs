//! Moving what SQLite's log holds into the database file, beside the writer and not in its commits.
//!
//! By default SQLite does it in the commit that makes the log 1,000 pages long, and everybody in the
//! queue waits for it; under load that is every second commit. Here a thread with a connection of
//! its own does it while the writer goes on. What the writer added meanwhile is little, but as long as
//! anything is left the log can't begin anew. The writer moves that itself: when nobody has written for
//! a while, or, as that is 20 ms for everybody who waits, once the log is really long.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::DbError;

/// So many pages (32 MB) are moved at once: the more, the more changes of one page are moved as one.
const WANTED: u32 = 8_192;
/// A log of this length (192 MB) begins anew, whoever waits; what is moved costs readers nothing.
const LONGEST: u32 = 49_152;
/// But not before only so many pages are left to be moved, unless they don't get fewer.
const LITTLE: u32 = WANTED / 2;

const MOVE: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// What the writer and the thread tell each other; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Checkpoint(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Pages in the log after the last commit.
    pages: AtomicU32,
    /// How many of them are in the file.
    moved: AtomicU32,
    /// The length at which the writer tried in vain to let the log begin anew: a reader needed it.
    tried: AtomicU32,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    wanted: bool,
    closed: bool,
}

impl Shared {
    fn committed(&self, pages: u32) {
        if pages < self.pages.swap(pages, Ordering::Relaxed) {
            // It has begun anew.
            self.moved.store(0, Ordering::Relaxed);
            self.tried.store(0, Ordering::Relaxed);
        }
    }

    fn left(&self) -> u32 {
        self.pages.load(Ordering::Relaxed).saturating_sub(self.moved.load(Ordering::Relaxed))
    }
}

impl Checkpoint {
    /// Takes the place of SQLite's own checkpoints on the writer's connection.
    pub(super) fn watch(&self, writer: &mut Connection) -> Result<(), DbError> {
        let shared = Arc::clone(&self.0);
        writer.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            shared.committed(u32::try_from(pages).unwrap_or(0));
            Ok(())
        }))?;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The writer's part, between two batches.
    pub(super) fn after_batch(&self, writer: &Connection) {
        let (pages, left) = (self.0.pages.load(Ordering::Relaxed), self.0.left());
        let is_long = pages >= LONGEST && pages >= self.0.tried.load(Ordering::Relaxed) + WANTED;
        if is_long && (left < LITTLE || pages >= LONGEST + 2 * WANTED) {
            self.finish(writer);
        } else if left >= WANTED || is_long && left >= LITTLE {
            let mut state = self.state();
            if !state.wanted {
                state.wanted = true;
                self.0.wake.notify_one();
            }
        }
    }

    /// Whether the thread has moved part of the log and is through.
    pub(super) fn is_unfinished(&self) -> bool {
        self.0.moved.load(Ordering::Relaxed) > 0 && !self.state().wanted
    }

    /// Moves what is left: the next commit is the first of the log, unless a reader still needs the old.
    pub(super) fn finish(&self, writer: &Connection) {
        let pages = self.0.pages.load(Ordering::Relaxed);
        self.0.tried.store(pages, Ordering::Relaxed);
        let moved = move_pages(writer);
        // All of it: nothing is left to be finished.
        self.0.moved.store(if moved < pages { moved } else { 0 }, Ordering::Relaxed);
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
            self.0.moved.store(move_pages(connection), Ordering::Relaxed);
            self.state().wanted = false;
        }
    }

    /// Ends the thread.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.0.wake.notify_all();
    }
}

/// Moves as much as no reader still needs from the log; answers how many of its pages are moved now.
/// A failure is no harm: the log is longer then, and it is tried again.
fn move_pages(connection: &Connection) -> u32 {
    match connection.prepare_cached(MOVE).and_then(|mut pages| pages.query_row([], |row| row.get::<_, i64>(2))) {
        Ok(moved) => u32::try_from(moved).unwrap_or(0),
        Err(error) => {
            tracing::warn!(%error, "the database's log could not be moved into its file");
            0
        }
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
        checkpoint.after_batch(&writer);
        assert!(!checkpoint.state().wanted, "a short log is left alone");

        writer.execute("INSERT INTO t VALUES (zeroblob(?1))", [(WANTED + 1) * 4096]).unwrap();
        assert!(checkpoint.0.pages.load(Ordering::Relaxed) > WANTED);
        let reader = connect(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT body FROM t LIMIT 1").unwrap();
        let (connection, moves) = (connect(&path).unwrap(), checkpoint.clone());
        let thread = std::thread::spawn(move || moves.serve(&connection));
        checkpoint.after_batch(&writer);
        while !checkpoint.is_unfinished() {
            std::thread::yield_now();
        }
        // While somebody reads what is in it, and while there is much to do, the log only grows.
        writer.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        checkpoint.after_batch(&writer);
        assert!(checkpoint.0.pages.load(Ordering::Relaxed) > WANTED);
        // Then the writer moves the rest, and its next commit is the log's first.
        reader.execute_batch("COMMIT").unwrap();
        checkpoint.finish(&writer);
        assert!(!checkpoint.is_unfinished());
        writer.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        assert!(checkpoint.0.pages.load(Ordering::Relaxed) < 10);
        // A really long one begins anew without waiting for that.
        writer.execute("INSERT INTO t VALUES (zeroblob(?1))", [LONGEST * 4096]).unwrap();
        while checkpoint.0.pages.load(Ordering::Relaxed) > LITTLE {
            checkpoint.after_batch(&writer);
            writer.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        }
        checkpoint.close();
        thread.join().unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
