//! The SQLite writer: runs all queued units in one transaction, commits once, then replies.
//!
//! There is no timer. While one commit waits for the disk, the next batch collects in the queue. A
//! unit that fails leaves nothing behind: if it has written, the batch runs again with a savepoint
//! for each unit.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::context::DbContext;
use super::super::error::DbError;
use super::super::queue::{Priority, TimedOut};
use super::super::tx::{AfterCommit, FinishedTx, Session, Tx};
use super::super::unit::{Outcome, Unit};
use super::UnitQueue;
use super::checkpoint::Checkpoint;
use super::session::{Access, SqliteSession};

/// The maximum number of units in one commit, which bounds how long the first of them waits.
const MAX_BATCH: usize = 512;
/// A unit that holds the writer longer than this is logged.
const SLOW_UNIT: Duration = Duration::from_millis(100);
/// After this long without a unit the writer counts as idle and may finish a checkpoint.
const IDLE_AFTER: Duration = Duration::from_millis(100);

/// The state of the only thread that writes.
pub(super) struct Writer {
    session: SqliteSession,
    queue: Arc<UnitQueue>,
    checkpoint: Checkpoint,
    context: DbContext,
    max_pages: Option<u32>,
}

/// The units that have run since BEGIN.
#[derive(Default)]
struct Batch {
    /// Finished or cleanly rolled back; they get their result after the commit.
    finished: Vec<(Box<dyn Unit>, Vec<AfterCommit>)>,
    failed: Vec<(Box<dyn Unit>, DbError)>,
    /// Why the whole transaction was lost.
    lost: Option<DbError>,
    /// No more units are added.
    stopped: bool,
    /// Each unit runs in its own savepoint.
    use_savepoints: bool,
}

impl Batch {
    fn add(&mut self, run: UnitRun) {
        match run {
            UnitRun::Finished { unit, after_commit } => self.finished.push((unit, after_commit)),
            UnitRun::Failed { unit, error, lost } => {
                if lost {
                    self.lost = Some(error.clone());
                }
                self.stopped |= lost || error.breaks_batch();
                self.failed.push((unit, error));
            }
        }
    }

    fn is_complete(&self) -> bool {
        self.stopped || self.finished.len() + self.failed.len() >= MAX_BATCH
    }
}

/// How one unit ended that ran without a savepoint.
enum PlainRun {
    /// It finished, or failed before it wrote. An error of the database fails the unit.
    Done(Vec<AfterCommit>, Option<DbError>),
    /// It failed after it had written, so its writes are in the shared transaction.
    FailedAfterWrite,
    /// SQLite has ended the transaction.
    TransactionLost(DbError),
}

/// How one unit ended.
enum UnitRun {
    /// It finished or was cleanly rolled back; it gets its result after the commit.
    Finished { unit: Box<dyn Unit>, after_commit: Vec<AfterCommit> },
    /// It was rolled back with an error of the database; `lost` if the whole batch went with it.
    Failed { unit: Box<dyn Unit>, error: DbError, lost: bool },
}

fn transaction_lost() -> DbError {
    DbError::Unavailable("SQLite ended the transaction".into())
}

impl Writer {
    pub(super) fn new(
        path: &Path,
        max_pages: Option<u32>,
        queue: Arc<UnitQueue>,
        checkpoint: Checkpoint,
        context: DbContext,
    ) -> Result<Self, DbError> {
        Ok(Self { session: Self::open(path, max_pages, &checkpoint)?, queue, checkpoint, context, max_pages })
    }

    /// Runs units until the queue is closed and empty.
    pub(super) fn serve(mut self) {
        while let Some(first) = self.next_unit() {
            if self.run_batch(first) {
                self.reconnect();
            }
            self.checkpoint.after_batch(&self.session.connection);
        }
    }

    /// Waits for a unit. Finishes a checkpoint while the queue stays empty.
    fn next_unit(&self) -> Option<Box<dyn Unit>> {
        while self.checkpoint.is_unfinished() {
            match self.queue.pop_timeout(IDLE_AFTER) {
                Ok(next) => return next,
                Err(TimedOut) => self.checkpoint.finish(&self.session.connection),
            }
        }
        self.queue.pop()
    }

    fn open(path: &Path, max_pages: Option<u32>, checkpoint: &Checkpoint) -> Result<SqliteSession, DbError> {
        let mut session = SqliteSession::open(path, Access::Write, max_pages)?;
        checkpoint.attach(&mut session.connection)?;
        Ok(session)
    }

    /// Runs `first` and all queued units, commits, and replies. Returns whether the connection should
    /// be replaced.
    fn run_batch(&self, first: Box<dyn Unit>) -> bool {
        if let Err(error) = self.session.control("BEGIN IMMEDIATE") {
            let suspect = error.breaks_batch();
            first.reply_error(error);
            return suspect;
        }
        let mut batch = Batch::default();
        let mut next = Some(first);
        let mut may_take_background = true;
        while let Some(unit) = next.take() {
            self.run_unit(unit, &mut batch);
            if batch.is_complete() {
                break;
            }
            next = self.queue.try_pop_from(Priority::Request);
            if next.is_none() && may_take_background {
                // One background unit in each batch: it neither starves nor takes over.
                may_take_background = false;
                next = self.queue.try_pop_from(Priority::Background);
            }
        }
        self.commit_batch(batch)
    }

    /// Runs one more unit of the batch, at first without a savepoint.
    ///
    /// A savepoint costs as much as two or three statements, and a unit that fails has rarely
    /// written before. If it has, everything runs again, each unit in its own savepoint, which is
    /// allowed because closures can be retried.
    fn run_unit(&self, mut unit: Box<dyn Unit>, batch: &mut Batch) {
        if unit.is_abandoned() {
            return;
        }
        if batch.use_savepoints {
            return batch.add(self.run_in_savepoint(unit));
        }
        match self.run_plain(unit.as_mut()) {
            PlainRun::Done(after_commit, None) => batch.finished.push((unit, after_commit)),
            PlainRun::Done(_, Some(error)) => batch.add(UnitRun::Failed { unit, error, lost: false }),
            PlainRun::TransactionLost(error) => batch.add(UnitRun::Failed { unit, error, lost: true }),
            PlainRun::FailedAfterWrite => self.rerun_with_savepoints(unit, batch),
        }
    }

    /// Runs the batch from its beginning, then `unit`, each in a savepoint.
    fn rerun_with_savepoints(&self, unit: Box<dyn Unit>, batch: &mut Batch) {
        batch.use_savepoints = true;
        let mut units: Vec<Box<dyn Unit>> =
            std::mem::take(&mut batch.finished).into_iter().map(|(unit, _)| unit).collect();
        units.push(unit);
        let begun = self.session.control("ROLLBACK").and_then(|()| self.session.control("BEGIN IMMEDIATE"));
        for unit in units {
            match &begun {
                Ok(()) if !batch.is_complete() => batch.add(self.run_in_savepoint(unit)),
                Ok(()) => batch.failed.push((unit, DbError::Busy)),
                Err(error) => batch.add(UnitRun::Failed { unit, error: error.clone(), lost: true }),
            }
        }
    }

    /// Commits and replies. Returns whether the connection should be replaced.
    fn commit_batch(&self, batch: Batch) -> bool {
        let Batch { finished, failed, lost, .. } = batch;
        let committed = match lost {
            Some(error) => Err(error),
            None => self.session.control("COMMIT").map_err(DbError::during_commit),
        };
        if committed.is_err() && !self.session.connection.is_autocommit() {
            let _ = self.session.control("ROLLBACK");
        }
        let suspect = committed.as_ref().is_err_and(DbError::is_outage)
            || failed.iter().any(|(_, e)| matches!(e, DbError::Unavailable(_)));
        match committed {
            Ok(()) => {
                for (unit, after_commit) in finished {
                    // Hints first: once a caller has its result, every listener must know of the change.
                    after_commit.into_iter().for_each(|effect| effect.run(&self.context.bus));
                    unit.reply();
                }
            }
            Err(error) => {
                tracing::warn!(%error, units = finished.len(), "a batch could not be committed");
                finished.into_iter().for_each(|(unit, _)| unit.reply_error(error.clone()));
            }
        }
        for (unit, error) in failed {
            if error.is_outage() {
                tracing::warn!(%error, "a unit of work failed");
            }
            unit.reply_error(error);
        }
        suspect
    }

    /// Runs the closure and returns its outcome, what to do after the commit, and the database's own error, if any.
    fn run(&self, unit: &mut dyn Unit) -> (Outcome, FinishedTx) {
        let inputs = unit.inputs(&|| self.context.new_inputs());
        let started = Instant::now();
        let mut tx = Tx::new(Session::Sqlite(&self.session), inputs, &self.context.meter);
        let outcome = unit.run(&mut tx);
        if started.elapsed() > SLOW_UNIT {
            tracing::warn!(elapsed = ?started.elapsed(), "a unit of work blocked the writer");
        }
        let FinishedTx { after_commit, fault, written } = tx.finish();
        // At once, not after the commit: the next unit of this batch may be of the same account. Also if it failed,
        // because it has used the writer.
        unit.charge(written);
        let fault = fault.filter(|e| outcome == Outcome::Commit || e.overrides() || self.has_lost_transaction());
        (outcome, FinishedTx { after_commit, fault, written })
    }

    /// Returns whether SQLite has ended the transaction, which some errors cause even if the closure
    /// swallows them.
    fn has_lost_transaction(&self) -> bool {
        self.session.connection.is_autocommit()
    }

    fn run_plain(&self, unit: &mut dyn Unit) -> PlainRun {
        self.session.wrote.set(false);
        let (outcome, FinishedTx { after_commit, fault, .. }) = self.run(unit);
        if self.has_lost_transaction() {
            return PlainRun::TransactionLost(fault.unwrap_or_else(transaction_lost));
        }
        match (outcome, fault) {
            (Outcome::Commit, None) => PlainRun::Done(after_commit, None),
            _ if self.session.wrote.get() => PlainRun::FailedAfterWrite,
            (_, fault) => PlainRun::Done(Vec::new(), fault),
        }
    }

    fn run_in_savepoint(&self, mut unit: Box<dyn Unit>) -> UnitRun {
        if let Err(error) = self.session.control("SAVEPOINT unit") {
            let lost = self.has_lost_transaction();
            return UnitRun::Failed { unit, error, lost };
        }
        let (outcome, FinishedTx { after_commit, fault, .. }) = self.run(unit.as_mut());
        if self.has_lost_transaction() {
            return UnitRun::Failed { unit, error: fault.unwrap_or_else(transaction_lost), lost: true };
        }
        let keep = outcome == Outcome::Commit && fault.is_none();
        let ended = if keep {
            self.session.control("RELEASE unit")
        } else {
            self.session.control("ROLLBACK TO unit").and_then(|()| self.session.control("RELEASE unit"))
        };
        match (ended, fault) {
            (Ok(()), None) => UnitRun::Finished { unit, after_commit: if keep { after_commit } else { Vec::new() } },
            (Ok(()), Some(error)) => UnitRun::Failed { unit, error, lost: false },
            // The writes of a savepoint that can't be ended stay in the transaction.
            (Err(error), _) => UnitRun::Failed { unit, error, lost: true },
        }
    }

    /// Replaces a connection that had an I/O error. If that fails, the old connection stays in use.
    fn reconnect(&mut self) {
        match Self::open(&self.session.path, self.max_pages, &self.checkpoint) {
            Ok(session) => self.session = session,
            Err(error) => tracing::warn!(%error, "can't reopen the database yet"),
        }
    }
}
