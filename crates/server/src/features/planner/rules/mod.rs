//! The rules that both planners share: the shape of a plan, when it is valid, and how a wish is read.
//!
//! Pure: no clock, database or network. Plans of the AI and of the built-in planner pass the same
//! [`check_plan`].

mod care;
mod care_words;
pub(super) mod quantity;
pub(super) mod text;

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::care::{Care, CareKind, needs_care};
pub use self::quantity::quantity_in;
use crate::platform::text::has_syllabic_script;

/// The number of tasks on each planned day.
pub const TASKS_PER_DAY: usize = 3;
/// The minimum length of a task in a script with an alphabet, in Unicode scalar values after trimming.
pub const MIN_TASK_CHARS: usize = 3;
/// The minimum length of a task in a script whose characters stand for words or syllables.
const MIN_SYLLABIC_TASK_CHARS: usize = 2;
/// The maximum length of a task, in Unicode scalar values.
pub const MAX_TASK_CHARS: usize = 200;
/// The maximum length of a plan, in days.
pub const MAX_DAYS: u16 = 365;

/// Whether a habit is to be built or to be quit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HabitType {
    /// A habit to build.
    Good,
    /// A habit to quit or to cut down.
    Bad,
}

/// The type of a habit as read from its text; the user can correct it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Classification {
    /// A habit to build.
    Good,
    /// A habit to quit or to cut down.
    Bad,
    /// The text does not say.
    Unknown,
}

/// One dynamic question with the user's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question as it was asked.
    pub question: String,
    /// The user's answer; may be empty.
    pub answer: String,
}

/// An amount per day, in whole units.
///
/// For a habit to quit, `per_day` is today's amount and `target` the goal (none: zero). For a
/// habit to build, `target` is the goal and `per_day` today's amount; without a target `per_day`
/// itself is the goal and the plan starts small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// Amount per day, in `unit`.
    pub per_day: u32,
    /// The unit, in the plural if it has one ("pages", "km", "glasses of water").
    pub unit: String,
    /// Goal: amount per day, in `unit`.
    pub target: Option<u32>,
}

/// The input of the planners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRequest {
    /// The habit in the user's words.
    pub habit: String,
    /// Build or quit.
    pub kind: HabitType,
    /// Length in days, 1 to 365; other values are clamped.
    pub duration_days: u16,
    /// The reason, in the user's words; may be empty.
    pub motivation: String,
    /// The obstacle, in the user's words; may be empty.
    pub obstacle: String,
    /// The stated amount; without it the built-in planner reads the habit's text.
    pub quantity: Option<Quantity>,
    /// Answers to the dynamic questions.
    pub answers: Vec<Answer>,
    /// Tasks of former plans, which a new one must not use again.
    pub exclude: Vec<String>,
    /// The number of times the plan was regenerated.
    pub variant: u32,
}

/// One day of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDay {
    /// 1-based day of the plan.
    pub day: u16,
    /// The day's tasks, in order.
    pub tasks: [String; TASKS_PER_DAY],
}

/// Returns the key by which tasks are compared: letters in lower case, digits, and single spaces in
/// place of anything else. Combining marks stay, since scripts need them; "don't" and "dont" are equal.
#[must_use]
pub fn fold(task: &str) -> String {
    let mut key = String::with_capacity(task.len());
    let mut gap = false;
    for c in task.chars() {
        // Most of a plan is ASCII, for which the full Unicode tables are not needed.
        if c.is_ascii_alphanumeric() {
            if gap && !key.is_empty() {
                key.push(' ');
            }
            gap = false;
            key.push(c.to_ascii_lowercase());
            continue;
        }
        if c == ' ' {
            gap = true;
            continue;
        }
        if matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{200c}' | '\u{200d}' | '\u{ad}') {
            continue;
        }
        if c.is_alphanumeric() || is_mark(c) {
            if gap && !key.is_empty() {
                key.push(' ');
            }
            gap = false;
            key.extend(c.to_lowercase());
        } else {
            gap = true;
        }
    }
    key
}

/// Combining marks that carry meaning in a word (the common blocks).
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x591..=0x5bd | 0x610..=0x61a | 0x64b..=0x65f
        | 0x900..=0x903 | 0x93a..=0x94f | 0x981..=0xdff | 0xe31..=0xe4e | 0x3099..=0x309a)
}

/// A fault of a plan; `Display` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum PlanFault {
    /// The plan has another number of days than asked for.
    WrongDayCount {
        /// Days asked for.
        expected: u16,
        /// Days found.
        found: usize,
    },
    /// A day does not carry the number of its place.
    WrongDayNumber {
        /// 1-based place in the plan.
        place: usize,
        /// Number the day carries.
        found: u16,
    },
    /// A day has another number of tasks than three. [`PlanDay`] cannot; a parser's input can.
    WrongTaskCount {
        /// 1-based day.
        day: u16,
        /// Tasks found.
        found: usize,
    },
    /// A task is shorter than [`min_task_chars`], or has no letter or digit.
    TooShort {
        /// 1-based day.
        day: u16,
        /// 1-based position.
        position: usize,
    },
    /// A task is longer than [`MAX_TASK_CHARS`].
    TooLong {
        /// 1-based day.
        day: u16,
        /// 1-based position.
        position: usize,
        /// Its length in Unicode scalar values.
        chars: usize,
    },
    /// A task occurred before, compared by [`fold`].
    Duplicate {
        /// 1-based day.
        day: u16,
        /// 1-based position.
        position: usize,
        /// The day it was first seen.
        first_day: u16,
    },
    /// A task holds control characters, line breaks, HTML tags or Markdown.
    Markup {
        /// 1-based day.
        day: u16,
        /// 1-based position.
        position: usize,
    },
}

impl fmt::Display for PlanFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongDayCount { expected, found } => {
                write!(f, "The plan has {found} days instead of {expected}.")
            }
            Self::WrongDayNumber { place, found } => {
                write!(f, "Day {place} of the plan is numbered {found}.")
            }
            Self::WrongTaskCount { day, found } => {
                write!(f, "Day {day} has {found} tasks instead of {TASKS_PER_DAY}.")
            }
            Self::TooShort { day, position } => {
                write!(f, "Task {position} of day {day} says too little.")
            }
            Self::TooLong { day, position, chars } => {
                write!(f, "Task {position} of day {day} has {chars} characters, {MAX_TASK_CHARS} at most.")
            }
            Self::Duplicate { day, position, first_day } => {
                write!(f, "Task {position} of day {day} is the same as one of day {first_day}.")
            }
            Self::Markup { day, position } => {
                write!(f, "Task {position} of day {day} is not plain text.")
            }
        }
    }
}

impl std::error::Error for PlanFault {}

/// Checks that a plan has exactly `duration_days` x 3 valid, unique tasks.
///
/// # Errors
/// Every fault found, in plan order.
pub fn check_plan(days: &[PlanDay], duration_days: u16) -> Result<(), Vec<PlanFault>> {
    let mut faults = Vec::new();
    if days.len() != usize::from(duration_days) {
        faults.push(PlanFault::WrongDayCount { expected: duration_days, found: days.len() });
    }
    let mut seen: HashMap<String, u16> = HashMap::with_capacity(days.len() * TASKS_PER_DAY);
    for (place, day) in days.iter().enumerate() {
        if usize::from(day.day) != place + 1 {
            faults.push(PlanFault::WrongDayNumber { place: place + 1, found: day.day });
        }
        for (index, task) in day.tasks.iter().enumerate() {
            let (day, position) = (day.day, index + 1);
            if let Some(fault) = check_task(task, day, position) {
                faults.push(fault);
            }
            match seen.entry(fold(task)) {
                std::collections::hash_map::Entry::Occupied(first) => {
                    faults.push(PlanFault::Duplicate { day, position, first_day: *first.get() });
                }
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(day);
                }
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Returns the minimum length of a task by its script, in Unicode scalar values after trimming: two Chinese
/// characters can say as much as a sentence.
#[must_use]
pub fn min_task_chars(task: &str) -> usize {
    if has_syllabic_script(task) { MIN_SYLLABIC_TASK_CHARS } else { MIN_TASK_CHARS }
}

/// Returns the first fault of one task, duplicates aside.
#[must_use]
pub fn check_task(task: &str, day: u16, position: usize) -> Option<PlanFault> {
    let chars = task.trim().chars().count();
    if chars < min_task_chars(task) || !task.chars().any(char::is_alphanumeric) {
        return Some(PlanFault::TooShort { day, position });
    }
    if task.chars().count() > MAX_TASK_CHARS {
        return Some(PlanFault::TooLong { day, position, chars: task.chars().count() });
    }
    has_markup(task).then_some(PlanFault::Markup { day, position })
}

/// Control characters, an HTML tag, or Markdown emphasis, headings, code and links.
fn has_markup(task: &str) -> bool {
    if task.chars().any(char::is_control) {
        return true;
    }
    let tag = task.match_indices('<').any(|(at, _)| {
        let next = task[at + 1..].chars().next();
        next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) && task[at..].contains('>')
    });
    let start = task.trim_start();
    tag || task.contains("**")
        || task.contains("__")
        || task.contains('`')
        || task.contains("](")
        || start.starts_with("# ")
        || start.starts_with("## ")
        || start.starts_with("* ")
        || start.starts_with("- ")
}
