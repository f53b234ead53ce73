//! The reactions of features to each other, in order, inside the unit of work that caused them.

use jiff::civil::Date;
use uuid::Uuid;

use super::{security_alerts, social_alerts};
use crate::features::accounts::{self, SecurityEvent, UserId};
use crate::features::challenges::{self, ChallengeEvent, ChallengeId};
use crate::features::chat::{self, ConversationId};
use crate::features::friends::{self, RequestId};
use crate::features::habits::{self, HabitId, RewardChange, TaskCompleted, TaskUndone, UnlockedAchievement, Wallet};
use crate::features::moderation;
use crate::features::notifications::{self, Alert, AlertKind};
use crate::features::passkeys::{self, PasskeyId};
use crate::features::planner;
use crate::features::reminders;
use crate::features::rewards::{self, Counter};
use crate::platform::db::{DbError, Tx};
use crate::platform::http::STORED_RESPONSES_OF_USER;
use crate::platform::rows_of_user;

/// Implements the `Reactions` of every feature.
#[derive(Clone, Copy, Debug)]
pub struct Events;

impl accounts::Reactions for Events {
    fn account_opened(&self, tx: &mut Tx<'_>, user: UserId, zone: &str) -> Result<(), DbError> {
        habits::create_calendar(tx, user, zone)?;
        rewards::open_wallet(tx, user)
    }

    fn clock_changed(&self, tx: &mut Tx<'_>, user: UserId, time_zone: &str, day_start: u16) -> Result<(), DbError> {
        habits::change_day_rule(tx, user, time_zone, day_start)?;
        reminders::reschedule_all(tx, user)
    }

    fn security_event(&self, tx: &mut Tx<'_>, user: UserId, what: SecurityEvent, device: &str) -> Result<(), DbError> {
        security_alerts::add(tx, user, what, device)
    }

    fn password_changed(&self, tx: &mut Tx<'_>, user: UserId, kept_passkey: Option<Uuid>) -> Result<(), DbError> {
        passkeys::remove_others(tx, user, kept_passkey.map(PasskeyId))
    }

    fn account_closing(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
        passkeys::remove_others(tx, user, None)?;
        friends::account_closing(tx, user)?;
        chat::leave_some(tx, user)?;
        challenges::account_closing(tx, user)
    }

    fn delete_rows(&self, tx: &mut Tx<'_>, user: UserId) -> Result<u64, DbError> {
        // Messages to the owner and rows that others could see come first.
        let visible = tx.outbox().delete_to(user.0)? + chat::leave_some(tx, user)?;
        if visible > 0 {
            return Ok(visible);
        }
        let tables = [
            notifications::ROWS_OF_USER,
            chat::ROWS_OF_USER,
            friends::ROWS_OF_USER,
            challenges::ROWS_OF_USER,
            moderation::ROWS_OF_USER,
            passkeys::ROWS_OF_USER,
            reminders::ROWS_OF_USER,
            habits::ROWS_OF_USER,
            rewards::ROWS_OF_USER,
            planner::ROWS_OF_USER,
            STORED_RESPONSES_OF_USER,
        ];
        for of_feature in tables {
            let deleted = rows_of_user::delete_some(tx, user.0, of_feature)?;
            if deleted > 0 {
                return Ok(deleted);
            }
        }
        Ok(0)
    }
}

impl habits::Reactions for Events {
    fn task_completed(&self, tx: &mut Tx<'_>, event: &TaskCompleted<'_>) -> Result<RewardChange, DbError> {
        let gain = rewards::pay_task(tx, self, event)?;
        if event.due == event.today && event.habit_counts.is_complete() {
            // Nothing is left to remind of.
            notifications::close_alerts(tx, event.user, AlertKind::Reminder, &reminders::habit_link(event.habit))?;
        }
        Ok(gain)
    }

    fn task_undone(&self, tx: &mut Tx<'_>, event: &TaskUndone<'_>) -> Result<RewardChange, DbError> {
        rewards::reverse_task_payment(tx, event)
    }

    fn plan_accepted(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
        rewards::record(tx, self, user, Counter::PlansAccepted, 1).map(drop)
    }

    fn task_edited(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
        rewards::record(tx, self, user, Counter::TasksEdited, 1).map(drop)
    }

    fn day_skipped(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
        rewards::record(tx, self, user, Counter::DaysSkipped, 1).map(drop)
    }

    fn reminders_changed(&self, tx: &mut Tx<'_>, user: UserId, habit: HabitId) -> Result<(), DbError> {
        reminders::schedule_habit(tx, user, habit)
    }

    fn wallet(&self, tx: &mut Tx<'_>, user: UserId, today: Date) -> Result<Wallet, DbError> {
        rewards::wallet(tx, user, today)
    }
}

impl friends::Reactions for Events {
    fn request_received(&self, tx: &mut Tx<'_>, from: UserId, to: UserId, request: RequestId) -> Result<(), DbError> {
        social_alerts::friend_request(tx, from, to, request)
    }

    fn became_friends(&self, tx: &mut Tx<'_>, requester: UserId, accepter: UserId) -> Result<(), DbError> {
        for user in [requester, accepter] {
            rewards::record(tx, self, user, Counter::FriendsMade, 1)?;
        }
        social_alerts::friend_accepted(tx, requester, accepter)
    }
}

impl challenges::Reactions for Events {
    fn challenge_joined(&self, tx: &mut Tx<'_>, event: &ChallengeEvent<'_>) -> Result<(), DbError> {
        rewards::record(tx, self, event.user, Counter::ChallengesJoined, 1)?;
        chat::join_room(tx, event.user, event.challenge)
    }

    fn challenge_left(&self, tx: &mut Tx<'_>, user: UserId, challenge: ChallengeId) -> Result<(), DbError> {
        chat::leave_room(tx, user, challenge)
    }

    fn challenge_founded(&self, tx: &mut Tx<'_>, event: &ChallengeEvent<'_>) -> Result<(), DbError> {
        rewards::record(tx, self, event.user, Counter::ChallengesFounded, 1).map(drop)
    }

    fn challenge_finished(
        &self,
        tx: &mut Tx<'_>,
        event: &ChallengeEvent<'_>,
        due: u32,
        done: u32,
    ) -> Result<(), DbError> {
        // Done on at least half of its due days: it counts as finished.
        if 2 * done >= due && done > 0 {
            rewards::record(tx, self, event.user, Counter::ChallengesFinished, 1)?;
        }
        social_alerts::challenge_finished(tx, event, due, done)
    }

    fn challenge_invited(&self, tx: &mut Tx<'_>, event: &ChallengeEvent<'_>, from: UserId) -> Result<(), DbError> {
        social_alerts::challenge_invitation(tx, event, from)
    }
}

impl moderation::Reactions for Events {
    fn author_of_message(&self, tx: &mut Tx<'_>, reader: UserId, message: Uuid) -> Result<Option<UserId>, DbError> {
        chat::author_of_message(tx, reader, message)
    }
}

impl chat::Reactions for Events {
    fn messages_unread(&self, tx: &mut Tx<'_>, unread: &chat::UnreadMessages<'_>) -> Result<(), DbError> {
        social_alerts::unread_messages(tx, unread)
    }

    fn conversation_read(&self, tx: &mut Tx<'_>, user: UserId, conversation: ConversationId) -> Result<(), DbError> {
        notifications::close_alerts(tx, user, AlertKind::Message, &social_alerts::chat_link(conversation))
    }
}

impl rewards::Reactions for Events {
    fn streak_claimed(&self, tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
        reminders::schedule_streak_warning(tx, user)
    }

    fn unlocked(&self, tx: &mut Tx<'_>, user: UserId, achievement: &UnlockedAchievement) -> Result<(), DbError> {
        let UnlockedAchievement { id, title, description } = achievement;
        let alert = Alert {
            kind: AlertKind::Achievement,
            title: "Achievement unlocked",
            body: &format!("{title}: {description}"),
            data: serde_json::json!({ "achievement_id": id, "title": title }),
            link: "/rewards",
            dedup_key: Some(&format!("achievement:{id}")),
        };
        notifications::add_alert(tx, user, &alert).map(drop)
    }
}
