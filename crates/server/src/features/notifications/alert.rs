//! Alerts and their kinds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The subject of an alert. Clients choose text, icon and channel by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AlertKind {
    /// An achievement was unlocked.
    Achievement,
    /// The streak ends unless the user claims today.
    StreakAtRisk,
    /// Account security: a new device, a changed password.
    Security,
    /// Someone sent a friend request.
    FriendRequest,
    /// Someone accepted a friend request.
    FriendAccepted,
    /// Someone invited the user to a challenge.
    ChallengeInvitation,
    /// The user's challenge ended.
    ChallengeFinished,
    /// Chat messages are unread.
    Message,
    /// A habit's reminder.
    Reminder,
    /// The number of tasks due today, sent in the morning.
    MorningSummary,
    /// A test the user asked for.
    Test,
}

impl AlertKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Achievement,
        Self::StreakAtRisk,
        Self::Security,
        Self::FriendRequest,
        Self::FriendAccepted,
        Self::ChallengeInvitation,
        Self::ChallengeFinished,
        Self::Message,
        Self::Reminder,
        Self::MorningSummary,
        Self::Test,
    ];

    /// Returns the name in the database and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Achievement => "achievement",
            Self::StreakAtRisk => "streak-at-risk",
            Self::Security => "security",
            Self::FriendRequest => "friend-request",
            Self::FriendAccepted => "friend-accepted",
            Self::ChallengeInvitation => "challenge-invitation",
            Self::ChallengeFinished => "challenge-finished",
            Self::Message => "message",
            Self::Reminder => "reminder",
            Self::MorningSummary => "morning-summary",
            Self::Test => "test",
        }
    }
}

/// A new alert for one user.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Alert<'a> {
    pub kind: AlertKind,
    /// A few words in English, for channels without a template of their own.
    pub title: &'a str,
    /// A sentence in English; may be empty.
    pub body: &'a str,
    /// Data for the client's own template: a JSON object whose fields depend on the kind.
    pub data: serde_json::Value,
    /// A path of the web app, such as `/rewards`.
    pub link: &'a str,
    /// A second alert with the same key is ignored.
    pub dedup_key: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_str_matches_json_name() {
        for kind in AlertKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}
