//! The calendar of claims: which days were claimed, and which a freeze covered.

use jiff::Span;
use jiff::civil::Date;

use crate::features::accounts::UserId;
use crate::features::habits;
use crate::features::rewards::rules::{self, DayMark, MOST_FREEZES};
use crate::features::rewards::{RewardError, store::FrozenGap};
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// Dates asked for at once: a leap year.
const LONGEST: i32 = 366;
/// A gap that freezes cover has this many dates at most, one of them skipped by the date line.
const GAP: i64 = MOST_FREEZES as i64 + 1;

/// Marked days of a span, rising, and the user's local today.
#[derive(Clone, Debug)]
pub struct Marked {
    /// The local day it is.
    pub today: Date,
    /// The span's first day.
    pub from: Date,
    /// The span's last day.
    pub to: Date,
    /// Days with a mark; the others were neither claimed nor covered.
    pub days: Vec<(Date, DayMark)>,
}

/// The marked days from `from` to `to`: the month so far by default.
///
/// # Errors
/// [`RewardError::Invalid`] for a span that ends before it begins or is longer than 366 days.
pub fn days(tx: &mut Tx<'_>, user: UserId, from: Option<Date>, to: Option<Date>) -> Result<Marked, RewardError> {
    let today = habits::local_day(tx, user)?;
    let to = to.unwrap_or(today);
    let from = from.unwrap_or_else(|| to.first_of_month());
    if from > to {
        return Err(invalid("after-to", "The span ends before it begins."));
    }
    if from.until(to).is_ok_and(|span| span.get_days() >= LONGEST) {
        return Err(invalid("too-long", "At most 366 days at once."));
    }
    // A gap at an edge of the span lies between claims outside of it.
    let (first, last) = (from.saturating_sub(Span::new().days(GAP)), to.saturating_add(Span::new().days(GAP + 1)));
    let claims = tx.rewards().claims(user, first, last)?;
    let gaps = tx.rewards().frozen_gaps(user, from, last)?;
    let frozen = frozen(tx, user, &claims, &gaps)?;
    let days = rules::marks(&claims, &frozen).into_iter().filter(|(day, _)| (from..=to).contains(day)).collect();
    Ok(Marked { today, from, to, days })
}

fn frozen(tx: &mut Tx<'_>, user: UserId, claims: &[Date], gaps: &[FrozenGap]) -> Result<Vec<Date>, DbError> {
    let mut frozen = Vec::new();
    for gap in gaps {
        let covered = rules::missed_before(claims, gap.claimed);
        let all = covered.len() == gap.freezes as usize;
        for day in covered {
            // A date that the user's calendar skipped was not missed, so no freeze went into it.
            if all || is_a_day(tx, user, day)? {
                frozen.push(day);
            }
        }
    }
    Ok(frozen)
}

fn is_a_day(tx: &mut Tx<'_>, user: UserId, day: Date) -> Result<bool, DbError> {
    let one = Span::new().days(1);
    Ok(habits::days_between(tx, user, day.saturating_sub(one), day.saturating_add(one))? > 0)
}

fn invalid(code: &'static str, detail: &str) -> RewardError {
    RewardError::Invalid(vec![FieldError::new("from", code, detail)])
}
