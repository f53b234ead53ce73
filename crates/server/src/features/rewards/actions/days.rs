//! The calendar of daily claims: days that were claimed and days that a freeze covered.

use jiff::Span;
use jiff::civil::Date;

use crate::features::accounts::UserId;
use crate::features::habits;
use crate::features::rewards::rules::{self, DayMark, MAX_FREEZES};
use crate::features::rewards::{RewardError, store::FrozenGap};
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// Maximum span of one request: a leap year.
const MAX_DAYS: i32 = 366;
/// Maximum number of dates that freezes cover at once, including one skipped at the date line.
const MAX_GAP: i64 = MAX_FREEZES as i64 + 1;

/// The marked days of a span.
#[derive(Clone, Debug)]
pub struct ClaimCalendar {
    /// The user's current local day.
    pub today: Date,
    /// The first day of the span.
    pub from: Date,
    /// The last day of the span.
    pub to: Date,
    /// Marked days, oldest first. The other days were neither claimed nor covered.
    pub days: Vec<(Date, DayMark)>,
}

/// Returns the marked days from `from` to `to`; by default those of the current month up to today.
///
/// # Errors
/// [`RewardError::Invalid`] if `from` is after `to` or the span is longer than 366 days.
pub fn days(tx: &mut Tx<'_>, user: UserId, from: Option<Date>, to: Option<Date>) -> Result<ClaimCalendar, RewardError> {
    let today = habits::local_day(tx, user)?;
    let to = to.unwrap_or(today);
    let from = from.unwrap_or_else(|| to.first_of_month());
    if from > to {
        return Err(invalid("after-to", "The first day is after the last day."));
    }
    if from.until(to).is_ok_and(|span| span.get_days() >= MAX_DAYS) {
        return Err(invalid("too-long", "At most 366 days can be requested at once."));
    }
    // A covered gap at an edge of the span may lie between claims outside of it.
    let (first, last) =
        (from.saturating_sub(Span::new().days(MAX_GAP)), to.saturating_add(Span::new().days(MAX_GAP + 1)));
    let claims = tx.rewards().claims(user, first, last)?;
    let gaps = tx.rewards().frozen_gaps(user, from, last)?;
    let frozen = frozen_days(tx, user, &claims, &gaps)?;
    let days = rules::marks(&claims, &frozen).into_iter().filter(|(day, _)| (from..=to).contains(day)).collect();
    Ok(ClaimCalendar { today, from, to, days })
}

fn frozen_days(tx: &mut Tx<'_>, user: UserId, claims: &[Date], gaps: &[FrozenGap]) -> Result<Vec<Date>, DbError> {
    let mut frozen = Vec::new();
    for gap in gaps {
        let covered = rules::missed_before(claims, gap.claimed);
        let all = covered.len() == gap.freezes as usize;
        for day in covered {
            // No freeze was used for a date that the user's calendar skipped.
            if all || is_local_day(tx, user, day)? {
                frozen.push(day);
            }
        }
    }
    Ok(frozen)
}

fn is_local_day(tx: &mut Tx<'_>, user: UserId, day: Date) -> Result<bool, DbError> {
    let one = Span::new().days(1);
    Ok(habits::days_between(tx, user, day.saturating_sub(one), day.saturating_add(one))? > 0)
}

fn invalid(code: &'static str, detail: &str) -> RewardError {
    RewardError::Invalid(vec![FieldError::new("from", code, detail)])
}
