//! Amounts day by day: up for a habit to build, down for one to quit, in steps people use.

use super::super::rules::{HabitType, PlanRequest, Quantity};
use super::content::waits;
use super::topics::Topic;
use crate::features::planner::rules::quantity::quantity_in;
use crate::features::planner::rules::text::{clean, has_any, spaced};

/// Largest amount a day that is planned with.
const MOST: u32 = 999_999;

/// The amounts of a plan.
pub(super) struct Ramp {
    /// One amount a day, in `unit`.
    pub amounts: Vec<u32>,
    /// Plural unit.
    pub unit: String,
    /// Whether the user named the amount; without it a habit to quit counts free minutes, upwards.
    pub stated: bool,
}

/// The amounts for a request (`single`: the act is done once and is then done), `None` where the act has none.
pub(super) fn ramp(request: &PlanRequest, topic: &Topic, single: bool, days: u16) -> Option<Ramp> {
    let stated = request.quantity.clone().or_else(|| quantity_in(&request.habit)).map(|q| Quantity {
        per_day: q.per_day.min(MOST),
        unit: clean(&q.unit),
        target: q.target.map(|t| t.min(MOST)),
    });
    let fixed = matches!(topic.slug, "sleep" | "waking" | "late-nights" | "snoozing" | "lateness");
    if let Some(quantity) = stated.filter(|q| !fixed && usable(q)) {
        return Some(from_quantity(&finer(quantity), request.kind, days, if topic.slug == "water" { 40 } else { 10 }));
    }
    let (start, goal, unit) = if waits(topic) {
        (5, 30, "minutes")
    } else {
        topic.ramp.or_else(|| (topic.slug == "general" && !single).then_some((3, 15, "minutes")))?
    };
    let mut amounts = line(start, goal, days, true);
    // In a long plan to stop, days without any follow one week after the longest wait. Never for
    // alcohol, where stopping at once can be dangerous.
    if waits(topic) && topic.slug != "alcohol" && days >= 42 && stops(&request.habit) {
        let longest = amounts.iter().position(|n| *n == goal).unwrap_or(amounts.len());
        for amount in amounts.iter_mut().skip(longest + 7) {
            *amount = 0;
        }
    }
    Some(Ramp { amounts, unit: unit.to_owned(), stated: false })
}

/// Whether the wish is to stop, rather than to have less.
fn stops(habit: &str) -> bool {
    let text = spaced(habit);
    has_any(&text, &["quit", "quitting", "stop", "stopping", "give up", "giving up", "free", "no more", "never", "no"])
        && !has_any(&text, &["less", "cut down", "cut back", "reduce", "fewer", "limit"])
}

fn usable(q: &Quantity) -> bool {
    let unit = q.unit.trim();
    (q.per_day > 0 || q.target.is_some_and(|t| t > 0))
        && unit.chars().count() <= 40
        && unit.chars().any(char::is_alphabetic)
}

/// Small amounts of a coarse unit in a finer one: 2 litres are 2,000 ml, 1 hour is 60 minutes.
fn finer(q: Quantity) -> Quantity {
    let most = q.target.unwrap_or(0).max(q.per_day);
    let (factor, unit) = match q.unit.trim().to_lowercase().as_str() {
        "litres" | "liters" | "litre" | "liter" | "l" if most <= 5 => (1_000, "ml"),
        "hours" | "hour" | "h" if most <= 12 => (60, "minutes"),
        "km" if most <= 2 => (1_000, "metres"),
        _ => return q,
    };
    Quantity { per_day: q.per_day * factor, unit: unit.to_owned(), target: q.target.map(|t| t * factor) }
}

fn from_quantity(q: &Quantity, kind: HabitType, days: u16, share: u32) -> Ramp {
    let amounts = match kind {
        HabitType::Good => {
            let goal = q.target.filter(|t| *t > 0).unwrap_or(q.per_day).max(1);
            let start = match q.target {
                Some(t) if t > q.per_day && q.per_day > 0 => q.per_day,
                _ => small_start(goal, days, share),
            };
            line(start, goal, days, false)
        }
        HabitType::Bad => {
            let goal = q.target.unwrap_or(0).min(q.per_day);
            line(q.per_day, goal, days, false)
        }
    };
    Ramp { amounts, unit: q.unit.trim().to_owned(), stated: true }
}

/// `least` percent of the goal for two weeks and more; nearer to it when there is less time.
fn small_start(goal: u32, days: u16, least: u32) -> u32 {
    let share = match days {
        0..=1 => 100,
        2..=6 => least.max(50),
        7..=13 => least.max(30),
        _ => least,
    };
    round_to((goal * share).div_ceil(100), step(goal)).clamp(1, goal)
}

/// The step in which an amount of this size is counted.
fn step(goal: u32) -> u32 {
    match goal {
        0..=60 => 1,
        61..=150 => 5,
        151..=400 => 10,
        401..=3_000 => 50,
        3_001..=6_000 => 250,
        6_001..=30_000 => 500,
        _ => 1_000,
    }
}

fn round_to(n: u32, step: u32) -> u32 {
    ((n + step / 2) / step * step).max(step.min(n))
}

/// A staircase from `from` to `to`, never turning back, reaching `to` in the last phase and
/// staying there: two days before the end of three weeks, at two thirds of longer plans, after
/// twelve weeks at the latest. Its steps are alike: nobody should meet 9, 11, 11, 12.
fn line(from: u32, to: u32, days: u16, gentle: bool) -> Vec<u32> {
    let days = u32::from(days.max(1));
    let reach = match days {
        1 => 1,
        2..=6 => days,
        7..=30 => days - days / 10,
        _ => (days * 2 / 3).clamp(28, 84),
    };
    let way = u64::from(reach.saturating_sub(1).max(1));
    let span = u64::from(from.abs_diff(to));
    let unit = stride(span, way, if gentle && to >= 25 { 5 } else { step(from.max(to)) });
    let steps = span.div_ceil(unit);
    (0..days)
        .map(|day| {
            if reach <= 1 || u64::from(day) >= way {
                return to;
            }
            let climbed = (u64::from(day) * steps + way / 2) / way * unit;
            let climbed = u32::try_from(climbed.min(span)).unwrap_or(u32::MAX);
            if climbed == 0 {
                return from;
            }
            // Between the ends only round amounts; an odd start ("12 minutes") is left behind at once.
            let unit = u32::try_from(unit).unwrap_or(1);
            if to >= from {
                ((from + climbed) / unit * unit).clamp(from, to)
            } else {
                ((from - climbed).div_ceil(unit) * unit).clamp(to, from)
            }
        })
        .collect()
}

/// The size of one step: at least `least`, and such that a day either stays or takes exactly one
/// step. Only where the way is steep anyway (two steps a day and more) may days differ by one.
fn stride(span: u64, way: u64, least: u32) -> u64 {
    const ROUND: [u64; 15] = [1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 2_000, 2_500, 5_000, 10_000, 25_000];
    ROUND
        .into_iter()
        .filter(|unit| *unit >= u64::from(least))
        .find(|unit| span <= way * unit || span >= way * unit * 2)
        .unwrap_or_else(|| span.div_ceil(way).max(1))
}
