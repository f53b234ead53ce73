//! The streaks of many users, for reminders before a streak breaks.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::features::accounts::UserId;
use crate::features::habits;
use crate::features::rewards::rules::ClaimStatus;
use crate::platform::db::{DbError, Tx};

/// A user's streak on one local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreakStatus {
    /// Consecutive days with a claim; 0 if the streak is broken or never started.
    pub days: u32,
    /// Whether the reward of that day was claimed.
    pub claimed: bool,
}

/// Returns the streak of each user on the given day; users without one are left out. It takes one
/// query, and one more for each streak with a gap.
pub fn streaks_on(tx: &mut Tx<'_>, days: &[(UserId, Date)]) -> Result<HashMap<UserId, StreakStatus>, DbError> {
    if days.is_empty() {
        return Ok(HashMap::new());
    }
    let users: Vec<UserId> = days.iter().map(|(user, _)| *user).collect();
    let stored: HashMap<_, _> =
        tx.rewards().streaks_of(&users)?.into_iter().map(|(user, last, streak)| (user, (last, streak))).collect();
    let mut statuses = HashMap::new();
    for (user, day) in days {
        let Some((last, streak)) = stored.get(user) else { continue };
        let status = match last {
            None => ClaimStatus::NeverClaimed,
            Some(last) if last >= day => ClaimStatus::Claimed,
            Some(last) => ClaimStatus::Open { missed: habits::days_between(tx, *user, *last, *day)? },
        };
        let shown = StreakStatus { days: streak.shown(status), claimed: status == ClaimStatus::Claimed };
        statuses.insert(*user, shown);
    }
    Ok(statuses)
}
