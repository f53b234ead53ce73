//! Alerts about friends, challenges and messages.

use serde_json::{Map, Value, json};

use crate::features::accounts::{self, UserId};
use crate::features::challenges::ChallengeEvent;
use crate::features::chat::{ConversationId, UnreadMessages};
use crate::features::friends::RequestId;
use crate::features::notifications::{self, Alert, AlertKind};
use crate::platform::db::{DbError, Tx};

/// Alerts `to` of a friend request.
pub(super) fn friend_request(tx: &mut Tx<'_>, from: UserId, to: UserId, request: RequestId) -> Result<(), DbError> {
    let name = display_name_of(tx, from)?;
    let data = json!({"user_id": from, "display_name": name, "request_id": request});
    let alert = Alert {
        kind: AlertKind::FriendRequest,
        title: "Friend request",
        body: &format!("{name} wants to be your friend."),
        data,
        link: "/friends",
        dedup_key: Some(&format!("friend-request:{request}")),
    };
    notifications::add_alert(tx, to, &alert).map(drop)
}

/// Alerts `requester` that `accepter` accepted the friend request.
pub(super) fn friend_accepted(tx: &mut Tx<'_>, requester: UserId, accepter: UserId) -> Result<(), DbError> {
    let name = display_name_of(tx, accepter)?;
    let alert = Alert {
        kind: AlertKind::FriendAccepted,
        title: "New friend",
        body: &format!("You and {name} are friends now."),
        data: json!({"user_id": accepter, "display_name": name}),
        link: "/friends",
        dedup_key: None,
    };
    notifications::add_alert(tx, requester, &alert).map(drop)
}

/// Alerts the invited user that `from` invites them to a challenge.
pub(super) fn challenge_invitation(tx: &mut Tx<'_>, event: &ChallengeEvent<'_>, from: UserId) -> Result<(), DbError> {
    let name = display_name_of(tx, from)?;
    let mut data = challenge_data(event);
    data.insert("user_id".into(), json!(from));
    data.insert("display_name".into(), json!(name));
    let alert = Alert {
        kind: AlertKind::ChallengeInvitation,
        title: "Challenge invitation",
        body: &format!("{name} invites you to {}.", event.title),
        data: Value::Object(data),
        link: &format!("/challenges/{}", event.challenge),
        // One alert per friend and challenge, even if the invitation is declined and sent again.
        dedup_key: Some(&format!("challenge-invitation:{}:{from}", event.challenge)),
    };
    notifications::add_alert(tx, event.user, &alert).map(drop)
}

/// Alerts the user that their last day in a challenge is over. `done` of `due` tasks were completed.
pub(super) fn challenge_finished(
    tx: &mut Tx<'_>,
    event: &ChallengeEvent<'_>,
    due: u32,
    done: u32,
) -> Result<(), DbError> {
    let mut data = challenge_data(event);
    data.insert("completed".into(), json!(done));
    data.insert("due".into(), json!(due));
    let alert = Alert {
        kind: AlertKind::ChallengeFinished,
        title: "Challenge over",
        body: &format!("{}: {done} of {due} done.", event.title),
        data: Value::Object(data),
        link: &format!("/challenges/{}", event.challenge),
        dedup_key: None,
    };
    notifications::add_alert(tx, event.user, &alert).map(drop)
}

/// Alerts a user to unread messages. The alert does not contain their text, and replaces the previous alert
/// about the conversation.
pub(super) fn unread_messages(tx: &mut Tx<'_>, messages: &UnreadMessages<'_>) -> Result<(), DbError> {
    let UnreadMessages { user, conversation, kind, title, unread } = messages;
    let body = match unread {
        1 => "A new message.".to_owned(),
        count => format!("{count} new messages."),
    };
    let alert = Alert {
        kind: AlertKind::Message,
        title: if title.is_empty() { "Messages" } else { title },
        body: &body,
        data: json!({"conversation_id": conversation, "conversation_kind": kind, "title": title, "unread": unread}),
        link: &chat_link(*conversation),
        dedup_key: None,
    };
    notifications::replace_alert(tx, *user, &alert)
}

/// Returns the path of a conversation in the web app.
pub(super) fn chat_link(conversation: ConversationId) -> String {
    format!("/chat/{conversation}")
}

fn challenge_data(event: &ChallengeEvent<'_>) -> Map<String, Value> {
    Map::from_iter([("challenge_id".to_owned(), json!(event.challenge)), ("title".to_owned(), json!(event.title))])
}

fn display_name_of(tx: &mut Tx<'_>, user: UserId) -> Result<String, DbError> {
    Ok(accounts::find_person(tx, user)?.map(|person| person.display_name).unwrap_or_default())
}
