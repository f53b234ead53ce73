//! The planner: classifies a habit, asks questions about it, and makes a plan day by day.
//!
//! A plan is a draft until the user accepts it, which the habits feature does with [`accept_draft`].
//! The built-in planner needs neither a network nor a key. `providers` calls the AI that the operator has
//! configured, with the texts of `prompts`; its responses pass through `parse` and `repair` before
//! anybody sees them.

mod actions;
pub mod builtin;
mod drafting;
mod error;
mod http;
pub mod parse;
pub mod prompts;
pub mod providers;
pub mod repair;
pub mod rules;
mod schema;
pub mod store;

pub use actions::drafts::accept_draft;
pub use actions::{Accepted, AcceptedPlan, check_task_title};
pub use drafting::{Planner, Progress};
pub use error::PlannerError;
pub use http::{PlannerState, routes};
pub use rules::{Care, Classification, HabitType, MAX_TASK_CHARS, needs_care};
pub use store::ROWS_OF_USER;

crate::id!(/// A plan that is not yet a habit.
DraftId);

/// Returns the lucide icon of the habit's category.
#[must_use]
pub fn icon_for(habit: &str, kind: HabitType) -> &'static str {
    builtin::categorise(habit, kind).icon()
}
