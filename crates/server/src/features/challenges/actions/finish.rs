//! Telling members that their days are over.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{Span, civil::Date};

use super::members::title_of;
use crate::features::challenges::store::Member;
use crate::features::challenges::{ChallengeEvent, Reactions};
use crate::features::habits::{self, HabitId};
use crate::platform::db::{DbError, Tx};

/// Days after a member's last one, in UTC. By then the two days of grace are over in every time zone.
const SETTLED_AFTER: i64 = 4;

/// Tells up to `limit` members whose last day is so long ago that none of its tasks can be completed any more;
/// returns how many memberships were checked. If a paused plan was resumed, the member's last day moves instead.
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
        return tx.challenges().set_last_day(member.challenge, member.user, last);
    }
    tx.challenges().finish(member)?;
    let today = habits::local_day(tx, member.user)?;
    let counts: HashMap<_, _> = habits::challenge_counts(tx, member.user, today)?;
    let of_challenge = tracked.iter().filter_map(|habit| counts.get(habit));
    let (due, done) = of_challenge.fold((0, 0), |(due, done), count| (due + count.due, done + count.done));
    // A challenge that has a member exists, so it has a title.
    let title = title_of(tx, member.challenge)?.unwrap_or_default();
    let event = ChallengeEvent { user: member.user, challenge: member.challenge, title: &title };
    reactions.challenge_finished(tx, &event, due, done)
}
