//! Turns due dispatches into outbox messages: one push per device and, if wanted, one email.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::context::DispatchContext;
use super::dispatch_batch::DispatchBatch;
use super::unsubscribe::unsubscribe_token;
use crate::features::accounts::{Recipient, UserId};
use crate::features::notifications::rules;
use crate::features::notifications::store::{Dispatch, DispatchContent, StoredAlert};
use crate::features::notifications::{NotificationError, NotificationId};
use crate::platform::db::{DbError, Tx};
use crate::platform::outbox::{Block, EmailContent, OutboxMessage};
use crate::platform::push::Message;

/// Keeps a unit of work under 10 ms.
pub const MAX_DISPATCHES_PER_UNIT: u32 = 25;

/// Handles claimed dispatches. Those that another process has claimed meanwhile are left to it.
pub fn dispatch(
    tx: &mut Tx<'_>,
    context: &DispatchContext,
    claimed: &[Dispatch],
    leased_until: Timestamp,
) -> Result<(), DbError> {
    let taken: HashSet<Uuid> = tx.notifications().take_dispatches(claimed, leased_until)?.into_iter().collect();
    let due: Vec<&Dispatch> = claimed.iter().filter(|dispatch| taken.contains(&dispatch.id)).collect();
    let batch = DispatchBatch::load(tx, &due)?;
    for dispatch in due {
        let postponed = match &dispatch.content {
            DispatchContent::New(id) => send_alert(tx, context, &batch, dispatch, *id, false)?,
            DispatchContent::Snoozed(id) => send_alert(tx, context, &batch, dispatch, *id, true)?,
            DispatchContent::Obsolete => None,
        };
        if let Some(until) = postponed {
            tx.notifications().postpone_dispatch(dispatch, until)?;
        }
    }
    Ok(())
}

/// Pushes an alert again in `minutes`. Snoozing it once more replaces the earlier time.
///
/// # Errors
/// `NotFound` if the alert is not in the user's feed.
pub fn snooze(tx: &mut Tx<'_>, user: UserId, id: NotificationId, minutes: u32) -> Result<(), NotificationError> {
    if !tx.notifications().exists(user, id)? {
        return Err(NotificationError::NotFound);
    }
    let due_at = plus(tx.now(), SignedDuration::from_mins(i64::from(minutes)));
    tx.notifications().snooze_alert(user, id, due_at)?;
    Ok(())
}

/// Returns until when the alert is postponed, or `None` if it has been handled.
fn send_alert(
    tx: &mut Tx<'_>,
    context: &DispatchContext,
    batch: &DispatchBatch,
    dispatch: &Dispatch,
    id: NotificationId,
    snoozed: bool,
) -> Result<Option<Timestamp>, DbError> {
    let user = dispatch.user;
    let (Some(alert), Some(recipient)) = (batch.alerts.get(&id), batch.recipients.get(&user)) else { return Ok(None) };
    let now = tx.now();
    let starts_at = if snoozed { now } else { alert.created_at };
    let expires_at = plus(starts_at, rules::lifetime(alert.kind));
    // An alert that was read or expired meanwhile is not sent. A snoozed one is, read or not. A suspended account
    // keeps its feed but is notified of nothing.
    if recipient.is_suspended || expires_at <= now || (alert.read_at.is_some() && !snoozed) {
        return Ok(None);
    }
    if !rules::ignores_quiet_hours(alert.kind)
        && let Some(quiet) = batch.quiet.get(&user)
        && let Some(end) = quiet.active_until(now, &recipient.time_zone)
    {
        return Ok(Some(end));
    }
    let preference = batch.preference(user, alert);
    if preference.push {
        enqueue_pushes(tx, context, batch, user, &push_message(alert, expires_at))?;
    }
    if preference.mail
        && !snoozed
        && let Some(email) = &recipient.email
    {
        let email = build_email(context, user, recipient, email, alert);
        tx.outbox().enqueue_for(user.0, &context.secrets, &email, Some(expires_at))?;
    }
    Ok(None)
}

fn push_message(alert: &StoredAlert, expires_at: Timestamp) -> Message {
    let mut payload = object(json!({"type": "alert", "id": alert.id, "kind": alert.kind, "link": alert.link}));
    if let Some(task) = rules::task_id(&alert.data) {
        payload.insert("task_id".into(), task.into());
    }
    // Identifies the occurrence of a reminder, so that a device that has shown it offline recognises it.
    if let Some(occurs_at) = alert.data.get("occurs_at").filter(|at| at.is_string()) {
        payload.insert("occurs_at".into(), occurs_at.clone());
    }
    Message {
        urgency: rules::urgency(alert.kind),
        tag: rules::alert_tag(alert.kind, alert.id, &alert.link),
        expires_at,
        title: alert.title.clone(),
        body: alert.body.clone(),
        payload,
    }
}

fn enqueue_pushes(
    tx: &mut Tx<'_>,
    context: &DispatchContext,
    batch: &DispatchBatch,
    user: UserId,
    message: &Message,
) -> Result<(), DbError> {
    for device in batch.devices.get(&user).into_iter().flatten() {
        let push = OutboxMessage::Push { device: device.id.0, message: message.clone() };
        tx.outbox().enqueue_for(user.0, &context.secrets, &push, Some(message.expires_at))?;
    }
    Ok(())
}

fn build_email(
    context: &DispatchContext,
    user: UserId,
    recipient: &Recipient,
    email: &str,
    alert: &StoredAlert,
) -> OutboxMessage {
    let origin = &context.origin;
    let mut blocks = vec![Block::Paragraph(format!("Hello {},", recipient.display_name))];
    if !alert.body.is_empty() {
        blocks.push(Block::Paragraph(alert.body.clone()));
    }
    blocks.push(Block::Link { words: "Open Habitro".into(), address: format!("{origin}{}", alert.link) });
    let settings = format!(
        "You get this email because you turned on emails for this. Change it at {origin}/notifications/settings"
    );
    blocks.push(Block::Aside(settings));
    let content = EmailContent { subject: alert.title.clone(), blocks };
    let token = unsubscribe_token(&context.secrets, user, alert.kind);
    content.email_with_unsubscribe(email, &format!("{origin}/api/v1/notifications/unsubscribe/{token}"))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn plus(instant: Timestamp, span: SignedDuration) -> Timestamp {
    instant.checked_add(span).unwrap_or(instant)
}
