//! Reading users for the board: absolute counts, never differences.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use uuid::Uuid;

use crate::features::accounts::{self, BoardListing, UserId};
use crate::features::challenges::{self, ChallengeId};
use crate::features::habits::{self, CurrentDay};
use crate::features::leaderboard::rules::board::{Reading, SettledCounts};
use crate::features::leaderboard::rules::{Period, Tally, edge};
use crate::features::leaderboard::store::Span;
use crate::platform::db::{DbError, Tx};

/// Before every day count.
const FIRST_DAY: Date = Date::constant(1970, 1, 1);

/// A user to read.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The user to read.
    pub user: UserId,
    /// Counts that the reading can build on; `None`: read all days.
    pub known: Option<SettledCounts>,
}

/// The result of a reading.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Of the users that exist.
    pub readings: Vec<Reading>,
    /// Users that do not exist any more.
    pub gone: Vec<Uuid>,
    /// Counts in the loaded challenges.
    pub challenges: HashMap<ChallengeId, HashMap<UserId, Tally>>,
}

/// Reads the users in `wanted` and their counts in the challenges in `loaded`, in a handful of statements whatever
/// their number.
pub fn read(tx: &mut Tx<'_>, wanted: &[Wanted], loaded: &HashSet<ChallengeId>) -> Result<Found, DbError> {
    let users: Vec<UserId> = wanted.iter().map(|wanted| wanted.user).collect();
    let listings: HashMap<UserId, BoardListing> =
        accounts::board_listings(tx, &users)?.into_iter().map(|listing| (listing.user, listing)).collect();
    let days: HashMap<UserId, CurrentDay> =
        habits::current_days(tx, &users)?.into_iter().map(|day| (day.user, day)).collect();
    let mut found = Found::default();
    let mut spans: HashMap<Span, Vec<(BoardListing, CurrentDay, Tally)>> = HashMap::new();
    for Wanted { user, known } in wanted {
        let (Some(listing), Some(now)) = (listings.get(user), days.get(user)) else {
            found.gone.push(user.0);
            continue;
        };
        let (from, settled) = settled_for(*known, now.day);
        let span = Span { from, edge: edge(now.day), today: now.day };
        spans.entry(span).or_default().push((*listing, *now, settled));
    }
    for (span, people) in spans {
        let ids: Vec<UserId> = people.iter().map(|(listing, ..)| listing.user).collect();
        let sums = tx.board().sums(&ids, span)?;
        found.readings.extend(people.into_iter().zip(sums).map(|((listing, now, settled), sums)| {
            let mut tallies = sums.tallies;
            tallies[Period::AllTime as usize] = plus(settled, tallies[Period::AllTime as usize]);
            Reading {
                user: listing.user.0,
                joined: listing.joined,
                listed: listing.listed,
                today: now.day,
                until: now.until,
                settled: plus(settled, sums.settled),
                tallies,
            }
        }));
    }
    found.challenges = in_challenges(tx, &users, &days, loaded)?;
    Ok(found)
}

/// Returns the first day to read for a user whose local day is `today`, and the counts before it. If the local day
/// went back (a change of time zone before the first completed task), nothing can be built on.
fn settled_for(known: Option<SettledCounts>, today: Date) -> (Date, Tally) {
    match known.filter(|known| known.today <= today) {
        Some(known) => (edge(known.today), known.settled),
        None => (FIRST_DAY, Tally::default()),
    }
}

fn plus(a: Tally, b: Tally) -> Tally {
    Tally { due: a.due + b.due, done: a.done + b.done }
}

/// Returns the counts of `users` in those of `loaded` they are members of. All days of the challenge count, also those
/// before a member left it and joined again.
fn in_challenges(
    tx: &mut Tx<'_>,
    users: &[UserId],
    days: &HashMap<UserId, CurrentDay>,
    loaded: &HashSet<ChallengeId>,
) -> Result<HashMap<ChallengeId, HashMap<UserId, Tally>>, DbError> {
    let mut tallies: HashMap<ChallengeId, HashMap<UserId, Tally>> = HashMap::new();
    if loaded.is_empty() {
        return Ok(tallies);
    }
    let mut spans: HashMap<ChallengeId, Vec<(UserId, Date, Date)>> = HashMap::new();
    for (challenge, user) in challenges::memberships_of(tx, users)? {
        if let Some(now) = days.get(&user).filter(|_| loaded.contains(&challenge)) {
            spans.entry(challenge).or_default().push((user, FIRST_DAY, now.day));
        }
    }
    for (challenge, spans) in spans {
        let totals = habits::challenge_totals(tx, challenge.0, &spans)?;
        let tally = |user: &UserId| {
            let (due, done) = totals.get(user).copied().unwrap_or_default();
            Tally { due, done }
        };
        tallies.insert(challenge, spans.iter().map(|(user, ..)| (*user, tally(user))).collect());
    }
    Ok(tallies)
}
