//! From an alert in the feed to letters in the outbox: one for each channel that is wanted.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::channels::Channels;
use super::dispatch_batch::DispatchBatch;
use super::preferences::unsubscribe_token;
use crate::features::accounts::{Recipient, UserId};
use crate::features::notifications::rules;
use crate::features::notifications::store::{Address, Dispatch, Stored, What};
use crate::features::notifications::{NotificationError, NotificationId};
use crate::platform::db::{DbError, Tx};
use crate::platform::outbox::{Block, EmailContent, OutboxMessage};
use crate::platform::push::{Message, Urgency};

/// Held by a process while it has more than one batch to dispatch: two at once would only abort each other.
const LEASE: &str = "dispatch";
/// A process that dies holds up the others for this long at most.
const LEASE_DURATION: SignedDuration = SignedDuration::from_secs(5);
/// Dispatches in one unit of work, to stay under its 10 ms.
pub const BATCH: u32 = 10;
/// Devices are told of what was read for so long; older news is off their screens anyway.
const CLOSE: SignedDuration = SignedDuration::from_hours(24);

/// Hands over what is due, up to [`BATCH`]; answers how many. None while another node does.
///
/// # Errors
/// Those of the database.
pub fn dispatch_due(tx: &mut Tx<'_>, channels: &Channels, holder: Uuid) -> Result<u32, DbError> {
    if tx.leases().is_held_by_another(LEASE, holder)? {
        return Ok(0);
    }
    let due = tx.notifications().due_dispatches(BATCH)?;
    if due.len() == BATCH as usize {
        tx.leases().take(LEASE, holder, LEASE_DURATION)?;
    } else {
        tx.leases().release(LEASE, holder)?;
    }
    if due.is_empty() {
        return Ok(0);
    }
    let known = DispatchBatch::of(tx, &due)?;
    let mut settled = Vec::with_capacity(due.len());
    for dispatch in &due {
        let put_off = match &dispatch.what {
            What::Alert(id) => send_alert(tx, channels, &known, dispatch, *id, false)?,
            What::Again(id) => send_alert(tx, channels, &known, dispatch, *id, true)?,
            What::Close(tags) => {
                close(tx, channels, &known, dispatch, tags)?;
                None
            }
        };
        match put_off {
            Some(until) => tx.notifications().put_off_dispatch(dispatch.id, until)?,
            None => settled.push(dispatch.id),
        }
    }
    tx.notifications().remove_dispatches(&settled)?;
    Ok(u32::try_from(due.len()).unwrap_or(BATCH))
}

/// Puts an alert off: it is pushed again in `minutes`, once, however often it was put off.
///
/// # Errors
/// `NotFound` for an alert that is not in this user's feed, `Db`.
pub fn snooze(tx: &mut Tx<'_>, user: UserId, id: NotificationId, minutes: u32) -> Result<(), NotificationError> {
    if !tx.notifications().is_there(user, id)? {
        return Err(NotificationError::NotFound);
    }
    let due_at = after(tx.now(), SignedDuration::from_mins(i64::from(minutes)));
    tx.notifications().put_off_alert(user, id, due_at)?;
    Ok(())
}

/// Has devices take away what is about to be marked as read.
pub(super) fn close_what_is_read(
    tx: &mut Tx<'_>,
    user: UserId,
    until: Timestamp,
    up_to: NotificationId,
) -> Result<(), DbError> {
    if !tx.notifications().has_devices(user)? {
        return Ok(());
    }
    let now = tx.now();
    let unread = tx.notifications().unread_since(user, after(now, -CLOSE), until, up_to)?;
    if !unread.is_empty() {
        let tags = unread.into_iter().map(|(kind, id, link)| rules::tag(kind, id, &link)).collect();
        tx.notifications().add_dispatch(user, &What::Close(tags), now)?;
    }
    Ok(())
}

/// Answers until when it is put off; `None`: it is settled.
fn send_alert(
    tx: &mut Tx<'_>,
    channels: &Channels,
    known: &DispatchBatch,
    dispatch: &Dispatch,
    id: NotificationId,
    again: bool,
) -> Result<Option<Timestamp>, DbError> {
    let user = dispatch.user;
    let (Some(alert), Some(recipient)) = (known.alerts.get(&id), known.recipients.get(&user)) else { return Ok(None) };
    let now = tx.now();
    let begins = if again { now } else { alert.created_at };
    let expires_at = after(begins, rules::life(alert.kind));
    // What was read in the meantime, or is no news any more, is not sent; a put-off one is.
    if expires_at <= now || (alert.read_at.is_some() && !again) {
        return Ok(None);
    }
    if !rules::ignores_quiet(alert.kind)
        && let Some(quiet) = known.quiet.get(&user)
        && let Some(end) = quiet.end(now, &recipient.time_zone)
    {
        return Ok(Some(end));
    }
    let wanted = known.wanted(user, alert);
    if wanted.push {
        push(tx, channels, known, user, &message(alert, expires_at), false)?;
    }
    if wanted.mail
        && !again
        && let Some(email) = &recipient.email
    {
        let letter = mail(channels, user, recipient, email, alert);
        tx.outbox().enqueue(&channels.secrets, &letter, Some(expires_at))?;
    }
    Ok(None)
}

fn message(alert: &Stored, expires_at: Timestamp) -> Message {
    let mut payload = object(json!({"type": "alert", "id": alert.id, "kind": alert.kind, "link": alert.link}));
    if let Some(task) = rules::task_of(&alert.data) {
        payload.insert("task_id".into(), task.into());
    }
    // Which occurrence of a reminder it is: a device that showed it by itself knows it again.
    if let Some(occurs_at) = alert.data.get("occurs_at").filter(|at| at.is_string()) {
        payload.insert("occurs_at".into(), occurs_at.clone());
    }
    Message {
        urgency: rules::urgency(alert.kind),
        tag: rules::tag(alert.kind, alert.id, &alert.link),
        expires_at,
        title: Some(alert.title.clone()),
        body: alert.body.clone(),
        payload,
    }
}

/// Devices take these off their screens. An alert that was not delivered yet is replaced by the close
/// of it alone; a close of several replaces nothing, since a device that was away needs the earlier ones too.
fn close(
    tx: &mut Tx<'_>,
    channels: &Channels,
    known: &DispatchBatch,
    dispatch: &Dispatch,
    tags: &[String],
) -> Result<(), DbError> {
    let tag = match tags {
        [one] => one.clone(),
        _ => format!("close:{}", dispatch.id),
    };
    let message = Message {
        urgency: Urgency::Low,
        tag,
        expires_at: after(tx.now(), CLOSE),
        title: None,
        body: String::new(),
        payload: object(json!({"type": "close", "tags": tags})),
    };
    push(tx, channels, known, dispatch.user, &message, true)
}

fn push(
    tx: &mut Tx<'_>,
    channels: &Channels,
    known: &DispatchBatch,
    user: UserId,
    message: &Message,
    silent: bool,
) -> Result<(), DbError> {
    for device in known.devices.get(&user).into_iter().flatten() {
        if silent && !takes_silence(&device.address) {
            continue;
        }
        let letter = OutboxMessage::Push { device: device.id.0, message: message.clone() };
        tx.outbox().enqueue(&channels.secrets, &letter, Some(message.expires_at))?;
    }
    Ok(())
}

/// Safari ends a subscription after three pushes that show nothing.
fn takes_silence(address: &Address) -> bool {
    match address {
        Address::WebPush(to) => !to.endpoint.starts_with("https://web.push.apple.com/"),
        Address::Fcm { .. } => true,
    }
}

fn mail(channels: &Channels, user: UserId, recipient: &Recipient, email: &str, alert: &Stored) -> OutboxMessage {
    let origin = &channels.origin;
    let mut blocks = vec![Block::Paragraph(format!("Hello {},", recipient.display_name))];
    if !alert.body.is_empty() {
        blocks.push(Block::Paragraph(alert.body.clone()));
    }
    blocks.push(Block::Link { words: "Open Habitro".into(), address: format!("{origin}{}", alert.link) });
    let choose =
        format!("You get this mail because you asked for it. Choose what you hear of: {origin}/notifications/settings");
    blocks.push(Block::Aside(choose));
    let note = EmailContent { subject: alert.title.clone(), blocks };
    let token = unsubscribe_token(&channels.secrets, user, alert.kind);
    note.email_with_unsubscribe(email, &format!("{origin}/api/v1/notifications/unsubscribe/{token}"))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn after(instant: Timestamp, span: SignedDuration) -> Timestamp {
    instant.checked_add(span).unwrap_or(instant)
}
