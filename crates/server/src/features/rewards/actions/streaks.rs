//! Where streaks stand, for who warns of their end.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::features::accounts::UserId;
use crate::features::habits;
use crate::features::rewards::rules::Standing;
use crate::platform::db::{DbError, Tx};

/// A streak on one of its user's days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreakStanding {
    /// Days in a row as they are shown: 0 when it is broken or was never begun.
    pub days: u32,
    /// Whether that day's reward was claimed.
    pub claimed: bool,
}

/// Each user's streak on a day of their own; who has no wallet is left out. One question, and one
/// more for each streak with a gap.
///
/// # Errors
/// Those of the database.
pub fn streaks_on(tx: &mut Tx<'_>, days: &[(UserId, Date)]) -> Result<HashMap<UserId, StreakStanding>, DbError> {
    if days.is_empty() {
        return Ok(HashMap::new());
    }
    let users: Vec<UserId> = days.iter().map(|(user, _)| *user).collect();
    let stored: HashMap<_, _> =
        tx.rewards().streaks_of(&users)?.into_iter().map(|(user, last, streak)| (user, (last, streak))).collect();
    let mut standings = HashMap::new();
    for (user, day) in days {
        let Some((last, streak)) = stored.get(user) else { continue };
        let standing = match last {
            None => Standing::Fresh,
            Some(last) if last >= day => Standing::Claimed,
            Some(last) => Standing::Open { missed: habits::days_between(tx, *user, *last, *day)? },
        };
        let shown = StreakStanding { days: streak.shown(standing), claimed: standing == Standing::Claimed };
        standings.insert(*user, shown);
    }
    Ok(standings)
}
