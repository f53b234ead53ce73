//! The response types of this feature.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::features::accounts::Person;
use crate::features::challenges::ChallengeId;
use crate::features::challenges::actions::invite::Invitation;
use crate::features::challenges::actions::list::{ChallengeForUser, Participation};
use crate::features::challenges::actions::members::MemberProgress;
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

/// A challenge as the requesting user sees it.
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
    /// The number of members.
    members: u32,
    /// Whether the user is a member.
    joined: bool,
    /// Whether the user created it.
    founded: bool,
    /// The link to share; `null` for a built-in challenge.
    #[schema(required)]
    url: Option<String>,
    /// The user's progress; `null` if they are not a member.
    #[schema(required)]
    progress: Option<ChallengeProgressView>,
}

impl ChallengeView {
    pub(super) fn of(seen: ChallengeForUser, origin: &str) -> Self {
        let ChallengeForUser { challenge, members, founded, participation } = seen;
        let Challenge { id, built_in, title, description, category, duration_days, habits, .. } = challenge;
        Self {
            id,
            title,
            description,
            category,
            duration_days,
            habits: habits.into_iter().map(ChallengeHabitView::from).collect(),
            members,
            joined: participation.is_some(),
            founded,
            url: (!built_in).then(|| format!("{origin}/challenges/{id}")),
            progress: participation.map(ChallengeProgressView::from),
        }
    }
}

/// Whether a member's days are over.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ChallengeState {
    /// The last day has not passed.
    Active,
    /// The last day has passed.
    Finished,
}

/// A member's progress so far.
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
    /// 100 x completed / due, 0 if nothing was due yet.
    completion_rate: f64,
    habits: Vec<TrackedView>,
}

/// The progress of one habit.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct TrackedView {
    /// The challenge's habit.
    id: Uuid,
    /// The user's own habit.
    habit_id: HabitId,
    completed: u32,
    due: u32,
    completed_today: u32,
    due_today: u32,
}

impl From<Participation> for ChallengeProgressView {
    fn from(participation: Participation) -> Self {
        let (due, completed) = participation.total();
        let passed = participation
            .starts_on
            .until(participation.today.min(participation.ends_on))
            .map_or(0, |span| span.get_days());
        Self {
            state: if participation.today > participation.ends_on {
                ChallengeState::Finished
            } else {
                ChallengeState::Active
            },
            starts_on: participation.starts_on,
            ends_on: participation.ends_on,
            day: u32::try_from(passed).unwrap_or(0) + 1,
            completed,
            due,
            completion_rate: rate(completed, due),
            habits: participation
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

/// A member of a challenge.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct MemberView {
    user: Person,
    #[schema(value_type = String, format = Date)]
    starts_on: Date,
    completed: u32,
    due: u32,
    /// 100 x completed / due, 0 if nothing was due yet.
    completion_rate: f64,
}

impl From<MemberProgress> for MemberView {
    fn from(member: MemberProgress) -> Self {
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

/// The challenge of an invitation.
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
