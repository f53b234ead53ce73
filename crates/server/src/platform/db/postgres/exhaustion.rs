//! Writes while PostgreSQL is out of predicate locks.
//!
//! Their table stays full until an older transaction ends, and until then nearly every write fails. If each write
//! paused and tried again on its own thread, no thread would be left for reads. So one write, the *probe*, is tried
//! again and again while the others are set aside. When the probe gets through, they are queued again.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::super::error::DbError;
use super::super::options::Key;
use super::super::queue::Priority;
use super::super::unit::Unit;
use super::session::UnitKind;
use super::{Job, PoolState, UnitRun, Worker};

/// The least pause between two attempts of the probe.
const PAUSE: Duration = Duration::from_millis(50);
/// The log does not repeat that the server is out of predicate locks within this time.
const LOG_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// A write that a thread has taken from the queue.
pub(super) struct WriteJob {
    pub key: Key,
    pub priority: Priority,
    pub unit: Box<dyn Unit>,
    pub queued_at: Instant,
}

/// The decision about a write.
pub(super) enum Admission {
    Run(WriteJob),
    /// It is the probe.
    Probe(WriteJob),
    SetAside,
    Refused(WriteJob),
}

/// How a write ended; see [`UnitRun`].
enum WriteRun {
    Finished(WriteJob),
    Failed,
    LocksExhausted(WriteJob),
}

/// A period without free predicate locks.
struct Episode {
    since: Instant,
    /// Whether a thread has the probe.
    has_probe: bool,
    waiting: VecDeque<WriteJob>,
    refused: u64,
    is_logged: bool,
}

/// Decides which writes run, wait or are refused.
pub(super) struct Exhaustion {
    episode: Mutex<Option<Episode>>,
    logged_at: Mutex<Option<Instant>>,
    /// How many writes may be set aside.
    capacity: usize,
    /// How long a write waits before it is refused.
    max_wait: Duration,
}

impl Exhaustion {
    pub(super) fn new(capacity: usize, max_wait: Duration) -> Self {
        Self { episode: Mutex::default(), logged_at: Mutex::default(), capacity, max_wait }
    }

    /// Decides about a write that was taken from the queue.
    pub(super) fn admit(&self, write: WriteJob) -> Admission {
        match &mut *self.episode.lock() {
            Some(episode) => self.probe_or_set_aside(episode, write),
            None => Admission::Run(write),
        }
    }

    /// Decides about a write that got no predicate locks.
    pub(super) fn locks_exhausted(&self, write: WriteJob) -> Admission {
        let mut current = self.episode.lock();
        let episode = current.get_or_insert_with(|| {
            let is_logged = self.may_log();
            if is_logged {
                tracing::warn!("PostgreSQL is out of predicate locks until an older transaction ends; writes wait");
            }
            Episode { since: Instant::now(), has_probe: false, waiting: VecDeque::new(), refused: 0, is_logged }
        });
        self.probe_or_set_aside(episode, write)
    }

    fn probe_or_set_aside(&self, episode: &mut Episode, write: WriteJob) -> Admission {
        if !std::mem::replace(&mut episode.has_probe, true) {
            return Admission::Probe(write);
        }
        // The client of a write that comes so late gets the refusal at once, because this may last for long.
        let came_late = write.queued_at.duration_since(episode.since) >= self.max_wait;
        if came_late || self.has_expired(&write) || episode.waiting.len() >= self.capacity {
            episode.refused += 1;
            return Admission::Refused(write);
        }
        episode.waiting.push_back(write);
        Admission::SetAside
    }

    /// Returns whether the write has waited for as long as it may.
    pub(super) fn has_expired(&self, write: &WriteJob) -> bool {
        write.queued_at.elapsed() >= self.max_wait
    }

    /// Removes the writes that have waited for as long as they may, or all.
    pub(super) fn take_expired(&self, all: bool) -> Vec<WriteJob> {
        let mut current = self.episode.lock();
        let Some(episode) = &mut *current else { return Vec::new() };
        let (expired, waiting) = episode.waiting.drain(..).partition(|write| all || self.has_expired(write));
        episode.waiting = waiting;
        let expired: VecDeque<WriteJob> = expired;
        episode.refused += u64::try_from(expired.len()).unwrap_or(u64::MAX);
        expired.into()
    }

    /// Returns the next probe after one that was `refused` or failed for another reason, if another write waits.
    pub(super) fn next_probe(&self, refused: bool) -> Option<WriteJob> {
        let mut current = self.episode.lock();
        let episode = current.as_mut()?;
        episode.refused += u64::from(refused);
        let next = episode.waiting.pop_front();
        episode.has_probe = next.is_some();
        next
    }

    /// Records that there are free predicate locks again, and returns the writes that were set aside.
    pub(super) fn end(&self) -> VecDeque<WriteJob> {
        let Some(episode) = self.episode.lock().take() else { return VecDeque::new() };
        let Episode { since, waiting, refused, is_logged, .. } = episode;
        if is_logged {
            tracing::info!(after = ?since.elapsed(), refused, "PostgreSQL has free predicate locks again");
        }
        waiting
    }

    /// Near the limit, single writes get through, and one period follows the other.
    fn may_log(&self) -> bool {
        let mut logged_at = self.logged_at.lock();
        let may = logged_at.is_none_or(|at| at.elapsed() >= LOG_AGAIN_AFTER);
        if may {
            *logged_at = Some(Instant::now());
        }
        may
    }
}

impl PoolState {
    /// Passes the result of a write to its caller.
    fn answer(&self, write: WriteJob) {
        write.unit.reply();
        self.release(write.key);
    }

    /// Answers a write that waited too long for predicate locks.
    fn refuse(&self, write: WriteJob) {
        write.unit.reply_error(DbError::Busy);
        self.release(write.key);
    }
}

impl Worker {
    pub(super) fn proceed(&mut self, admission: Admission) {
        match admission {
            Admission::Run(write) => match self.settle(write) {
                WriteRun::Finished(write) => self.shared.answer(write),
                WriteRun::Failed => {}
                WriteRun::LocksExhausted(write) => {
                    let admission = self.shared.exhaustion.locks_exhausted(write);
                    self.proceed(admission);
                }
            },
            Admission::Probe(write) => self.probe(write),
            Admission::SetAside => {}
            Admission::Refused(write) => self.shared.refuse(write),
        }
    }

    /// Runs a write until it is settled.
    fn settle(&mut self, write: WriteJob) -> WriteRun {
        let WriteJob { key, priority, unit, queued_at } = write;
        let with = |unit| WriteJob { key, priority, unit, queued_at };
        match self.run_unit(unit, UnitKind::Write) {
            UnitRun::LocksExhausted(unit) => WriteRun::LocksExhausted(with(unit)),
            UnitRun::Finished(unit) => WriteRun::Finished(with(unit)),
            UnitRun::Failed => {
                self.shared.release(key);
                WriteRun::Failed
            }
        }
    }

    /// Tries a write, or one of those that wait, until one gets predicate locks. Then queues the others.
    fn probe(&mut self, mut probe: WriteJob) {
        let shared = Arc::clone(&self.shared);
        loop {
            let next = match self.settle(probe) {
                WriteRun::Finished(write) => {
                    // Before the answer, so that a write that follows it is not refused.
                    for waiting in shared.exhaustion.end() {
                        shared.jobs.push_accepted(waiting.priority, Job::Write(waiting));
                    }
                    return shared.answer(write);
                }
                // This says nothing about predicate locks.
                WriteRun::Failed => shared.exhaustion.next_probe(false),
                WriteRun::LocksExhausted(write) => {
                    self.pause(PAUSE + self.random_up_to(PAUSE));
                    let closing = shared.jobs.is_closed();
                    shared.exhaustion.take_expired(closing).into_iter().for_each(|write| shared.refuse(write));
                    if !closing && !shared.exhaustion.has_expired(&write) && !write.unit.is_abandoned() {
                        probe = write;
                        continue;
                    }
                    // Before the answer, so that a write of the same client that follows it can be the probe.
                    let next = shared.exhaustion.next_probe(true);
                    shared.refuse(write);
                    next
                }
            };
            let Some(next) = next else { return };
            probe = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tx::Tx;
    use super::super::super::unit::TypedUnit;
    use super::*;

    fn write() -> WriteJob {
        let (unit, _) = TypedUnit::boxed(|_: &mut Tx<'_>| Ok::<_, DbError>(()), None);
        WriteJob { key: Key::of("write"), priority: Priority::Request, unit, queued_at: Instant::now() }
    }

    #[test]
    fn probe_that_failed_is_replaced_and_writes_go_on_waiting() {
        let exhaustion = Exhaustion::new(10, Duration::from_secs(5));
        assert!(matches!(exhaustion.admit(write()), Admission::Run(_)));
        assert!(matches!(exhaustion.locks_exhausted(write()), Admission::Probe(_)));
        assert!(matches!(exhaustion.admit(write()), Admission::SetAside));
        assert!(exhaustion.next_probe(false).is_some());
        assert!(exhaustion.next_probe(false).is_none(), "nothing waits");
        assert!(matches!(exhaustion.admit(write()), Admission::Probe(_)), "there are still no predicate locks");
        assert!(matches!(exhaustion.admit(write()), Admission::SetAside));
        assert_eq!(exhaustion.end().len(), 1);
        assert!(matches!(exhaustion.admit(write()), Admission::Run(_)));
    }
}
