//! Reading people for the board: always what is, never what changed.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use uuid::Uuid;

use crate::features::accounts::{self, BoardListing, UserId};
use crate::features::challenges::{self, ChallengeId};
use crate::features::habits::{self, CurrentDay};
use crate::features::leaderboard::rules::board::{Known, Reading};
use crate::features::leaderboard::rules::{Period, Tally, edge};
use crate::features::leaderboard::store::Span;
use crate::platform::db::{DbError, Tx};

/// No day count is older.
const FIRST_DAY: Date = Date::constant(1970, 1, 1);

/// Somebody to be read, and what the reading may build on; nothing for a reading of all their days.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Who.
    pub user: UserId,
    /// Counts that are settled.
    pub known: Option<Known>,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Of those who are there.
    pub readings: Vec<Reading>,
    /// Those who are not.
    pub gone: Vec<Uuid>,
    /// Counts in the challenges that were asked about.
    pub parts: HashMap<ChallengeId, HashMap<UserId, Tally>>,
}

/// Reads `wanted`, and their parts in `loaded`; a handful of questions whatever their number.
///
/// # Errors
/// Those of the database.
pub fn read(tx: &mut Tx<'_>, wanted: &[Wanted], loaded: &HashSet<ChallengeId>) -> Result<Found, DbError> {
    let users: Vec<UserId> = wanted.iter().map(|one| one.user).collect();
    let standings: HashMap<UserId, BoardListing> =
        accounts::board_listings(tx, &users)?.into_iter().map(|listing| (listing.user, listing)).collect();
    let days: HashMap<UserId, CurrentDay> =
        habits::current_days(tx, &users)?.into_iter().map(|day| (day.user, day)).collect();
    let mut found = Found::default();
    let mut spans: HashMap<Span, Vec<(BoardListing, CurrentDay, Tally)>> = HashMap::new();
    for Wanted { user, known } in wanted {
        let (Some(standing), Some(now)) = (standings.get(user), days.get(user)) else {
            found.gone.push(user.0);
            continue;
        };
        let (from, settled) = settled_for(*known, now.day);
        let span = Span { from, edge: edge(now.day), today: now.day };
        spans.entry(span).or_default().push((*standing, *now, settled));
    }
    for (span, people) in spans {
        let ids: Vec<UserId> = people.iter().map(|(standing, ..)| standing.user).collect();
        let sums = tx.board().sums(&ids, span)?;
        found.readings.extend(people.into_iter().zip(sums).map(|((standing, now, settled), sums)| {
            let mut tallies = sums.tallies;
            tallies[Period::AllTime as usize] = plus(settled, tallies[Period::AllTime as usize]);
            Reading {
                user: standing.user.0,
                joined: standing.joined,
                listed: standing.listed,
                today: now.day,
                until: now.until,
                settled: plus(settled, sums.settled),
                tallies,
            }
        }));
    }
    found.parts = parts(tx, &users, &days, loaded)?;
    Ok(found)
}

/// From which day on to read somebody whose local day is `today`, and what lies before it. A day
/// that went back (a change of zone before the first tick) leaves nothing to build on.
fn settled_for(known: Option<Known>, today: Date) -> (Date, Tally) {
    match known.filter(|known| known.today <= today) {
        Some(known) => (edge(known.today), known.settled),
        None => (FIRST_DAY, Tally::default()),
    }
}

fn plus(a: Tally, b: Tally) -> Tally {
    Tally { due: a.due + b.due, done: a.done + b.done }
}

/// What `users` have in each of `loaded` they take part in. All days of the challenge count, also
/// those before one left it and joined again.
fn parts(
    tx: &mut Tx<'_>,
    users: &[UserId],
    days: &HashMap<UserId, CurrentDay>,
    loaded: &HashSet<ChallengeId>,
) -> Result<HashMap<ChallengeId, HashMap<UserId, Tally>>, DbError> {
    let mut parts: HashMap<ChallengeId, HashMap<UserId, Tally>> = HashMap::new();
    if loaded.is_empty() {
        return Ok(parts);
    }
    let mut spans: HashMap<ChallengeId, Vec<(UserId, Date, Date)>> = HashMap::new();
    for (challenge, user) in challenges::parts_of(tx, users)? {
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
        parts.insert(challenge, spans.iter().map(|(user, ..)| (*user, tally(user))).collect());
    }
    Ok(parts)
}
