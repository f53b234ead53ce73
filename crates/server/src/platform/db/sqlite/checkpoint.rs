//! Checkpoints the write-ahead log (WAL) outside the writer's commits.
//!
//! By default SQLite checkpoints inside the commit that makes the WAL 1,000 pages long, and every
//! queued unit waits for it; under load that is every second commit. Here a thread with its own
//! connection checkpoints while the writer continues. The writer adds a few pages meanwhile, and as
//! long as any page is not yet in the database file the WAL can't restart from its beginning. The
//! writer therefore moves the last pages itself: when it is idle, or once the WAL is very long. That
//! blocks the queue for about 30 us per page, so on a long WAL the thread checkpoints again and again,
//! each time with fewer pages left, until only a few remain.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use parking_lot::{Condvar, Mutex, MutexGuard};
use rusqlite::Connection;

use super::super::error::DbError;

/// The thread checkpoints once this many pages (32 MB) are pending. A larger batch writes a page
/// that changed several times only once.
const CHECKPOINT_PAGES: u32 = 8_192;
/// The WAL restarts at this length (192 MB) even if units are queued. Readers are not blocked.
const MAX_LOG_PAGES: u32 = 49_152;
/// [`MAX_LOG_PAGES`] in bytes.
pub(super) const MAX_LOG_BYTES: i64 = MAX_LOG_PAGES as i64 * 4096;
/// The writer finishes a checkpoint once this few pages are pending.
const FINISH_PAGES: u32 = 128;
/// It also finishes one once this few pages are pending and their number has stopped falling, because units
/// write as fast as the thread moves pages.
const MAX_FINISH_PAGES: u32 = CHECKPOINT_PAGES / 2;
/// From this length (256 MB) on, a WAL that can't restart is worth a warning.
const WARN_LOG_PAGES: u32 = 65_536;

const CHECKPOINT: &str = "PRAGMA wal_checkpoint(PASSIVE)";

/// The state that the writer and the checkpoint thread share; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Checkpoint(Arc<CheckpointState>);

#[derive(Default)]
struct CheckpointState {
    /// Pages in the WAL after the last commit.
    pages: AtomicU32,
    /// How many of them are already in the database file.
    moved: AtomicU32,
    /// The length at which the writer last failed to restart the WAL, because a reader needed it.
    failed_at: AtomicU32,
    /// The thread's last pass left almost as many pages pending as it found.
    stalled: AtomicBool,
    /// The log's length has been logged since it last restarted.
    warned: AtomicBool,
    request: Mutex<CheckpointRequest>,
    wake: Condvar,
}

#[derive(Default)]
struct CheckpointRequest {
    pending: bool,
    closed: bool,
}

impl CheckpointState {
    fn committed(&self, pages: u32) {
        if pages < self.pages.swap(pages, Ordering::Relaxed) {
            // The WAL has restarted.
            self.moved.store(0, Ordering::Relaxed);
            self.failed_at.store(0, Ordering::Relaxed);
            self.stalled.store(false, Ordering::Relaxed);
            self.warned.store(false, Ordering::Relaxed);
        }
    }

    fn pending_pages(&self) -> u32 {
        self.pages.load(Ordering::Relaxed).saturating_sub(self.moved.load(Ordering::Relaxed))
    }
}

impl Checkpoint {
    /// Replaces SQLite's automatic checkpoints on the writer's connection.
    pub(super) fn attach(&self, writer: &mut Connection) -> Result<(), DbError> {
        let shared = Arc::clone(&self.0);
        writer.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            shared.committed(u32::try_from(pages).unwrap_or(0));
            Ok(())
        }))?;
        Ok(())
    }

    fn request(&self) -> MutexGuard<'_, CheckpointRequest> {
        self.0.request.lock()
    }

    /// Called by the writer between two batches.
    pub(super) fn after_batch(&self, writer: &Connection) {
        let (pages, pending) = (self.0.pages.load(Ordering::Relaxed), self.0.pending_pages());
        let is_long = pages >= MAX_LOG_PAGES && pages >= self.0.failed_at.load(Ordering::Relaxed) + CHECKPOINT_PAGES;
        let few = if self.0.stalled.load(Ordering::Relaxed) { MAX_FINISH_PAGES } else { FINISH_PAGES };
        if is_long && (pending <= few || pages >= MAX_LOG_PAGES + 2 * CHECKPOINT_PAGES) {
            self.finish(writer);
        } else if pending >= CHECKPOINT_PAGES || is_long {
            let mut request = self.request();
            if !request.pending {
                request.pending = true;
                self.0.wake.notify_one();
            }
        }
    }

    /// Returns whether the thread has finished and the writer still has pages to move.
    pub(super) fn is_unfinished(&self) -> bool {
        self.0.moved.load(Ordering::Relaxed) > 0 && !self.request().pending
    }

    /// Moves the remaining pages, so that the next commit restarts the WAL unless a reader still
    /// needs it. Called by the writer.
    pub(super) fn finish(&self, writer: &Connection) {
        let pages = self.0.pages.load(Ordering::Relaxed);
        self.0.failed_at.store(pages, Ordering::Relaxed);
        let moved = move_pages(writer);
        // 0 means that nothing is left to finish.
        self.0.moved.store(if moved < pages { moved } else { 0 }, Ordering::Relaxed);
        if moved < pages && pages >= WARN_LOG_PAGES && !self.0.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                megabytes = u64::from(pages) * 4096 / 1_000_000,
                "the write-ahead log can't restart: another program keeps a read of the database open"
            );
        }
    }

    /// Runs the checkpoint thread until [`Checkpoint::close`].
    pub(super) fn serve(&self, connection: &Connection) {
        loop {
            let mut request = self.request();
            while !request.pending && !request.closed {
                self.0.wake.wait(&mut request);
            }
            if request.closed {
                return;
            }
            drop(request);
            let before = self.0.pending_pages();
            self.0.moved.store(move_pages(connection), Ordering::Relaxed);
            let stalled = self.0.pending_pages() > before / 4 * 3;
            self.0.stalled.store(stalled, Ordering::Relaxed);
            self.request().pending = false;
        }
    }

    /// Ends the checkpoint thread.
    pub(super) fn close(&self) {
        self.request().closed = true;
        self.0.wake.notify_all();
    }
}

/// Moves the pages that no reader needs and returns how many pages of the WAL have been moved in
/// total. A failure is harmless: the WAL grows and a later checkpoint moves its pages.
fn move_pages(connection: &Connection) -> u32 {
    match connection.prepare_cached(CHECKPOINT).and_then(|mut pages| pages.query_row([], |row| row.get::<_, i64>(2))) {
        Ok(moved) => u32::try_from(moved).unwrap_or(0),
        Err(error) => {
            tracing::warn!(%error, "can't checkpoint the write-ahead log");
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::session::connect;
    use super::*;

    #[test]
    fn long_log_is_checkpointed_and_restarts() {
        let folder = std::env::temp_dir().join(format!("habitro-checkpoint-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("habitro.db");
        let checkpoint = Checkpoint::default();
        let mut writer = connect(&path).unwrap();
        checkpoint.attach(&mut writer).unwrap();
        writer.execute_batch("CREATE TABLE t (body BLOB); INSERT INTO t VALUES (zeroblob(1000))").unwrap();
        checkpoint.after_batch(&writer);
        assert!(!checkpoint.request().pending, "a short log is not checkpointed");

        writer.execute("INSERT INTO t VALUES (zeroblob(?1))", [(CHECKPOINT_PAGES + 1) * 4096]).unwrap();
        assert!(checkpoint.0.pages.load(Ordering::Relaxed) > CHECKPOINT_PAGES);
        let reader = connect(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT body FROM t LIMIT 1").unwrap();
        let (connection, moves) = (connect(&path).unwrap(), checkpoint.clone());
        let thread = std::thread::spawn(move || moves.serve(&connection));
        checkpoint.after_batch(&writer);
        while !checkpoint.is_unfinished() {
            std::thread::yield_now();
        }
        // While a reader needs the log, and while many pages are pending, it only grows.
        writer.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        checkpoint.after_batch(&writer);
        assert!(checkpoint.0.pages.load(Ordering::Relaxed) > CHECKPOINT_PAGES);
        // Then the writer moves the rest, and its next commit restarts the log.
        reader.execute_batch("COMMIT").unwrap();
        checkpoint.finish(&writer);
        assert!(!checkpoint.is_unfinished());
        writer.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        assert!(checkpoint.0.pages.load(Ordering::Relaxed) < 10);
        // A log that a reader kept from restarting is cut back to its usual length afterwards.
        reader.execute_batch("BEGIN; SELECT body FROM t LIMIT 1").unwrap();
        writer.execute("INSERT INTO t VALUES (zeroblob(?1))", [(WARN_LOG_PAGES + 1) * 4096]).unwrap();
        let log = path.with_file_name("habitro.db-wal");
        let length = || std::fs::metadata(&log).unwrap().len();
        assert!(length() > u64::from(WARN_LOG_PAGES) * 4096);
        checkpoint.finish(&writer);
        assert!(checkpoint.0.warned.load(Ordering::Relaxed));
        reader.execute_batch("COMMIT").unwrap();
        checkpoint.finish(&writer);
        writer.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        assert!(!checkpoint.0.warned.load(Ordering::Relaxed));
        assert!(length() <= u64::from(MAX_LOG_PAGES) * 4096, "{} bytes", length());
        // A very long log restarts without waiting for that.
        writer.execute("INSERT INTO t VALUES (zeroblob(?1))", [MAX_LOG_PAGES * 4096]).unwrap();
        while checkpoint.0.pages.load(Ordering::Relaxed) > FINISH_PAGES {
            checkpoint.after_batch(&writer);
            writer.execute("INSERT INTO t VALUES (zeroblob(1000))", []).unwrap();
        }
        checkpoint.close();
        thread.join().unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
