//! The embedded engine: one writer thread with group commit, a few reader threads, and a thread
//! that checkpoints the write-ahead log.

mod checkpoint;
pub(super) mod session;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use parking_lot::Mutex;

use self::checkpoint::Checkpoint;
use self::session::{Access, SqliteSession, connect};
use self::writer::Writer;
use super::context::DbContext;
use super::error::DbError;
use super::options::DbOptions;
use super::queue::{Priority, Queue};
use super::threads::{join_all, spawn};
use super::tx::{Session, Tx};
use super::unit::{Outcome, Unit, reply_not_queued};

type UnitQueue = Queue<Box<dyn Unit>>;

pub(super) struct SqliteEngine {
    writes: Arc<UnitQueue>,
    reads: Arc<UnitQueue>,
    checkpoint: Checkpoint,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl SqliteEngine {
    pub(super) fn start(path: &Path, options: &DbOptions, context: &DbContext) -> Result<Self, DbError> {
        let writes = Arc::new(UnitQueue::new(options.queue));
        let reads = Arc::new(UnitQueue::new(options.queue));
        let checkpoint = Checkpoint::default();
        let mut threads = Vec::new();
        let writer = Writer::new(path, options.max_pages, Arc::clone(&writes), checkpoint.clone(), context.clone())?;
        threads.push(spawn("habitro-db-write", move || writer.serve())?);
        let (connection, checkpoints) = (connect(path)?, checkpoint.clone());
        threads.push(spawn("habitro-db-log", move || checkpoints.serve(&connection))?);
        for _ in 0..options.threads {
            let session = SqliteSession::open(path, Access::Read, None)?;
            let (queue, context) = (Arc::clone(&reads), context.clone());
            threads.push(spawn("habitro-db-read", move || serve_reads(&session, &queue, &context))?);
        }
        Ok(Self { writes, reads, checkpoint, threads: Mutex::new(threads) })
    }

    pub(super) fn read(&self, unit: Box<dyn Unit>) {
        if let Err((unit, reason)) = self.reads.push(Priority::Request, unit) {
            reply_not_queued(unit, reason);
        }
    }

    pub(super) fn write(&self, priority: Priority, unit: Box<dyn Unit>) {
        if let Err((unit, reason)) = self.writes.push(priority, unit) {
            reply_not_queued(unit, reason);
        }
    }

    pub(super) fn close(&self) {
        self.close_queues();
        join_all(&self.threads);
    }

    fn close_queues(&self) {
        self.writes.close();
        self.reads.close();
        self.checkpoint.close();
    }
}

impl Drop for SqliteEngine {
    fn drop(&mut self) {
        self.close_queues();
    }
}

fn serve_reads(session: &SqliteSession, queue: &UnitQueue, context: &DbContext) {
    while let Some(mut unit) = queue.pop() {
        if unit.is_abandoned() {
            continue;
        }
        let inputs = unit.inputs(&|| context.new_inputs());
        if let Err(error) = session.begin_read() {
            unit.reply_error(error);
            continue;
        }
        let mut tx = Tx::new(Session::Sqlite(session), inputs, &context.meter);
        let outcome = unit.run(&mut tx);
        let fault = tx.finish().fault.filter(|e| outcome == Outcome::Commit || e.overrides());
        // SQLite has already ended the transaction after some errors.
        if !session.connection.is_autocommit() {
            let _ = session.control("ROLLBACK");
        }
        match fault {
            Some(error) => {
                if error.is_outage() {
                    tracing::warn!(%error, "a read failed");
                }
                unit.reply_error(error);
            }
            None => unit.reply(),
        }
    }
}
