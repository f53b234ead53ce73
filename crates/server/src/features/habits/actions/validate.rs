//! Checks of the values in requests about habits and tasks.

use crate::features::habits::HabitError;
use crate::features::habits::rules::plan::Weekdays;
use crate::features::planner;
use crate::platform::problem::FieldError;
use crate::platform::text::{TextFault, display_line, is_longer_than, one_line, shows_nothing};

/// Tasks on one day of a plan that is not from the planner.
const MAX_TASKS_PER_DAY: usize = 20;
const MAX_NAME_CHARS: usize = 200;
const MAX_NOTE_CHARS: usize = 500;
/// In the order in which new habits get them.
pub const COLORS: [&str; 5] = ["clay", "yolk", "moss", "sky", "rose"];

pub fn check_titles(field: &str, titles: &[String], errors: &mut Vec<FieldError>) -> Vec<String> {
    if titles.is_empty() || titles.len() > MAX_TASKS_PER_DAY {
        errors.push(FieldError::new(field, "wrong-count", format!("A day has 1 to {MAX_TASKS_PER_DAY} tasks.")));
        return Vec::new();
    }
    let mut checked = Vec::with_capacity(titles.len());
    for (index, title) in titles.iter().enumerate() {
        match check_title(&format!("{field}[{index}]"), title) {
            Ok(title) => checked.push(title),
            Err(HabitError::Invalid(found)) => errors.extend(found),
            Err(_) => {}
        }
    }
    checked
}

pub fn check_name(name: &str, errors: &mut Vec<FieldError>) -> String {
    if is_longer_than(name, MAX_NAME_CHARS) {
        errors.push(FieldError::new("name", "too-long", format!("A name has at most {MAX_NAME_CHARS} characters.")));
    }
    let name = display_line(name).unwrap_or_else(|fault| {
        errors.push(FieldError::new("name", TextFault::CODE, fault.to_string()));
        one_line(name)
    });
    if shows_nothing(&name) {
        errors.push(FieldError::new("name", "required", "A habit needs a name."));
    }
    name
}

pub fn check_weekdays(days: &[u8], errors: &mut Vec<FieldError>) -> Weekdays {
    Weekdays::from_iso(days).unwrap_or_else(|| {
        errors.push(FieldError::new("weekdays", "out-of-range", "At least one of 1 (Monday) to 7 (Sunday)."));
        Weekdays::ALL
    })
}

pub fn check_color(color: &str, errors: &mut Vec<FieldError>) -> String {
    if !COLORS.contains(&color) {
        errors.push(FieldError::new("color", "unknown", "One of clay, yolk, moss, sky, rose."));
    }
    color.to_owned()
}

pub fn check_icon(icon: &str, errors: &mut Vec<FieldError>) -> String {
    let plain = icon.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if icon.is_empty() || icon.len() > 40 || !plain {
        errors.push(FieldError::new("icon", "not-an-icon", "A lucide name in lower case, such as book-open."));
    }
    icon.to_owned()
}

/// Returns the title on one line and without surrounding spaces.
pub fn check_title(field: &str, title: &str) -> Result<String, HabitError> {
    planner::check_task_title(field, title).map_err(|error| HabitError::Invalid(vec![error]))
}

/// Returns the note without surrounding spaces.
pub fn check_note(note: &str) -> Result<&str, HabitError> {
    if is_longer_than(note, MAX_NOTE_CHARS) {
        return Err(HabitError::field("note", "too-long", format!("A note has at most {MAX_NOTE_CHARS} characters.")));
    }
    Ok(note.trim())
}
