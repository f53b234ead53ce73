//! SQLite's writer: every waiting closure in one transaction, one commit, and only then the answers.
//!
//! There is no timer: while one commit is on its way to the disk, the next batch gathers by itself.
//! A closure that fails leaves nothing: when it has written, the batch is run again with a savepoint
//! for each.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::World;
use super::checkpoint::Checkpoint;
use super::error::DbError;
use super::queue::{Idle, Lane};
use super::sqlite::{Access, Jobs, SqliteSession};
use super::tx::{Emitted, Finished, Session, Tx};
use super::unit::{Outcome, Unit};

/// One commit answers at most this many units, so that the first of them does not wait long.
const BATCH: usize = 512;
/// A background unit that holds the writer longer than this is logged.
const BACKGROUND_BUDGET: Duration = Duration::from_millis(10);

/// Nobody has written for so long: nobody is held up.
const QUIET: Duration = Duration::from_millis(100);

/// The one thread that writes.
pub(super) struct Writer {
    session: SqliteSession,
    queue: Arc<Jobs>,
    checkpoint: Checkpoint,
    world: World,
    max_pages: Option<u32>,
}

/// What has run since BEGIN.
#[derive(Default)]
struct Batch {
    /// Done or cleanly undone; to be answered after the commit.
    settled: Vec<(Box<dyn Unit>, Vec<Emitted>)>,
    refused: Vec<(Box<dyn Unit>, DbError)>,
    /// Why the whole batch is gone.
    lost: Option<DbError>,
    /// Nothing more is taken in.
    stopped: bool,
    /// Each unit runs in a savepoint.
    careful: bool,
}

impl Batch {
    fn add(&mut self, ran: Ran) {
        match ran {
            Ran::Settled { unit, hints } => self.settled.push((unit, hints)),
            Ran::Failed { unit, error, lost } => {
                if lost {
                    self.lost = Some(error.clone());
                }
                self.stopped |= lost || error.breaks_batch();
                self.refused.push((unit, error));
            }
        }
    }

    fn is_over(&self) -> bool {
        self.stopped || self.settled.len() + self.refused.len() >= BATCH
    }
}

/// What one unit without a savepoint left in the open transaction.
enum Along {
    /// What it wrote, or nothing; with the database's own error it is refused.
    Ran(Vec<Emitted>, Option<DbError>),
    /// It failed after it had written.
    Spoilt,
    /// The transaction is gone.
    Lost(DbError),
}

fn ended_by_itself() -> DbError {
    DbError::Unavailable("the transaction ended by itself".into())
}

/// What one unit in a savepoint left in the open transaction.
enum Ran {
    /// Done or cleanly undone; to be answered after the commit.
    Settled { unit: Box<dyn Unit>, hints: Vec<Emitted> },
    /// Undone with an error of the database itself; `lost` when it took the whole batch along.
    Failed { unit: Box<dyn Unit>, error: DbError, lost: bool },
}

impl Writer {
    pub(super) fn new(
        path: &Path,
        max_pages: Option<u32>,
        queue: Arc<Jobs>,
        checkpoint: Checkpoint,
        world: World,
    ) -> Result<Self, DbError> {
        Ok(Self { session: Self::open(path, max_pages, &checkpoint)?, queue, checkpoint, world, max_pages })
    }

    /// Works until the queue is closed and empty.
    pub(super) fn serve(mut self) {
        while let Some(first) = self.next() {
            if self.batch(first) {
                self.reopen();
            }
            self.checkpoint.after_batch(&self.session.connection);
        }
    }

    /// Waits for a unit; lets the log begin anew when none comes for a while.
    fn next(&self) -> Option<Box<dyn Unit>> {
        while self.checkpoint.is_unfinished() {
            match self.queue.pop_within(QUIET) {
                Ok(next) => return next,
                Err(Idle) => self.checkpoint.finish(&self.session.connection),
            }
        }
        self.queue.pop()
    }

    fn open(path: &Path, max_pages: Option<u32>, checkpoint: &Checkpoint) -> Result<SqliteSession, DbError> {
        let mut session = SqliteSession::open(path, Access::Write, max_pages)?;
        checkpoint.watch(&mut session.connection)?;
        Ok(session)
    }

    /// Runs `first` and all that waits, commits, answers. True when the connection is suspect.
    fn batch(&self, first: Box<dyn Unit>) -> bool {
        if let Err(error) = self.session.control("BEGIN IMMEDIATE") {
            let suspect = error.breaks_batch();
            first.refuse(error);
            return suspect;
        }
        let mut batch = Batch::default();
        let mut next = Some(first);
        let mut background_turn = true;
        while let Some(unit) = next.take() {
            self.take(unit, &mut batch);
            if batch.is_over() {
                break;
            }
            next = self.queue.try_pop(Lane::Request);
            if next.is_none() && background_turn {
                // One background unit a batch: it never starves and never takes over.
                background_turn = false;
                next = self.queue.try_pop(Lane::Background);
            }
        }
        self.end(batch)
    }

    /// Runs one more unit.
    ///
    /// Without a savepoint at first: it costs as much as two or three statements, and a unit that
    /// fails has seldom written before. One that has takes the batch down; then everything runs
    /// again, each in a savepoint of its own, which closures allow.
    fn take(&self, mut unit: Box<dyn Unit>, batch: &mut Batch) {
        if batch.careful {
            return batch.add(self.run_apart(unit));
        }
        match self.run_along(unit.as_mut()) {
            Along::Ran(hints, None) => batch.settled.push((unit, hints)),
            Along::Ran(_, Some(error)) => batch.add(Ran::Failed { unit, error, lost: false }),
            Along::Lost(error) => batch.add(Ran::Failed { unit, error, lost: true }),
            Along::Spoilt => self.again(unit, batch),
        }
    }

    /// The batch from its beginning, `unit` last, carefully.
    fn again(&self, unit: Box<dyn Unit>, batch: &mut Batch) {
        batch.careful = true;
        let mut units: Vec<Box<dyn Unit>> =
            std::mem::take(&mut batch.settled).into_iter().map(|(unit, _)| unit).collect();
        units.push(unit);
        let begun = self.session.control("ROLLBACK").and_then(|()| self.session.control("BEGIN IMMEDIATE"));
        for unit in units {
            match &begun {
                Ok(()) if !batch.is_over() => batch.add(self.run_apart(unit)),
                Ok(()) => batch.refused.push((unit, DbError::Busy)),
                Err(error) => batch.add(Ran::Failed { unit, error: error.clone(), lost: true }),
            }
        }
    }

    /// Commits and answers. True when the connection is suspect.
    fn end(&self, batch: Batch) -> bool {
        let Batch { settled, refused, lost, .. } = batch;
        let outcome = match lost {
            Some(error) => Err(error),
            None => self.session.control("COMMIT"),
        };
        if outcome.is_err() && !self.session.connection.is_autocommit() {
            let _ = self.session.control("ROLLBACK");
        }
        let suspect = matches!(outcome, Err(DbError::Unavailable(_)))
            || refused.iter().any(|(_, e)| matches!(e, DbError::Unavailable(_)));
        match outcome {
            Ok(()) => {
                for (unit, hints) in settled {
                    // Hints first: who was answered must find every listener informed.
                    hints.into_iter().for_each(|(hint, news)| self.world.bus.publish_with(hint, news.as_ref()));
                    unit.settle();
                }
            }
            Err(error) => {
                tracing::warn!(%error, units = settled.len(), "a batch could not be committed");
                settled.into_iter().for_each(|(unit, _)| unit.refuse(error.clone()));
            }
        }
        refused.into_iter().for_each(|(unit, error)| unit.refuse(error));
        suspect
    }

    /// Runs the closure; what it came to, its hints, and the database's own fault.
    fn run(&self, unit: &mut dyn Unit) -> (Outcome, Finished) {
        let moment = unit.moment(&|| self.world.moment());
        let started = Instant::now();
        let mut tx = Tx::new(Session::Sqlite(&self.session), moment, &self.world.meter);
        let outcome = unit.run(&mut tx);
        if started.elapsed() > BACKGROUND_BUDGET * 10 {
            tracing::warn!(elapsed = ?started.elapsed(), "a unit of work held the writer for long");
        }
        let Finished { hints, fault } = tx.finish();
        let fault = fault.filter(|e| outcome == Outcome::Keep || e.overrides() || self.ended());
        (outcome, Finished { hints, fault })
    }

    /// SQLite ends the transaction by itself after some errors, even ones a closure swallowed.
    fn ended(&self) -> bool {
        self.session.connection.is_autocommit()
    }

    fn run_along(&self, unit: &mut dyn Unit) -> Along {
        self.session.wrote.set(false);
        let (outcome, Finished { hints, fault }) = self.run(unit);
        if self.ended() {
            return Along::Lost(fault.unwrap_or_else(ended_by_itself));
        }
        match (outcome, fault) {
            (Outcome::Keep, None) => Along::Ran(hints, None),
            _ if self.session.wrote.get() => Along::Spoilt,
            (_, fault) => Along::Ran(Vec::new(), fault),
        }
    }

    fn run_apart(&self, mut unit: Box<dyn Unit>) -> Ran {
        if let Err(error) = self.session.control("SAVEPOINT unit") {
            let lost = self.ended();
            return Ran::Failed { unit, error, lost };
        }
        let (outcome, Finished { hints, fault }) = self.run(unit.as_mut());
        if self.ended() {
            return Ran::Failed { unit, error: fault.unwrap_or_else(ended_by_itself), lost: true };
        }
        let keep = outcome == Outcome::Keep && fault.is_none();
        let ended = if keep {
            self.session.control("RELEASE unit")
        } else {
            self.session.control("ROLLBACK TO unit").and_then(|()| self.session.control("RELEASE unit"))
        };
        match (ended, fault) {
            (Ok(()), None) => Ran::Settled { unit, hints: if keep { hints } else { Vec::new() } },
            (Ok(()), Some(error)) => Ran::Failed { unit, error, lost: false },
            // A savepoint that can't be ended takes the batch with it.
            (Err(error), _) => Ran::Failed { unit, error, lost: true },
        }
    }

    /// A connection that had an I/O error is replaced; if that fails the old one is tried again.
    fn reopen(&mut self) {
        match Self::open(&self.session.path, self.max_pages, &self.checkpoint) {
            Ok(session) => self.session = session,
            Err(error) => tracing::warn!(%error, "can't reopen the database yet"),
        }
    }
}
