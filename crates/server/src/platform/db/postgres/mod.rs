//! The PostgreSQL engine: a pool of threads, each with its own connection.
//!
//! Writes are SERIALIZABLE and are retried after a conflict. Writes with the same key queue here,
//! before BEGIN: otherwise concurrent writes of one user would abort each other. Claims are READ COMMITTED and
//! have no key: they skip each other's rows.

mod advice;
mod connect;
mod connection;
mod exhaustion;
#[cfg(test)]
mod fake_server;
mod pipeline;
pub(super) mod row;
pub(super) mod session;
mod socket;
mod startup;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};

pub use self::advice::ServerAdvice;
pub use self::connect::POSTGRES_SESSION;
use self::exhaustion::{Exhaustion, WriteJob};
use self::session::{PostgresSession, UnitKind};
use super::context::DbContext;
use super::error::DbError;
use super::options::{DbOptions, Key};
use super::queue::{Priority, PushError, Queue};
use super::threads::{join_all, spawn};
use super::tx::{FinishedTx, Session, Tx};
use super::unit::{Outcome, Unit, reply_not_queued};
use crate::platform::limits::Written;

/// The least pause between two attempts to connect.
const RECONNECT_PAUSE: Duration = Duration::from_millis(50);

/// Units queued behind a running write with the same key.
type QueuedUnits = VecDeque<(Priority, Box<dyn Unit>)>;

enum Job {
    Read { unit: Box<dyn Unit>, queued_at: Instant },
    Write(WriteJob),
    Claim { unit: Box<dyn Unit> },
}

/// The keys with a running write, and the units queued behind them.
#[derive(Default)]
struct BusyKeys {
    keys: HashMap<Key, QueuedUnits>,
    /// How many units are queued behind all keys together.
    queued: usize,
}

impl BusyKeys {
    /// Removes the next unit queued behind `key`, combined with those behind it as far as they can be. Frees the
    /// key if there is none.
    fn next(&mut self, key: Key) -> Option<(Priority, Box<dyn Unit>)> {
        let waiting = self.keys.get_mut(&key)?;
        let Some((priority, mut unit)) = waiting.pop_front() else {
            self.keys.remove(&key);
            return None;
        };
        self.queued -= 1;
        while let Some((other_priority, other)) = waiting.pop_front() {
            if let Err(other) = unit.absorb(other) {
                waiting.push_front((other_priority, other));
                break;
            }
            self.queued -= 1;
        }
        Some((priority, unit))
    }
}

struct PoolState {
    jobs: Queue<Job>,
    busy: Mutex<BusyKeys>,
    /// How many units may be queued behind busy keys.
    capacity: usize,
    pause: (Mutex<()>, Condvar),
    /// Since when the server can't be reached.
    outage: Mutex<Option<Instant>>,
    exhaustion: Exhaustion,
}

impl PoolState {
    fn busy(&self) -> MutexGuard<'_, BusyKeys> {
        self.busy.lock()
    }
}

pub(super) struct PostgresEngine {
    shared: Arc<PoolState>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl PostgresEngine {
    pub(super) fn start(url: &str, options: &DbOptions, context: &DbContext) -> Result<Self, DbError> {
        let shared = Arc::new(PoolState {
            jobs: Queue::new(options.queue),
            busy: Mutex::default(),
            capacity: options.queue,
            pause: (Mutex::new(()), Condvar::new()),
            outage: Mutex::default(),
            exhaustion: Exhaustion::new(options.queue, options.retry_for),
        });
        let mut session = PostgresSession::open(url)?;
        let mut first_session = match log_advice(&mut session, url, options.threads) {
            Ok(()) => Some(session),
            Err(error) if error.is_outage() => return Err(error),
            Err(error) => {
                tracing::debug!(%error, "can't read the settings of the database server");
                None
            }
        };
        let mut threads = Vec::new();
        for _ in 0..options.threads {
            let worker = Worker {
                shared: Arc::clone(&shared),
                session: first_session.take(),
                url: url.to_owned(),
                context: context.clone(),
                retry_for: options.retry_for,
                reconnect_for: options.reconnect_for,
            };
            threads.push(spawn("habitro-db", move || worker.serve())?);
        }
        Ok(Self { shared, threads: Mutex::new(threads) })
    }

    pub(super) fn read(&self, unit: Box<dyn Unit>) {
        if let Err((job, reason)) =
            self.shared.jobs.push(Priority::Request, Job::Read { unit, queued_at: Instant::now() })
        {
            job.reply_not_queued(reason);
        }
    }

    pub(super) fn write(&self, priority: Priority, key: Key, unit: Box<dyn Unit>) {
        let mut busy = self.shared.busy();
        let full = busy.queued >= self.shared.capacity;
        if let Some(waiting) = busy.keys.get_mut(&key) {
            let refused =
                if self.shared.jobs.is_closed() { Some(PushError::Closed) } else { full.then_some(PushError::Full) };
            if let Some(reason) = refused {
                drop(busy);
                return reply_not_queued(unit, reason);
            }
            waiting.push_back((priority, unit));
            busy.queued += 1;
            return;
        }
        // Done under the lock, so that no unit queues behind a write that was refused.
        match self.shared.jobs.push(priority, Job::write(priority, key, unit)) {
            Ok(()) => {
                busy.keys.insert(key, VecDeque::new());
            }
            Err((job, reason)) => {
                drop(busy);
                job.reply_not_queued(reason);
            }
        }
    }

    pub(super) fn claim(&self, unit: Box<dyn Unit>) {
        if let Err((job, reason)) = self.shared.jobs.push(Priority::Request, Job::Claim { unit }) {
            job.reply_not_queued(reason);
        }
    }

    pub(super) fn close(&self) {
        self.shared.jobs.close();
        self.shared.pause.1.notify_all();
        join_all(&self.threads);
    }
}

/// Opens a plain connection.
///
/// The synchronous client waits for ever for a server that accepts connections and answers nothing, so a
/// session, which has a deadline for that, is opened first.
pub(super) fn connect(url: &str) -> Result<postgres::Client, DbError> {
    drop(PostgresSession::open(url)?);
    connect::connect(url)
}

/// Returns advice about the server at `url`, for a process with `threads` connections.
pub(super) fn server_advice(url: &str, threads: usize) -> Result<Vec<ServerAdvice>, DbError> {
    advice::advice(&mut PostgresSession::open(url)?, url, threads)
}

/// Logs the advice about the server.
fn log_advice(session: &mut PostgresSession, url: &str, threads: usize) -> Result<(), DbError> {
    for advice in advice::advice(session, url, threads)? {
        if advice.is_warning() {
            tracing::warn!("{advice}");
        } else {
            tracing::info!("{advice}");
        }
    }
    Ok(())
}

impl Drop for PostgresEngine {
    fn drop(&mut self) {
        self.shared.jobs.close();
    }
}

impl Job {
    fn write(priority: Priority, key: Key, unit: Box<dyn Unit>) -> Self {
        Self::Write(WriteJob { key, priority, unit, queued_at: Instant::now() })
    }

    fn reply_not_queued(self, reason: PushError) {
        match self {
            Self::Read { unit, .. } | Self::Write(WriteJob { unit, .. }) | Self::Claim { unit } => {
                reply_not_queued(unit, reason);
            }
        }
    }
}

impl PoolState {
    /// Logs the beginning of an outage, once for all threads.
    fn report_outage(&self, error: &DbError) {
        let mut outage = self.outage.lock();
        if outage.is_none() {
            tracing::warn!(%error, "the database can't be reached");
            *outage = Some(Instant::now());
        }
    }

    /// Logs the end of an outage.
    fn report_reachable(&self) {
        if let Some(since) = self.outage.lock().take() {
            tracing::info!(outage = ?since.elapsed(), "the database can be reached again");
        }
    }

    /// Passes the key to the next unit queued for it, or frees it.
    fn release(&self, key: Key) {
        let Some((priority, unit)) = self.busy().next(key) else { return };
        self.jobs.push_accepted(priority, Job::write(priority, key, unit));
    }
}

struct Worker {
    shared: Arc<PoolState>,
    session: Option<PostgresSession>,
    url: String,
    context: DbContext,
    retry_for: Duration,
    reconnect_for: Duration,
}

/// How a unit ended.
enum UnitRun {
    /// The unit has its result, which the caller does not have yet.
    Finished(Box<dyn Unit>),
    /// The caller has an error of the database, or has left.
    Failed,
    /// The server is out of predicate locks: nothing was written, and nobody has an answer.
    LocksExhausted(Box<dyn Unit>),
}

/// How one attempt ended.
enum Attempt {
    /// The unit has its result.
    Finished,
    Failed(DbError),
    /// Conflicted with a concurrent unit: nothing was written, so it can be retried.
    Conflict,
    /// The server is out of predicate locks: nothing was written.
    LocksExhausted,
    /// The server can't be reached, or the connection broke before COMMIT: nothing was written.
    Disconnected(DbError),
}

impl Worker {
    fn serve(mut self) {
        while let Some(job) = self.next_job() {
            match job {
                Job::Read { unit, queued_at } => self.run_without_locks(unit, UnitKind::Read(queued_at)),
                Job::Write(write) => {
                    let admission = self.shared.exhaustion.admit(write);
                    self.proceed(admission);
                }
                Job::Claim { unit } => self.run_without_locks(unit, UnitKind::Claim),
            }
        }
    }

    /// Runs a unit that takes no predicate locks: they are never exhausted for it.
    fn run_without_locks(&mut self, unit: Box<dyn Unit>, kind: UnitKind) {
        match self.run_unit(unit, kind) {
            UnitRun::Finished(unit) => unit.reply(),
            UnitRun::Failed => {}
            UnitRun::LocksExhausted(unit) => unit.reply_error(DbError::Busy),
        }
    }

    /// Waits for a job. Leaves the last read open only if another job is already queued.
    fn next_job(&mut self) -> Option<Job> {
        if let Some(session) = self.session.as_mut().filter(|session| session.has_open_read()) {
            if let Some(job) = self.shared.jobs.try_pop() {
                return Some(job);
            }
            session.close_read();
        }
        self.shared.jobs.pop()
    }

    /// Runs a unit until it is settled.
    fn run_unit(&mut self, mut unit: Box<dyn Unit>, kind: UnitKind) -> UnitRun {
        if unit.is_abandoned() {
            return UnitRun::Failed;
        }
        let started = Instant::now();
        let mut tries = 0_u32;
        loop {
            tries += 1;
            match self.attempt(unit.as_mut(), kind) {
                Attempt::Finished => return UnitRun::Finished(unit),
                Attempt::Failed(error) => unit.reply_error(error.for_callers()),
                Attempt::LocksExhausted => return UnitRun::LocksExhausted(unit),
                Attempt::Conflict if started.elapsed() >= self.retry_for => unit.reply_error(DbError::Busy),
                Attempt::Conflict => {
                    self.wait_before_retry(tries, Duration::ZERO);
                    continue;
                }
                Attempt::Disconnected(error) => {
                    self.session = None;
                    self.shared.report_outage(&error);
                    if started.elapsed() >= self.reconnect_for || self.shared.jobs.is_closed() {
                        unit.reply_error(error.for_callers());
                        return UnitRun::Failed;
                    }
                    // The first attempt may only have found out that the server has closed the connection.
                    if tries > 1 {
                        self.wait_before_retry(tries, RECONNECT_PAUSE);
                    }
                    continue;
                }
            }
            return UnitRun::Failed;
        }
    }

    fn attempt(&mut self, unit: &mut dyn Unit, kind: UnitKind) -> Attempt {
        let session = match &mut self.session {
            Some(session) if !session.is_closed() => session,
            _ => match PostgresSession::open(&self.url) {
                Ok(session) => {
                    self.shared.report_reachable();
                    self.session.insert(session)
                }
                Err(error @ (DbError::Unavailable(_) | DbError::ServerStopping)) => {
                    return Attempt::Disconnected(error);
                }
                Err(error) => return Attempt::Failed(error),
            },
        };
        session.begin(kind);
        let inputs = unit.inputs(&|| self.context.new_inputs());
        let mut tx = Tx::new(Session::Postgres(session), inputs, &self.context.meter);
        let outcome = unit.run(&mut tx);
        let FinishedTx { after_commit, fault, written } = tx.finish();
        if outcome == Outcome::RollBack && fault.is_none() && matches!(kind, UnitKind::Read(_)) {
            // A read has nothing to roll back.
            session.end_read();
            return Attempt::Finished;
        }
        if outcome == Outcome::Commit && fault.is_none() {
            let ended = match kind {
                UnitKind::Read(_) => {
                    session.end_read();
                    Ok(())
                }
                UnitKind::Write | UnitKind::Claim => session.commit(),
            };
            unit.charge(Written { rows: session.changed_rows(), ..written });
            self.context.meter.count_round_trips(session.round_trips());
            return match ended {
                Ok(()) => {
                    after_commit.into_iter().for_each(|effect| effect.run(&self.context.bus));
                    Attempt::Finished
                }
                Err(DbError::Serialization) => Attempt::Conflict,
                Err(DbError::LocksExhausted) => Attempt::LocksExhausted,
                Err(DbError::ServerStopping) => Attempt::Disconnected(DbError::ServerStopping),
                // The server has said that the unit failed, so nothing was written.
                Err(error) if !session.is_closed() => Attempt::Failed(error),
                Err(error) => {
                    // COMMIT was sent but not confirmed: it may be durable, so it must not be retried.
                    self.session = None;
                    let error = error.during_commit();
                    if error.is_outage() {
                        self.shared.report_outage(&error);
                    }
                    Attempt::Failed(error)
                }
            };
        }
        unit.charge(written);
        let fault = fault.filter(|e| outcome == Outcome::Commit || e.overrides());
        let has_begun = session.has_begun();
        let rolled_back = session.roll_back();
        match fault {
            None => {
                if rolled_back.is_err() {
                    self.session = None;
                }
                Attempt::Finished
            }
            Some(DbError::Serialization) if rolled_back.is_ok() => {
                self.context.meter.count_conflict();
                Attempt::Conflict
            }
            Some(DbError::LocksExhausted) if rolled_back.is_ok() => Attempt::LocksExhausted,
            Some(DbError::ServerStopping) => Attempt::Disconnected(DbError::ServerStopping),
            Some(error) if rolled_back.is_err() || session.is_closed() => Attempt::Disconnected(error),
            // The connection broke while the first statement was prepared, before BEGIN was sent.
            Some(error @ DbError::Unavailable(_)) if !has_begun => Attempt::Disconnected(error),
            Some(error) => Attempt::Failed(error),
        }
    }

    /// Waits `least` and a random time of up to 2^tries ms (64 ms at most), so that units which conflicted
    /// don't conflict again.
    fn wait_before_retry(&self, tries: u32, least: Duration) {
        self.pause(least + self.random_up_to(Duration::from_millis(1 << tries.min(6))));
    }

    fn random_up_to(&self, most: Duration) -> Duration {
        let [draw] = self.context.entropy.bytes::<1>();
        most * u32::from(draw) / 255
    }

    /// Waits, but not while the engine closes.
    fn pause(&self, duration: Duration) {
        let mut guard = self.shared.pause.0.lock();
        self.shared.pause.1.wait_for(&mut guard, duration);
    }
}
