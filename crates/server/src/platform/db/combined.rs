//! Writes that are combined: while one unit of work for a key runs, the inputs of further callers queue, and
//! the next unit handles them together.
//!
//! It pays off where most of a unit's cost is per transaction or per statement. Each input has its own result;
//! a failure of the database fails all inputs of the unit, and a retry repeats all of them.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokio::sync::oneshot;

use super::context::UnitInputs;
use super::error::DbError;
use super::tx::Tx;
use super::unit::{Outcome, Unit};

/// Handles several inputs in one unit of work and returns one result for each, in the same order.
type Work<I, T, E> = dyn Fn(&mut Tx<'_>, &[&I]) -> Result<Vec<Result<T, E>>, DbError> + Send + Sync;

/// How many inputs one unit of work handles.
#[derive(Clone, Copy, Debug)]
pub struct CombineLimits<I> {
    /// The maximum number of inputs.
    pub count: usize,
    /// The maximum sum of their sizes; a larger input is handled alone.
    pub size: usize,
    /// Returns the size of an input.
    pub size_of: fn(&I) -> usize,
}

struct Shared<I, T, E> {
    limits: CombineLimits<I>,
    work: Box<Work<I, T, E>>,
}

/// How to handle the inputs of [`Db::write_combined`](super::Db::write_combined); cheap to clone.
pub struct CombinedWrites<I, T, E>(Arc<Shared<I, T, E>>);

impl<I, T, E> Clone for CombinedWrites<I, T, E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<I, T, E> std::fmt::Debug for CombinedWrites<I, T, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CombinedWrites(..)")
    }
}

impl<I, T, E> CombinedWrites<I, T, E>
where
    I: Send + 'static,
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    /// Creates writes that `work` handles.
    ///
    /// Like any closure of a unit of work, `work` may run more than once. Its error rolls back all inputs; the
    /// failure of one input alone is a result in the list, and the others are committed. So an input that fails
    /// must not have written anything.
    pub fn new(
        limits: CombineLimits<I>,
        work: impl Fn(&mut Tx<'_>, &[&I]) -> Result<Vec<Result<T, E>>, DbError> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Shared { limits, work: Box::new(work) }))
    }

    /// Returns a unit of work for one input, and where its result arrives.
    pub(super) fn unit(&self, input: I) -> (Box<dyn Unit>, oneshot::Receiver<Result<T, E>>) {
        let (sender, receiver) = oneshot::channel();
        let size = (self.0.limits.size_of)(&input);
        let calls = vec![Call { input, sender }];
        (Box::new(CombinedUnit { shared: Arc::clone(&self.0), calls, size, results: None, inputs: None }), receiver)
    }
}

/// One caller's input.
struct Call<I, T, E> {
    input: I,
    sender: oneshot::Sender<Result<T, E>>,
}

struct CombinedUnit<I, T, E> {
    shared: Arc<Shared<I, T, E>>,
    calls: Vec<Call<I, T, E>>,
    /// The sum of the sizes of all inputs.
    size: usize,
    results: Option<Result<Vec<Result<T, E>>, DbError>>,
    inputs: Option<UnitInputs>,
}

impl<I, T, E> CombinedUnit<I, T, E> {
    fn has_room_for(&self, other: &Self) -> bool {
        let limits = &self.shared.limits;
        Arc::ptr_eq(&self.shared, &other.shared)
            && self.calls.len() + other.calls.len() <= limits.count
            && self.size + other.size <= limits.size
    }
}

impl<I, T, E> Unit for CombinedUnit<I, T, E>
where
    I: Send + 'static,
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome {
        // Nothing is written for a caller who has left by now, as with a unit of their own.
        self.calls.retain(|call| !call.sender.is_closed());
        let inputs: Vec<&I> = self.calls.iter().map(|call| &call.input).collect();
        let results = catch_unwind(AssertUnwindSafe(|| (self.shared.work)(tx, &inputs)));
        let results = match results.unwrap_or(Err(DbError::Panicked)) {
            Ok(results) if results.len() != inputs.len() => {
                Err(DbError::Other(format!("{} results for {} inputs", results.len(), inputs.len())))
            }
            results => results,
        };
        let outcome = if results.is_ok() { Outcome::Commit } else { Outcome::RollBack };
        self.results = Some(results);
        outcome
    }

    fn reply(mut self: Box<Self>) {
        match self.results.take() {
            Some(Ok(results)) => {
                for (call, result) in self.calls.into_iter().zip(results) {
                    // The caller may have stopped waiting; the work is done anyway.
                    let _ = call.sender.send(result);
                }
            }
            Some(Err(error)) => self.reply_error(error),
            None => self.reply_error(DbError::Unavailable("the unit was never run".into())),
        }
    }

    fn reply_error(self: Box<Self>, error: DbError) {
        for call in self.calls {
            let _ = call.sender.send(Err(E::from(error.clone())));
        }
    }

    fn is_abandoned(&self) -> bool {
        self.calls.iter().all(|call| call.sender.is_closed())
    }

    fn inputs(&mut self, draw: &dyn Fn() -> UnitInputs) -> UnitInputs {
        *self.inputs.get_or_insert_with(draw)
    }

    fn absorb(&mut self, other: Box<dyn Unit>) -> Result<(), Box<dyn Unit>> {
        let same: &dyn Any = &*other;
        if !same.downcast_ref::<Self>().is_some_and(|other| self.has_room_for(other)) {
            return Err(other);
        }
        let same: Box<dyn Any> = other;
        if let Ok(other) = same.downcast::<Self>() {
            self.size += other.size;
            self.calls.extend(other.calls);
        }
        Ok(())
    }
}
