//! A unit of work in the queue of a database thread, and the channel that returns its result.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::context::UnitInputs;
use super::error::DbError;
use super::queue::PushError;
use super::tx::Tx;
use crate::platform::limits::{ChargedAccount, Written, since_epoch};

/// Whether a run is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Commit,
    RollBack,
}

/// A unit of work with its types erased, as the database threads handle it.
pub(super) trait Unit: Any + Send {
    /// Runs the closure and keeps its result until [`Unit::reply`].
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome;
    /// Returns the result of the last run to the caller.
    fn reply(self: Box<Self>);
    /// Charges the account of the request for the writes of the last run, as far as it was not charged for an
    /// earlier run. Units that are not charged ignore it.
    fn charge(&mut self, _: Written) {}
    /// Returns `error` to the caller instead.
    fn reply_error(self: Box<Self>, error: DbError);
    /// Returns whether nobody waits for the result any more: the deadline has passed, or the client has left.
    fn is_abandoned(&self) -> bool;
    /// Returns the inputs of this unit, drawn at its first run.
    fn inputs(&mut self, draw: &dyn Fn() -> UnitInputs) -> UnitInputs;

    /// Takes over the work of another unit, neither of which has run yet. Returns it if they can't be combined.
    fn absorb(&mut self, other: Box<dyn Unit>) -> Result<(), Box<dyn Unit>> {
        Err(other)
    }
}

/// Reports to the caller that the queue did not accept the unit.
pub(super) fn reply_not_queued(unit: Box<dyn Unit>, reason: PushError) {
    unit.reply_error(match reason {
        PushError::Full => DbError::Overloaded,
        PushError::Closed => DbError::Unavailable("the server is stopping".into()),
    });
}

pub(super) struct TypedUnit<T, E, F> {
    closure: F,
    result: Option<Result<T, E>>,
    inputs: Option<UnitInputs>,
    account: Option<ChargedAccount>,
    /// The writes that `account` has been charged for; `None` until a run was not refused.
    charged: Option<Written>,
    sender: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> TypedUnit<T, E, F>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    pub(super) fn boxed(
        closure: F,
        account: Option<ChargedAccount>,
    ) -> (Box<dyn Unit>, oneshot::Receiver<Result<T, E>>) {
        let (sender, receiver) = oneshot::channel();
        (Box::new(Self { closure, result: None, inputs: None, account, charged: None, sender }), receiver)
    }
}

impl<T, E, F> Unit for TypedUnit<T, E, F>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Outcome {
        // A unit that runs again was charged for its first run, which must not refuse it now.
        if self.charged.is_none()
            && let Some(account) = &self.account
            && let Err(limit) = account.check_debt(since_epoch(tx.now()))
        {
            self.result = Some(Err(E::from(DbError::Limited(limit))));
            return Outcome::RollBack;
        }
        self.charged.get_or_insert_default();
        let result = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx)));
        let result = result.unwrap_or_else(|_| Err(E::from(DbError::Panicked)));
        let outcome = if result.is_ok() { Outcome::Commit } else { Outcome::RollBack };
        self.result = Some(result);
        outcome
    }

    fn charge(&mut self, written: Written) {
        if let (Some(account), Some(inputs), Some(charged)) = (&self.account, &self.inputs, self.charged) {
            account.charge(written, charged, since_epoch(inputs.now));
            self.charged = Some(written.max(charged));
        }
    }

    fn reply(self: Box<Self>) {
        let result = self.result.unwrap_or_else(|| Err(E::from(DbError::Unavailable("the unit was never run".into()))));
        // The caller may have stopped waiting; the work is done anyway.
        let _ = self.sender.send(result);
    }

    fn reply_error(self: Box<Self>, error: DbError) {
        let _ = self.sender.send(Err(E::from(error)));
    }

    fn is_abandoned(&self) -> bool {
        self.sender.is_closed()
    }

    fn inputs(&mut self, draw: &dyn Fn() -> UnitInputs) -> UnitInputs {
        *self.inputs.get_or_insert_with(draw)
    }
}
