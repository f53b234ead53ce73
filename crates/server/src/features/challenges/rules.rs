//! The limits of a challenge, and the plan of its habits.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::ChallengeId;
use crate::features::accounts::UserId;
use crate::features::planner::HabitType;

/// Duration of a challenge that does not set one.
pub const DEFAULT_DAYS: u16 = 30;

/// On which days of the week a habit is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Frequency {
    /// Every day.
    Daily,
    /// Monday to Friday.
    Weekdays,
}

impl Frequency {
    /// The stored form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekdays => "weekdays",
        }
    }

    /// Weekdays as ISO numbers, Monday = 1.
    #[must_use]
    pub fn iso_weekdays(self) -> Vec<u8> {
        match self {
            Self::Daily => (1..=7).collect(),
            Self::Weekdays => (1..=5).collect(),
        }
    }
}

/// The tasks of a habit from a day of its plan on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The first plan day, from 1.
    pub from: u16,
    /// The tasks of each day.
    pub tasks: Vec<String>,
}

/// A habit of a challenge, from which each member gets a habit of their own.
#[derive(Clone, Debug)]
pub struct ChallengeHabit {
    /// Within the challenge; members' habits have ids of their own.
    pub id: Uuid,
    /// The name of members' habits.
    pub title: String,
    /// May be empty.
    pub description: String,
    /// On which days.
    pub frequency: Frequency,
    /// To build or to quit.
    pub kind: HabitType,
    /// A lucide name; `None`: the planner's choice.
    pub icon: Option<String>,
    /// The first begins on day 1.
    pub steps: Vec<Step>,
}

/// A challenge.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// Fixed for built-in challenges, random for others.
    pub id: ChallengeId,
    /// Its creator; `None` for a built-in one, and after that account was deleted.
    pub founder: Option<UserId>,
    /// Whether it is part of the program.
    pub built_in: bool,
    /// 1-100 characters.
    pub title: String,
    /// May be empty.
    pub description: String,
    /// In lower case.
    pub category: String,
    /// Calendar days from joining.
    pub duration_days: u16,
    /// Its habits, at least one.
    pub habits: Vec<ChallengeHabit>,
}

/// Returns how many plan days a habit has within `days` calendar days from `start`; at least one.
#[must_use]
pub fn plan_days(frequency: Frequency, start: Date, days: u16) -> u16 {
    let first = u16::from(start.weekday().to_monday_zero_offset().unsigned_abs());
    match frequency {
        Frequency::Daily => days.max(1),
        Frequency::Weekdays => {
            let falls = (0..days).filter(|day| (first + day) % 7 < 5).count();
            // Not more than `days`, which fits.
            u16::try_from(falls).unwrap_or(days).max(1)
        }
    }
}

/// Returns the date of the last of `plan_days` plan days from `start` on.
#[must_use]
pub fn last_day(frequency: Frequency, start: Date, plan_days: u16) -> Date {
    let is_due = |day: &Date| frequency == Frequency::Daily || day.weekday().to_monday_zero_offset() < 5;
    let mut days = start.series(1.day()).filter(is_due);
    days.nth(usize::from(plan_days.saturating_sub(1))).unwrap_or(start)
}

/// Returns the tasks of each plan day.
#[must_use]
pub fn tasks_by_day(steps: &[Step], days: u16) -> Vec<Vec<String>> {
    let on = |day: u16| steps.iter().rev().find(|step| step.from <= day).or(steps.first());
    (1..=days).map(|day| on(day).map(|step| step.tasks.clone()).unwrap_or_default()).collect()
}

impl Challenge {
    /// Whether every word of `query` occurs in its title, description, category or habits.
    #[must_use]
    pub fn matches(&self, query: &str) -> bool {
        let mut text = format!("{} {} {}", self.title, self.description, self.category);
        for habit in &self.habits {
            text.push(' ');
            text.push_str(&habit.title);
        }
        let text = text.to_lowercase();
        query.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn plan_days_counts_weekdays_from_any_start() {
        let monday = date(2026, 3, 2);
        let days = |frequency, offset: i64, days| {
            plan_days(frequency, monday.checked_add(jiff::Span::new().days(offset)).unwrap(), days)
        };
        assert_eq!(days(Frequency::Daily, 3, 30), 30);
        assert_eq!(days(Frequency::Weekdays, 0, 7), 5);
        assert_eq!(days(Frequency::Weekdays, 0, 30), 22);
        assert_eq!(days(Frequency::Weekdays, 5, 30), 20, "from a Saturday");
        assert_eq!(days(Frequency::Weekdays, 5, 2), 1, "a weekend has none, but a plan has at least one day");
        for offset in 0..7 {
            assert_eq!(days(Frequency::Weekdays, offset, 28), 20, "{offset}");
        }
    }

    #[test]
    fn last_day_skips_weekends() {
        let friday = date(2026, 3, 6);
        assert_eq!(last_day(Frequency::Daily, friday, 1), friday);
        assert_eq!(last_day(Frequency::Daily, friday, 30), date(2026, 4, 4));
        assert_eq!(last_day(Frequency::Weekdays, friday, 1), friday);
        assert_eq!(last_day(Frequency::Weekdays, friday, 2), date(2026, 3, 9));
        assert_eq!(last_day(Frequency::Weekdays, date(2026, 3, 7), 1), date(2026, 3, 9));
    }

    #[test]
    fn later_steps_replace_earlier_ones() {
        let step = |from, task: &str| Step { from, tasks: vec![task.to_owned()] };
        let plan = tasks_by_day(&[step(1, "a"), step(3, "b")], 4);
        assert_eq!(plan, [["a"], ["a"], ["b"], ["b"]]);
    }

    #[test]
    fn matches_requires_every_word() {
        let challenge = super::super::catalogue::CATALOGUE[0].clone();
        assert!(challenge.matches("WALK breakfast") && challenge.matches("") && challenge.matches("stairs"));
        assert!(!challenge.matches("walk swim"));
    }
}
