//! The texts of reminders in plain English, for channels without templates of their own.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::features::habits::{HabitId, RemainingTasks};
use crate::features::notifications::AlertKind;

/// Text and data of a reminder's alert.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ReminderText {
    pub kind: AlertKind,
    /// A few words.
    pub title: String,
    /// A sentence.
    pub body: String,
    /// Data for the client's own template.
    pub data: Value,
    /// A path of the web app.
    pub link: String,
}

/// Returns the reminder of a habit with tasks that are not done.
#[must_use]
pub fn habit_reminder(habit: HabitId, name: &str, remaining: &RemainingTasks) -> ReminderText {
    let body = match remaining.tasks {
        1 => remaining.title.clone(),
        count => format!("{} And {} more today.", with_final_stop(&remaining.title), count - 1),
    };
    ReminderText {
        kind: AlertKind::Reminder,
        title: name.to_owned(),
        body,
        data: json!({"habit_id": habit, "name": name, "task_id": remaining.first, "task": remaining.title, "left": remaining.tasks}),
        link: habit_link(habit),
    }
}

/// Returns the page a habit's reminder links to: today, scrolled to the habit. The link is also part of the
/// notification's tag, so that a newer reminder replaces an older one.
#[must_use]
pub fn habit_link(habit: HabitId) -> String {
    format!("/today?habit={}", habit.0)
}

/// Returns the warning that a streak ends unless the user claims today.
#[must_use]
pub fn streak_warning(days: u32) -> ReminderText {
    let body = match days {
        1 => "Claim today's reward to keep your streak going.".to_owned(),
        days => format!("{days} days in a row. Claim today's reward before the day ends."),
    };
    ReminderText {
        kind: AlertKind::StreakAtRisk,
        title: "Your streak is waiting".to_owned(),
        body,
        data: json!({"days": days}),
        link: "/rewards".to_owned(),
    }
}

/// Returns the morning summary.
#[must_use]
pub fn morning_summary(remaining: u32) -> ReminderText {
    let body = match remaining {
        1 => "One small step today.".to_owned(),
        tasks => format!("{tasks} small steps today."),
    };
    ReminderText {
        kind: AlertKind::MorningSummary,
        title: "Good morning".to_owned(),
        body,
        data: json!({"left": remaining}),
        link: "/today".to_owned(),
    }
}

/// Returns the key that identifies one occurrence of one reminder.
#[must_use]
pub fn dedup_key(kind: AlertKind, subject: Uuid, occurs_at: jiff::Timestamp) -> String {
    format!("{}:{}:{}", kind.as_str(), subject.simple(), occurs_at.as_second())
}

fn with_final_stop(sentence: &str) -> String {
    let ends = sentence.ends_with(['.', '!', '?', '…', '。', '।']);
    if ends { sentence.to_owned() } else { format!("{sentence}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::habits::TaskId;

    #[test]
    fn habit_reminder_names_next_task_and_counts_rest() {
        let remaining =
            |tasks, title: &str| RemainingTasks { tasks, first: TaskId(Uuid::nil()), title: title.to_owned() };
        let habit = HabitId(Uuid::nil());
        assert_eq!(habit_reminder(habit, "Read", &remaining(1, "Read two pages")).body, "Read two pages");
        assert_eq!(
            habit_reminder(habit, "Read", &remaining(3, "Read two pages")).body,
            "Read two pages. And 2 more today."
        );
        assert_eq!(habit_reminder(habit, "Read", &remaining(2, "Why not?")).body, "Why not? And 1 more today.");
    }
}
