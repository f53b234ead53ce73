//! The bounded queue in front of the database threads: requests first, background work after.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

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

struct Lanes<J> {
    requests: VecDeque<J>,
    background: VecDeque<J>,
    waiting: usize,
    closed: bool,
}

pub(super) struct Queue<J> {
    lanes: Mutex<Lanes<J>>,
    ready: Condvar,
    capacity: usize,
}

impl<J> Queue<J> {
    pub(super) fn new(capacity: usize) -> Self {
        let lanes = Lanes { requests: VecDeque::new(), background: VecDeque::new(), waiting: 0, closed: false };
        Self { lanes: Mutex::new(lanes), ready: Condvar::new(), capacity }
    }

    fn lock(&self) -> MutexGuard<'_, Lanes<J>> {
        // No user code runs under this lock, so a poisoned one still holds whole lanes.
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a job, or gives it back with the reason.
    pub(super) fn push(&self, lane: Lane, job: J) -> Result<(), (J, Refused)> {
        let mut lanes = self.lock();
        if lanes.closed {
            return Err((job, Refused::Closed));
        }
        if lanes.requests.len() + lanes.background.len() >= self.capacity {
            return Err((job, Refused::Full));
        }
        match lane {
            Lane::Request => lanes.requests.push_back(job),
            Lane::Background => lanes.background.push_back(job),
        }
        let wake = lanes.waiting > 0;
        drop(lanes);
        if wake {
            self.ready.notify_one();
        }
        Ok(())
    }

    /// Waits for a job, requests first; `None` once closed and empty.
    pub(super) fn pop(&self) -> Option<J> {
        let mut lanes = self.lock();
        loop {
            if let Some(job) = lanes.requests.pop_front() {
                return Some(job);
            }
            if let Some(job) = lanes.background.pop_front() {
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

    /// A waiting job of `lane`, without blocking.
    pub(super) fn try_pop(&self, lane: Lane) -> Option<J> {
        let mut lanes = self.lock();
        match lane {
            Lane::Request => lanes.requests.pop_front(),
            Lane::Background => lanes.background.pop_front(),
        }
    }

    /// Refuses what comes from now on; what waits is still handed out.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.ready.notify_all();
    }
}
