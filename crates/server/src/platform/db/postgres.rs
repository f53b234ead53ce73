//! The PostgreSQL engine: a pool of threads, each with a connection of its own.
//!
//! Writes are SERIALIZABLE and run again when they lose against a concurrent one. Writes of
//! one key queue here, before BEGIN: without that a hot user's writes abort each other.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};
use tokio_postgres::Config;

use super::error::DbError;
use super::pg_session::{Kind, PgSession};
use super::queue::{Lane, Queue, Refused};
use super::sqlite::spawn;
use super::tx::{Finished, Session, Tx};
use super::unit::{Outcome, Unit};
use super::{DbOptions, Key, World, refuse};

/// What every connection of a server sets.
///
/// Small tables make the planner choose sequential scans and joins that read both sides whole, and
/// those lock the whole table under SERIALIZABLE: every two writers would conflict.
pub const POSTGRES_SESSION: &str = "SET enable_seqscan = off; SET enable_bitmapscan = off;
    SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan;
    SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'; SET timezone = 'UTC';";

/// What waits behind a write of the same key.
type Waiting = VecDeque<(Lane, Box<dyn Unit>)>;

enum Job {
    Read { unit: Box<dyn Unit>, came: Instant },
    Write { key: Key, unit: Box<dyn Unit> },
}

/// Keys with a write under way, and what waits behind it.
#[derive(Default)]
struct Busy {
    keys: HashMap<Key, Waiting>,
    /// How many units wait behind a busy key, all keys together.
    waiting: usize,
}

struct Shared {
    jobs: Queue<Job>,
    busy: Mutex<Busy>,
    /// How many units may wait behind busy keys.
    capacity: usize,
    pause: (Mutex<()>, Condvar),
}

impl Shared {
    fn busy(&self) -> MutexGuard<'_, Busy> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) struct Engine {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Engine {
    pub(super) fn start(url: &str, options: &DbOptions, world: &World) -> Result<Self, DbError> {
        let shared = Arc::new(Shared {
            jobs: Queue::new(options.queue),
            busy: Mutex::default(),
            capacity: options.queue,
            pause: (Mutex::new(()), Condvar::new()),
        });
        let mut threads = Vec::new();
        for _ in 0..options.threads {
            let worker = Worker {
                shared: Arc::clone(&shared),
                session: None,
                url: url.to_owned(),
                world: world.clone(),
                retry_for: options.retry_for,
            };
            threads.push(spawn("habitro-db", move || worker.serve())?);
        }
        Ok(Self { shared, threads: Mutex::new(threads) })
    }

    pub(super) fn read(&self, unit: Box<dyn Unit>) {
        if let Err((job, why)) = self.shared.jobs.push(Lane::Request, Job::Read { unit, came: Instant::now() }) {
            job.refuse(why);
        }
    }

    pub(super) fn write(&self, lane: Lane, key: Key, unit: Box<dyn Unit>) {
        let mut busy = self.shared.busy();
        let full = busy.waiting >= self.shared.capacity;
        if let Some(waiting) = busy.keys.get_mut(&key) {
            let refused =
                if self.shared.jobs.is_closed() { Some(Refused::Closed) } else { full.then_some(Refused::Full) };
            if let Some(why) = refused {
                drop(busy);
                return refuse(unit, why);
            }
            waiting.push_back((lane, unit));
            busy.waiting += 1;
            return;
        }
        // Under the lock, so that nobody waits behind a write that was refused.
        match self.shared.jobs.push(lane, Job::Write { key, unit }) {
            Ok(()) => {
                busy.keys.insert(key, VecDeque::new());
            }
            Err((job, why)) => {
                drop(busy);
                job.refuse(why);
            }
        }
    }

    pub(super) fn close(&self) {
        self.shared.jobs.close();
        self.shared.pause.1.notify_all();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            let _ = thread.join();
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.jobs.close();
    }
}

impl Job {
    fn refuse(self, why: Refused) {
        match self {
            Self::Read { unit, .. } | Self::Write { unit, .. } => refuse(unit, why),
        }
    }
}

impl Shared {
    /// Hands the key to the next unit that waits for it, or frees it.
    fn release(&self, key: Key) {
        let mut busy = self.busy();
        let Some((lane, unit)) = busy.keys.get_mut(&key).and_then(VecDeque::pop_front) else {
            busy.keys.remove(&key);
            return;
        };
        busy.waiting -= 1;
        drop(busy);
        self.jobs.readmit(lane, Job::Write { key, unit });
    }
}

struct Worker {
    shared: Arc<Shared>,
    session: Option<PgSession>,
    url: String,
    world: World,
    retry_for: Duration,
}

/// What one attempt came to.
enum Attempt {
    Settled,
    Failed(DbError),
    /// Lost against a concurrent unit: nothing was written, run it again.
    Again,
    /// The connection broke before COMMIT was sent: nothing was written.
    Disconnected(DbError),
}

impl Worker {
    fn serve(mut self) {
        while let Some(job) = self.next() {
            match job {
                Job::Read { unit, came } => self.answer(unit, Kind::Read(came)),
                Job::Write { key, unit } => {
                    self.answer(unit, Kind::Write);
                    self.shared.release(key);
                }
            }
        }
    }

    /// Waits for a job. A read is left open only for one that waits already.
    fn next(&mut self) -> Option<Job> {
        if let Some(session) = self.session.as_mut().filter(|session| session.is_open()) {
            if let Some(job) = self.shared.jobs.pop_waiting() {
                return Some(job);
            }
            session.rest();
        }
        self.shared.jobs.pop()
    }

    fn answer(&mut self, mut unit: Box<dyn Unit>, kind: Kind) {
        let started = Instant::now();
        let mut reconnected = false;
        let mut tries = 0_u32;
        loop {
            tries += 1;
            match self.attempt(unit.as_mut(), kind) {
                Attempt::Settled => return unit.settle(),
                Attempt::Failed(error) => return unit.refuse(error),
                Attempt::Again if started.elapsed() < self.retry_for => self.pause(tries),
                Attempt::Again => return unit.refuse(DbError::Busy),
                Attempt::Disconnected(error) => {
                    self.session = None;
                    if reconnected {
                        return unit.refuse(error);
                    }
                    reconnected = true;
                }
            }
        }
    }

    fn attempt(&mut self, unit: &mut dyn Unit, kind: Kind) -> Attempt {
        let session = match &mut self.session {
            Some(session) => session,
            None => match PgSession::open(&self.url) {
                Ok(session) => self.session.insert(session),
                Err(error) => return Attempt::Failed(error),
            },
        };
        session.begin(kind);
        let moment = unit.moment(&|| self.world.moment());
        let mut tx = Tx::new(Session::Postgres(session), moment, &self.world.meter);
        let outcome = unit.run(&mut tx);
        let Finished { hints, fault } = tx.finish();
        if outcome == Outcome::Undo && fault.is_none() && kind != Kind::Write {
            // Nothing was done, so nothing is to be undone.
            session.end_read();
            return Attempt::Settled;
        }
        if outcome == Outcome::Keep && fault.is_none() {
            let ended = match kind {
                Kind::Read(_) => {
                    session.end_read();
                    Ok(())
                }
                Kind::Write => session.commit(),
            };
            self.world.meter.trips(session.trips());
            return match ended {
                Ok(()) => {
                    hints.into_iter().for_each(|(hint, news)| self.world.bus.publish_with(hint, news.as_ref()));
                    Attempt::Settled
                }
                Err(DbError::Serialization) => Attempt::Again,
                Err(error) => {
                    // Sent but not confirmed: it may be durable, so it must not run again.
                    self.session = None;
                    Attempt::Failed(error)
                }
            };
        }
        let fault = fault.filter(|e| outcome == Outcome::Keep || e.overrides());
        let has_begun = session.has_begun();
        let rolled_back = session.roll_back();
        match fault {
            None => {
                if rolled_back.is_err() {
                    self.session = None;
                }
                Attempt::Settled
            }
            Some(DbError::Serialization) if rolled_back.is_ok() => Attempt::Again,
            Some(error) if rolled_back.is_err() || session.is_closed() => Attempt::Disconnected(error),
            // The connection ended before BEGIN: while the first statement was prepared.
            Some(error @ DbError::Unavailable(_)) if !has_begun => Attempt::Disconnected(error),
            Some(error) => Attempt::Failed(error),
        }
    }

    /// Waits up to 2^tries ms (64 at most), less by chance, so that losers don't meet again.
    fn pause(&self, tries: u32) {
        let most = 1_u64 << tries.min(6);
        let [draw] = self.world.entropy.bytes::<1>();
        let wait = Duration::from_micros(most * 1000 * u64::from(draw) / 255);
        let guard = self.shared.pause.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.shared.pause.1.wait_timeout(guard, wait));
    }
}

/// Connects within 5 s. A server that is gone without a word (a cable, a power cut) is noticed within
/// half a minute, whether an answer is waited for or a statement is on its way: without that a thread
/// would wait for a quarter of an hour, or for ever.
pub(super) fn connect(url: &str) -> Result<Client, DbError> {
    Ok(postgres::Config::from(configured(url)?).connect(NoTls)?)
}

pub(super) fn configured(url: &str) -> Result<Config, DbError> {
    let mut config: Config =
        url.parse().map_err(|e: postgres::Error| DbError::Unavailable(format!("database URL: {e}")))?;
    config.connect_timeout(Duration::from_secs(5)).application_name("habitro");
    config.keepalives_idle(Duration::from_secs(15)).keepalives_interval(Duration::from_secs(5)).keepalives_retries(3);
    config.tcp_user_timeout(Duration::from_secs(30));
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_gone_without_a_word_is_noticed_within_half_a_minute() {
        let config = configured("postgres://habitro@db.internal/habitro").unwrap();
        assert!(config.get_keepalives());
        let probes = config.get_keepalives_interval().unwrap() * config.get_keepalives_retries().unwrap();
        let most = Duration::from_secs(30);
        assert!(config.get_keepalives_idle() + probes <= most);
        assert!(config.get_tcp_user_timeout().is_some_and(|timeout| *timeout <= most));
        assert!(config.get_connect_timeout().is_some_and(|timeout| *timeout <= most));
        assert!(matches!(configured("postgres://h:port/x"), Err(DbError::Unavailable(_))));
    }
}
