//! Who hears of what, and in which order: one table, inside the unit of work that caused it.

use jiff::civil::Date;
use uuid::Uuid;

use crate::features::accounts::{self, UserId};
use crate::features::habits::{self, Gain, Purse, TaskCompleted, TaskUndone};
use crate::features::passkeys::{self, PasskeyId};
use crate::features::rewards;
use crate::platform::db::{DbError, Tx};

/// The table.
#[derive(Clone, Copy, Debug)]
pub struct Events;

impl accounts::Reactions for Events {
    fn account_opened(&self, tx: &mut Tx<'_>, user: UserId, zone: &str) -> Result<(), DbError> {
        habits::open_calendar(tx, user, zone)?;
        rewards::open_purse(tx, user)
    }

    fn clock_changed(&self, tx: &mut Tx<'_>, user: UserId, time_zone: &str, day_start: u16) -> Result<(), DbError> {
        habits::change_clock(tx, user, time_zone, day_start)
    }

    fn password_changed(&self, tx: &mut Tx<'_>, user: UserId, kept_passkey: Option<Uuid>) -> Result<(), DbError> {
        passkeys::remove_others(tx, user, kept_passkey.map(PasskeyId))
    }
}

impl habits::Reactions for Events {
    fn task_completed(&self, tx: &mut Tx<'_>, event: &TaskCompleted) -> Result<Gain, DbError> {
        rewards::pay_task(tx, event)
    }

    fn task_undone(&self, tx: &mut Tx<'_>, event: &TaskUndone) -> Result<Gain, DbError> {
        rewards::take_back_task(tx, event)
    }

    fn purse(&self, tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<Purse, DbError> {
        rewards::purse(tx, user, today)
    }
}
