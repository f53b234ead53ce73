//! A closure in the queue of a database thread, and the answer that waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::DbError;
use super::tx::{Moment, Tx};

/// What became of one run of a closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Keep,
    Undo,
}

/// A unit of work without its types, as the database threads handle it.
pub(super) trait Unit: Send {
    /// Runs the closure once; its result is kept until [`Unit::settle`].
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome;
    /// Answers with the result of the last run.
    fn settle(self: Box<Self>);
    /// Answers with `error` instead.
    fn refuse(self: Box<Self>, error: DbError);
    /// The unit's instant and seed, drawn at its first run.
    fn moment(&mut self, draw: &dyn Fn() -> Moment) -> Moment;
}

pub(super) struct Typed<T, E, F> {
    closure: F,
    result: Option<Result<T, E>>,
    moment: Option<Moment>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Typed<T, E, F>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    pub(super) fn boxed(closure: F) -> (Box<dyn Unit>, oneshot::Receiver<Result<T, E>>) {
        let (reply, answer) = oneshot::channel();
        (Box::new(Self { closure, result: None, moment: None, reply }), answer)
    }
}

impl<T, E, F> Unit for Typed<T, E, F>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome {
        let result = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx)));
        let result = result.unwrap_or_else(|_| Err(E::from(DbError::Panicked)));
        let outcome = if result.is_ok() { Outcome::Keep } else { Outcome::Undo };
        self.result = Some(result);
        outcome
    }

    fn settle(self: Box<Self>) {
        let result = self.result.unwrap_or_else(|| Err(E::from(DbError::Unavailable("the unit was never run".into()))));
        // Nobody waiting any more is fine: the work is done all the same.
        let _ = self.reply.send(result);
    }

    fn refuse(self: Box<Self>, error: DbError) {
        let _ = self.reply.send(Err(E::from(error)));
    }

    fn moment(&mut self, draw: &dyn Fn() -> Moment) -> Moment {
        *self.moment.get_or_insert_with(draw)
    }
}
