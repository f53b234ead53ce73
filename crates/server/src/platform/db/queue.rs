//! The bounded queue in front of the database threads: requests first, background work after,
//! but never so much after that it waits for the requests to end.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Which lane a unit of work waits in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    Request,
    Background,
}

/// Why a push was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Full,
    Closed,
}

/// Nothing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Idle;

/// Background work waits for this many requests at most.
const PATIENCE: usize = 64;

struct Lanes<J> {
    requests: VecDeque<J>,
    background: VecDeque<J>,
    /// Requests that went first since background work began to wait.
    gone_first: usize,
    waiting: usize,
    closed: bool,
}

impl<J> Lanes<J> {
    fn request(&mut self) -> Option<J> {
        let job = self.requests.pop_front()?;
        self.gone_first = if self.background.is_empty() { 0 } else { self.gone_first + 1 };
        Some(job)
    }

    fn background(&mut self) -> Option<J> {
        self.gone_first = 0;
        self.background.pop_front()
    }

    fn next(&mut self) -> Option<J> {
        if self.gone_first >= PATIENCE {
            return self.background().or_else(|| self.request());
        }
        self.request().or_else(|| self.background())
    }
}

pub(super) struct Queue<J> {
    lanes: Mutex<Lanes<J>>,
    ready: Condvar,
    capacity: usize,
}

impl<J> Queue<J> {
    pub(super) fn new(capacity: usize) -> Self {
        let (requests, background) = (VecDeque::new(), VecDeque::new());
        let lanes = Lanes { requests, background, gone_first: 0, waiting: 0, closed: false };
        Self { lanes: Mutex::new(lanes), ready: Condvar::new(), capacity }
    }

    fn lock(&self) -> MutexGuard<'_, Lanes<J>> {
        // No user code runs under this lock, so a poisoned one still holds whole lanes.
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a job, or gives it back with the reason.
    pub(super) fn push(&self, lane: Lane, job: J) -> Result<(), (J, Refused)> {
        let lanes = self.lock();
        if lanes.closed {
            return Err((job, Refused::Closed));
        }
        if lanes.requests.len() + lanes.background.len() >= self.capacity {
            return Err((job, Refused::Full));
        }
        self.add(lanes, lane, job);
        Ok(())
    }

    /// Adds a job that was let in before: it is not refused now, even when it is full or closed.
    pub(super) fn readmit(&self, lane: Lane, job: J) {
        self.add(self.lock(), lane, job);
    }

    fn add(&self, mut lanes: MutexGuard<'_, Lanes<J>>, lane: Lane, job: J) {
        match lane {
            Lane::Request => lanes.requests.push_back(job),
            Lane::Background => lanes.background.push_back(job),
        }
        let wake = lanes.waiting > 0;
        drop(lanes);
        if wake {
            self.ready.notify_one();
        }
    }

    /// Whether what comes is refused.
    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Waits for a job, requests first; `None` once closed and empty.
    pub(super) fn pop(&self) -> Option<J> {
        let mut lanes = self.lock();
        loop {
            if let Some(job) = lanes.next() {
                return Some(job);
            }
            if lanes.closed {
                return None;
            }
            lanes.waiting += 1;
            lanes = self.ready.wait(lanes).unwrap_or_else(PoisonError::into_inner);
            lanes.waiting -= 1;
        }
    }

    /// The same, but only what waits already.
    pub(super) fn pop_waiting(&self) -> Option<J> {
        self.lock().next()
    }

    /// The same, but gives up when nothing has come within `patience`.
    pub(super) fn pop_within(&self, patience: Duration) -> Result<Option<J>, Idle> {
        let mut lanes = self.lock();
        if lanes.requests.is_empty() && lanes.background.is_empty() && !lanes.closed {
            lanes.waiting += 1;
            lanes = self.ready.wait_timeout(lanes, patience).unwrap_or_else(PoisonError::into_inner).0;
            lanes.waiting -= 1;
        }
        match lanes.next() {
            Some(job) => Ok(Some(job)),
            None if lanes.closed => Ok(None),
            None => Err(Idle),
        }
    }

    /// A waiting job of `lane`, without blocking.
    pub(super) fn try_pop(&self, lane: Lane) -> Option<J> {
        let mut lanes = self.lock();
        match lane {
            Lane::Request => lanes.request(),
            Lane::Background => lanes.background(),
        }
    }

    /// Refuses what comes from now on; what waits is still handed out.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn background_work_does_not_wait_for_the_requests_to_end() {
        let queue = Queue::new(1000);
        queue.push(Lane::Background, 0).unwrap();
        for n in 1..=500 {
            queue.push(Lane::Request, n).unwrap();
        }
        // As the writer of SQLite takes them: one, then a batch of what waits.
        let mut taken = Vec::new();
        while taken.len() < 400 {
            taken.extend(queue.pop());
            taken.extend((0..100).filter_map(|_| queue.try_pop(Lane::Request)));
        }
        assert!(taken.contains(&0));
        assert_eq!(taken[0], 1, "requests first");
    }

    #[test]
    fn what_was_let_in_is_not_refused_later() {
        let queue = Queue::new(1);
        queue.push(Lane::Request, 1).unwrap();
        assert_eq!(queue.push(Lane::Request, 2), Err((2, Refused::Full)));
        queue.close();
        queue.readmit(Lane::Request, 3);
        assert_eq!((queue.pop(), queue.pop(), queue.pop()), (Some(1), Some(3), None));
    }

    #[test]
    fn who_waits_within_bounds_hears_of_jobs_of_nothing_and_of_the_end() {
        let queue = Queue::new(1);
        let short = Duration::from_millis(1);
        assert_eq!(queue.pop_within(short), Err(Idle));
        queue.push(Lane::Background, 1).unwrap();
        assert_eq!(queue.pop_within(short), Ok(Some(1)));
        assert_eq!(queue.pop_waiting(), None);
        std::thread::scope(|threads| {
            let waits = threads.spawn(|| queue.pop_within(Duration::from_secs(60)));
            queue.push(Lane::Request, 2).unwrap();
            assert_eq!(waits.join().unwrap(), Ok(Some(2)));
        });
        queue.close();
        assert_eq!(queue.pop_within(Duration::from_secs(60)), Ok(None));
    }
}
