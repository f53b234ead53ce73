//! The planner: what kind of habit it is, good questions about it, and a plan day by day.
//!
//! A plan is a draft until the user accepts it; the habits room accepts it with
//! [`accept_draft`]. The built-in planner needs no network and no key; an AI that the operator chose is
//! asked by `providers`, with the words of `prompts`, and what it answers goes through `parse` and
//! `repair` before anybody sees it.

mod actions;
pub mod builtin;
mod error;
mod http;
mod making;
pub mod parse;
pub mod prompts;
pub mod providers;
pub mod repair;
pub mod rules;
mod schema;
pub mod store;

pub use actions::drafts::accept_draft;
pub use actions::{Accepted, AcceptedPlan};
pub use error::PlannerError;
pub use http::{PlannerState, routes};
pub use making::{Planner, Progress};
pub use rules::{Care, Classification, HabitType, MAX_TASK_CHARS, MIN_TASK_CHARS, needs_care};

crate::id!(/// A plan that is not yet a habit.
DraftId);

/// The lucide icon of the category that `habit` belongs to.
#[must_use]
pub fn icon_for(habit: &str, kind: HabitType) -> &'static str {
    builtin::categorise(habit, kind).icon()
}
