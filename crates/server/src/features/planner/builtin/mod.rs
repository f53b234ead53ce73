//! The built-in planner: makes plans from a table of topics, without a network or a key.
//!
//! It is deterministic: the same request gives the same plan. `content/` holds the sentences;
//! `classify`, `phrase` and `motive` parse the wish, `ramp` computes amounts and `compose` assembles the
//! plan.

mod answer;
mod category;
mod classify;
mod compose;
mod content;
mod fill;
mod ifthen;
mod ifthen_words;
mod motive;
mod obstacle;
mod phrase;
mod phrase_words;
mod questions;
mod ramp;
mod stream;
mod streams;
mod topic_search;
mod topics;

#[cfg(test)]
mod tests;

pub use self::category::Category;
pub use self::classify::classify;
pub use self::compose::plan;
pub use self::questions::{Question, QuestionKind, core_questions, dynamic_questions};
use super::rules::HabitType;

/// Returns the category of a habit, which determines its icon and content.
#[must_use]
pub fn categorise(habit: &str, kind: HabitType) -> Category {
    classify::topic(habit, kind).category
}
