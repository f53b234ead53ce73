//! The bounded queue in front of the database threads. Requests go before background work, but
//! background work is never starved.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::{Condvar, Mutex, MutexGuard};

/// The priority of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Priority {
    Request,
    Background,
}

/// Why the queue did not accept a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PushError {
    Full,
    Closed,
}

/// No job came within the time allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimedOut;

/// How many requests may overtake background work that is already queued.
const FAIRNESS: usize = 64;

struct Jobs<J> {
    requests: VecDeque<J>,
    background: VecDeque<J>,
    /// Requests that overtook the background work queued now.
    overtaken_by: usize,
    /// Threads blocked in `pop` or `pop_timeout`.
    waiting_threads: usize,
    closed: bool,
}

impl<J> Jobs<J> {
    fn take_request(&mut self) -> Option<J> {
        let job = self.requests.pop_front()?;
        self.overtaken_by = if self.background.is_empty() { 0 } else { self.overtaken_by + 1 };
        Some(job)
    }

    fn take_background(&mut self) -> Option<J> {
        self.overtaken_by = 0;
        self.background.pop_front()
    }

    fn take(&mut self) -> Option<J> {
        if self.overtaken_by >= FAIRNESS {
            return self.take_background().or_else(|| self.take_request());
        }
        self.take_request().or_else(|| self.take_background())
    }
}

pub(super) struct Queue<J> {
    jobs: Mutex<Jobs<J>>,
    ready: Condvar,
    capacity: usize,
}

impl<J> Queue<J> {
    pub(super) fn new(capacity: usize) -> Self {
        let (requests, background) = (VecDeque::new(), VecDeque::new());
        let jobs = Jobs { requests, background, overtaken_by: 0, waiting_threads: 0, closed: false };
        Self { jobs: Mutex::new(jobs), ready: Condvar::new(), capacity }
    }

    fn lock(&self) -> MutexGuard<'_, Jobs<J>> {
        // No code of a job runs under this lock, so the data behind a poisoned lock is consistent.
        self.jobs.lock()
    }

    /// Adds a job, or returns it with the reason why not.
    pub(super) fn push(&self, priority: Priority, job: J) -> Result<(), (J, PushError)> {
        let jobs = self.lock();
        if jobs.closed {
            return Err((job, PushError::Closed));
        }
        if jobs.requests.len() + jobs.background.len() >= self.capacity {
            return Err((job, PushError::Full));
        }
        self.add(jobs, priority, job);
        Ok(())
    }

    /// Adds a job that was accepted before, even if the queue is full or closed by now.
    pub(super) fn push_accepted(&self, priority: Priority, job: J) {
        self.add(self.lock(), priority, job);
    }

    fn add(&self, mut jobs: MutexGuard<'_, Jobs<J>>, priority: Priority, job: J) {
        match priority {
            Priority::Request => jobs.requests.push_back(job),
            Priority::Background => jobs.background.push_back(job),
        }
        let wake = jobs.waiting_threads > 0;
        drop(jobs);
        if wake {
            self.ready.notify_one();
        }
    }

    /// Returns whether new jobs are refused.
    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Blocks until there is a job. Returns `None` once the queue is closed and empty.
    pub(super) fn pop(&self) -> Option<J> {
        let mut jobs = self.lock();
        loop {
            if let Some(job) = jobs.take() {
                return Some(job);
            }
            if jobs.closed {
                return None;
            }
            jobs.waiting_threads += 1;
            self.ready.wait(&mut jobs);
            jobs.waiting_threads -= 1;
        }
    }

    /// Like [`Queue::pop`], but gives up after `timeout`.
    pub(super) fn pop_timeout(&self, timeout: Duration) -> Result<Option<J>, TimedOut> {
        let mut jobs = self.lock();
        if jobs.requests.is_empty() && jobs.background.is_empty() && !jobs.closed {
            jobs.waiting_threads += 1;
            self.ready.wait_for(&mut jobs, timeout);
            jobs.waiting_threads -= 1;
        }
        match jobs.take() {
            Some(job) => Ok(Some(job)),
            None if jobs.closed => Ok(None),
            None => Err(TimedOut),
        }
    }

    /// Returns a queued job without blocking.
    pub(super) fn try_pop(&self) -> Option<J> {
        self.lock().take()
    }

    /// Returns a queued job of `priority` without blocking.
    pub(super) fn try_pop_from(&self, priority: Priority) -> Option<J> {
        let mut jobs = self.lock();
        match priority {
            Priority::Request => jobs.take_request(),
            Priority::Background => jobs.take_background(),
        }
    }

    /// Refuses new jobs. Queued jobs are still handed out.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn background_job_runs_between_requests() {
        let queue = Queue::new(1000);
        queue.push(Priority::Background, 0).unwrap();
        for n in 1..=500 {
            queue.push(Priority::Request, n).unwrap();
        }
        // The SQLite writer takes one job, then a batch of the requests that are queued.
        let mut taken = Vec::new();
        while taken.len() < 400 {
            taken.extend(queue.pop());
            taken.extend((0..100).filter_map(|_| queue.try_pop_from(Priority::Request)));
        }
        assert!(taken.contains(&0));
        assert_eq!(taken[0], 1, "requests first");
    }

    #[test]
    fn accepted_job_is_added_to_a_full_or_closed_queue() {
        let queue = Queue::new(1);
        queue.push(Priority::Request, 1).unwrap();
        assert_eq!(queue.push(Priority::Request, 2), Err((2, PushError::Full)));
        queue.close();
        queue.push_accepted(Priority::Request, 3);
        assert_eq!((queue.pop(), queue.pop(), queue.pop()), (Some(1), Some(3), None));
    }

    #[test]
    fn pop_timeout_returns_job_timeout_or_closed() {
        let queue = Queue::new(1);
        let short = Duration::from_millis(1);
        assert_eq!(queue.pop_timeout(short), Err(TimedOut));
        queue.push(Priority::Background, 1).unwrap();
        assert_eq!(queue.pop_timeout(short), Ok(Some(1)));
        assert_eq!(queue.try_pop(), None);
        std::thread::scope(|threads| {
            let waits = threads.spawn(|| queue.pop_timeout(Duration::from_secs(60)));
            queue.push(Priority::Request, 2).unwrap();
            assert_eq!(waits.join().unwrap(), Ok(Some(2)));
        });
        queue.close();
        assert_eq!(queue.pop_timeout(Duration::from_secs(60)), Ok(None));
    }
}
