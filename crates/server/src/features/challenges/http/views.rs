//! How challenges look on the wire.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::features::accounts::Person;
use crate::features::challenges::ChallengeId;
use crate::features::challenges::actions::invite::Invitation;
use crate::features::challenges::actions::look::{Part, Seen};
use crate::features::challenges::actions::members::MemberSeen;
use crate::features::challenges::rules::{Challenge, ChallengeHabit, Frequency};
use crate::features::habits::HabitId;
use crate::features::planner::HabitType;

/// A habit of a challenge.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ChallengeHabitView {
    id: Uuid,
    title: String,
    description: String,
    frequency: Frequency,
    #[serde(rename = "type")]
    kind: HabitType,
    /// A lucide name.
    icon: String,
    /// The tasks of the first day.
    tasks: Vec<String>,
}

impl From<ChallengeHabit> for ChallengeHabitView {
    fn from(habit: ChallengeHabit) -> Self {
        let icon =
            habit.icon.unwrap_or_else(|| crate::features::planner::icon_for(&habit.title, habit.kind).to_owned());
        let tasks = habit.steps.into_iter().next().map(|step| step.tasks).unwrap_or_default();
        Self {
            id: habit.id,
            title: habit.title,
            description: habit.description,
            frequency: habit.frequency,
            kind: habit.kind,
            icon,
            tasks,
        }
    }
}

/// A challenge as the asker sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ChallengeView {
    id: ChallengeId,
    title: String,
    description: String,
    /// In lower case.
    category: String,
    /// Calendar days from joining.
    duration_days: u16,
    habits: Vec<ChallengeHabitView>,
    /// How many take part.
    members: u32,
    /// Whether the asker takes part.
    joined: bool,
    /// Whether the asker made it.
    founded: bool,
    /// The way to a challenge somebody made, to be handed over; `null` for a shipped one.
    #[schema(required)]
    url: Option<String>,
    /// The asker's part.
    #[schema(required)]
    progress: Option<ChallengeProgressView>,
}

impl ChallengeView {
    pub(super) fn of(seen: Seen, origin: &str) -> Self {
        let Seen { challenge, members, founded, part } = seen;
        let Challenge { id, shipped, title, description, category, duration_days, habits, .. } = challenge;
        Self {
            id,
            title,
            description,
            category,
            duration_days,
            habits: habits.into_iter().map(ChallengeHabitView::from).collect(),
            members,
            joined: part.is_some(),
            founded,
            url: (!shipped).then(|| format!("{origin}/challenges/{id}")),
            progress: part.map(ChallengeProgressView::from),
        }
    }
}

/// How far a part in a challenge is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ChallengeState {
    /// Its days go on.
    Active,
    /// Its last day has passed.
    Finished,
}

/// Somebody's part in a challenge so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ChallengeProgressView {
    state: ChallengeState,
    #[schema(value_type = String, format = Date)]
    starts_on: Date,
    /// The last day of its habits.
    #[schema(value_type = String, format = Date)]
    ends_on: Date,
    /// The day of the challenge, from 1.
    day: u32,
    completed: u32,
    due: u32,
    /// 100 x completed / due, 0 where nothing was due yet.
    completion_rate: f64,
    habits: Vec<TrackedView>,
}

/// One tracked habit so far.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct TrackedView {
    /// The challenge's habit.
    id: Uuid,
    /// The asker's habit.
    habit_id: HabitId,
    completed: u32,
    due: u32,
    completed_today: u32,
    due_today: u32,
}

impl From<Part> for ChallengeProgressView {
    fn from(part: Part) -> Self {
        let (due, completed) = part.total();
        let passed = part.starts_on.until(part.today.min(part.ends_on)).map_or(0, |span| span.get_days());
        Self {
            state: if part.today > part.ends_on { ChallengeState::Finished } else { ChallengeState::Active },
            starts_on: part.starts_on,
            ends_on: part.ends_on,
            day: u32::try_from(passed).unwrap_or(0) + 1,
            completed,
            due,
            completion_rate: rate(completed, due),
            habits: part
                .tracking
                .into_iter()
                .map(|one| TrackedView {
                    id: one.challenge_habit,
                    habit_id: one.habit,
                    completed: one.count.done,
                    due: one.count.due,
                    completed_today: one.count.done_last,
                    due_today: one.count.due_last,
                })
                .collect(),
        }
    }
}

/// Somebody who takes part.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct MemberView {
    user: Person,
    #[schema(value_type = String, format = Date)]
    starts_on: Date,
    completed: u32,
    due: u32,
    /// 100 x completed / due, 0 where nothing was due yet.
    completion_rate: f64,
}

impl From<MemberSeen> for MemberView {
    fn from(member: MemberSeen) -> Self {
        Self {
            user: member.person,
            starts_on: member.starts_on,
            completed: member.done,
            due: member.due,
            completion_rate: rate(member.done, member.due),
        }
    }
}

/// An invitation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct InvitationView {
    challenge: InvitedTo,
    from: Person,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// What an invitation leads to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct InvitedTo {
    id: ChallengeId,
    title: String,
    description: String,
    category: String,
    duration_days: u16,
}

impl From<Invitation> for InvitationView {
    fn from(invitation: Invitation) -> Self {
        let Challenge { id, title, description, category, duration_days, .. } = invitation.challenge;
        Self {
            challenge: InvitedTo { id, title, description, category, duration_days },
            from: invitation.from,
            created_at: invitation.created_at,
        }
    }
}

fn rate(completed: u32, due: u32) -> f64 {
    if due == 0 { 0.0 } else { 100.0 * f64::from(completed) / f64::from(due) }
}
