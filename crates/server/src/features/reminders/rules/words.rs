//! What reminders say, in plain English for channels that can't word it themselves.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::features::habits::{HabitId, RemainingTasks};
use crate::features::notifications::Kind;

/// An alert about to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Which kind.
    pub kind: Kind,
    /// A few words.
    pub title: String,
    /// A sentence.
    pub body: String,
    /// What a client words it from.
    pub data: Value,
    /// Where it leads.
    pub link: String,
}

/// A habit wants to be thought of.
#[must_use]
pub fn of_habit(habit: HabitId, name: &str, left: &RemainingTasks) -> Words {
    let body = match left.tasks {
        1 => left.title.clone(),
        more => format!("{} And {} more today.", ended(&left.title), more - 1),
    };
    Words {
        kind: Kind::Reminder,
        title: name.to_owned(),
        body,
        data: json!({"habit_id": habit, "name": name, "task_id": left.first, "task": left.title, "left": left.tasks}),
        link: link_of(habit),
    }
}

/// Where a habit's reminder leads: to today, with this habit in view. It is the tag of its
/// notification too, so that a newer one takes its place.
#[must_use]
pub fn link_of(habit: HabitId) -> String {
    format!("/today?habit={}", habit.0)
}

/// The streak breaks unless it is claimed today.
#[must_use]
pub fn of_streak(days: u32) -> Words {
    let body = match days {
        1 => "Yesterday's step counts. Claim today's reward to keep going.".to_owned(),
        days => format!("{days} days in a row. Claim today's reward before the day ends."),
    };
    Words {
        kind: Kind::StreakAtRisk,
        title: "Your streak is waiting".to_owned(),
        body,
        data: json!({"days": days}),
        link: "/rewards".to_owned(),
    }
}

/// What the day holds.
#[must_use]
pub fn of_morning(left: u32) -> Words {
    let body = match left {
        1 => "One small step today.".to_owned(),
        left => format!("{left} small steps today."),
    };
    Words {
        kind: Kind::MorningSummary,
        title: "Good morning".to_owned(),
        body,
        data: json!({"left": left}),
        link: "/today".to_owned(),
    }
}

/// What happened once: the name of one occurrence of one subject.
#[must_use]
pub fn once(kind: Kind, subject: Uuid, occurs_at: jiff::Timestamp) -> String {
    format!("{}:{}:{}", kind.as_str(), subject.simple(), occurs_at.as_second())
}

fn ended(sentence: &str) -> String {
    let ends = sentence.ends_with(['.', '!', '?', '…', '。', '।']);
    if ends { sentence.to_owned() } else { format!("{sentence}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::habits::TaskId;

    #[test]
    fn it_names_the_next_step_and_counts_the_rest() {
        let left = |tasks, title: &str| RemainingTasks { tasks, first: TaskId(Uuid::nil()), title: title.to_owned() };
        let habit = HabitId(Uuid::nil());
        assert_eq!(of_habit(habit, "Read", &left(1, "Read two pages")).body, "Read two pages");
        assert_eq!(of_habit(habit, "Read", &left(3, "Read two pages")).body, "Read two pages. And 2 more today.");
        assert_eq!(of_habit(habit, "Read", &left(2, "Why not?")).body, "Why not? And 1 more today.");
    }
}
