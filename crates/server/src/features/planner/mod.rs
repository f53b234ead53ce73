//! The planner: what kind of habit it is, good questions about it, and a plan day by day.
//!
//! A plan is a draft until the user accepts it; the habits room accepts it with
//! [`accept_draft`]. The built-in planner needs no network and no key.

mod actions;
pub mod builtin;
mod error;
mod http;
pub mod rules;
mod schema;
mod store;

pub use actions::{Accepted, AcceptedPlan, accept_draft};
pub use error::PlannerError;
pub use http::{PlannerState, routes};
pub use rules::{Care, Classification, HabitType, MAX_TASK_CHARS, MIN_TASK_CHARS, needs_care};

crate::id!(/// A plan that is not yet a habit.
DraftId);

/// The lucide icon of the category that `habit` belongs to.
#[must_use]
pub fn icon_for(habit: &str, kind: HabitType) -> &'static str {
    builtin::categorise(habit, kind).icon()
}
