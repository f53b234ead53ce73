//! Telling members that their days are over.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{Span, civil::Date};

use crate::features::challenges::store::Member;
use crate::features::challenges::{ChallengeEvent, Reactions};
use crate::features::habits::{self, HabitId};
use crate::platform::db::{DbError, Tx};

/// Days after the last one by UTC: by then the grace of two days is over in every zone.
const SETTLED_AFTER: i64 = 4;

/// Tells up to `limit` members whose last day is so far back that nothing of it can be ticked
/// any more; answers how many were looked at. A plan that was paused and goes on moves the
/// member's last day instead.
///
/// # Errors
/// Those of the database.
pub fn finish_due(tx: &mut Tx<'_>, reactions: &dyn Reactions, limit: i64) -> Result<usize, DbError> {
    let today = TimeZone::UTC.to_datetime(tx.now()).date();
    let until = today.checked_sub(Span::new().days(SETTLED_AFTER)).unwrap_or(today);
    let members = tx.challenges().due_to_finish(until, limit)?;
    for member in &members {
        finish(tx, reactions, member, until)?;
    }
    Ok(members.len())
}

fn finish(tx: &mut Tx<'_>, reactions: &dyn Reactions, member: &Member, until: Date) -> Result<(), DbError> {
    let tracking = tx.challenges().tracking(member.user)?;
    let tracked: Vec<HabitId> =
        tracking.into_iter().filter(|record| record.challenge == member.challenge).map(|record| record.habit).collect();
    if let Some(last) = habits::latest_end(tx, member.user, &tracked)?.filter(|last| *last > until) {
        return tx.challenges().prolong(member, last);
    }
    tx.challenges().finish(member)?;
    let today = habits::local_day(tx, member.user)?;
    let counts: HashMap<_, _> = habits::challenge_counts(tx, member.user, today)?;
    let of_it = tracked.iter().filter_map(|habit| counts.get(habit));
    let (due, done) = of_it.fold((0, 0), |(due, done), count| (due + count.due, done + count.done));
    // A challenge that is gone has nobody in it: there is a title.
    let title = super::members::title_of(tx, member.challenge)?.unwrap_or_default();
    let event = ChallengeEvent { user: member.user, challenge: member.challenge, title: &title };
    reactions.challenge_finished(tx, &event, due, done)
}
