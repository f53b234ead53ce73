//! Use cases of moderation.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::ReportRow;
use super::{ModerationError, Reactions, ReportId};
use crate::features::accounts::{self, UserId};
use crate::platform::db::{DbError, Tx};
use crate::platform::phones::Phones;
use crate::platform::problem::FieldError;
use crate::platform::text::{is_longer_than, one_line, shows_nothing, without_hidden};

/// Reports that a user may make within 24 hours.
const MAX_REPORTS_PER_DAY: u32 = 20;
/// Reports of a user that nobody has looked at yet.
const MAX_OPEN_REPORTS: u32 = 20;
/// Maximum length of a reason in characters.
const MAX_REASON_LENGTH: usize = 1000;

/// A report about a person, or about a message and so about its author.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The message, if the report is about one.
    pub message_id: Option<Uuid>,
    /// The person, if the report is not about a message.
    #[schema(value_type = Option<Uuid>)]
    pub user_id: Option<UserId>,
    /// A description of the problem, 1-1000 characters.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Saves a report, or replaces the reason of the open report by the same user about the same person and
/// message. The reported person is not notified.
///
/// # Errors
/// [`ModerationError::NotFound`] if there is no such person or message, [`ModerationError::Invalid`],
/// [`ModerationError::TooManyOpen`] and, if `limits` is set, [`ModerationError::TooMany`] after 20 reports within 24
/// hours.
pub fn report(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    input: &Report,
    limits: bool,
) -> Result<ReportRow, ModerationError> {
    let about = match (input.user_id, input.message_id) {
        (Some(id), None) => accounts::find_person(tx, id)?.ok_or(ModerationError::NotFound)?.id,
        (None, Some(message)) => reactions.author_of_message(tx, user, message)?.ok_or(ModerationError::NotFound)?,
        (given, _) => {
            let (code, detail) = if given.is_some() {
                ("ambiguous", "Give either user_id or message_id, not both.")
            } else {
                ("required", "Give either user_id or message_id.")
            };
            let errors = ["user_id", "message_id"].map(|field| FieldError::new(field, code, detail));
            return Err(ModerationError::Invalid(errors.to_vec()));
        }
    };
    let field = if input.user_id.is_some() { "user_id" } else { "message_id" };
    let mut errors = Vec::new();
    if about == user {
        errors.push(FieldError::new(field, "yourself", "You can't report yourself."));
    }
    // A report may quote what it complains about, so nothing in it is refused.
    let reason = one_line(&without_hidden(&input.reason));
    if shows_nothing(&reason) {
        errors.push(FieldError::new("reason", "required", "Say what is wrong."));
    } else if is_longer_than(&input.reason, MAX_REASON_LENGTH) {
        let detail = format!("A reason can have at most {MAX_REASON_LENGTH} characters.");
        errors.push(FieldError::new("reason", "too-long", detail));
    }
    if !errors.is_empty() {
        return Err(ModerationError::Invalid(errors));
    }
    let open = tx.moderation().open_reports_between(user, about)?;
    if let Some(row) = open.into_iter().find(|row| row.message == input.message_id) {
        tx.moderation().replace_reason(row.id, &reason)?;
        return Ok(ReportRow { reason, ..row });
    }
    if tx.moderation().count_open(user)? >= MAX_OPEN_REPORTS {
        return Err(ModerationError::TooManyOpen);
    }
    if limits && tx.moderation().count_recent(user, SignedDuration::from_hours(24))? >= MAX_REPORTS_PER_DAY {
        return Err(ModerationError::TooMany);
    }
    Ok(tx.moderation().insert_report(user, about, input.message_id, &reason)?)
}

/// An open report with display names, for the operator of the server.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct OpenReport {
    pub id: ReportId,
    pub created_at: Timestamp,
    /// Id and display name of the person who reported.
    pub reporter: (UserId, String),
    /// Id and display name of the reported person.
    pub about: (UserId, String),
    /// The reported message, if any.
    pub message: Option<Uuid>,
    pub reason: String,
}

/// Returns up to `limit` open reports with an id greater than `after`, oldest first.
pub fn open_reports(tx: &mut Tx<'_>, after: Uuid, limit: i64) -> Result<Vec<OpenReport>, DbError> {
    let rows = tx.moderation().open_reports(after, limit)?;
    let ids: Vec<UserId> = rows.iter().flat_map(|row| [row.reporter, row.about]).collect();
    let people = accounts::find_people(tx, &ids)?;
    let named = |id: UserId| {
        let name = people.iter().find(|person| person.id == id).map(|person| person.display_name.clone());
        (id, name.unwrap_or_default())
    };
    let reports = rows.into_iter().map(|row| OpenReport {
        id: row.id,
        created_at: row.created_at,
        reporter: named(row.reporter),
        about: named(row.about),
        message: row.message,
        reason: row.reason,
    });
    Ok(reports.collect())
}

/// Closes a report without further action. Returns `false` if no open report has this id.
pub fn dismiss_report(tx: &mut Tx<'_>, id: ReportId) -> Result<bool, DbError> {
    tx.moderation().dismiss(id)
}

/// Finds an account by its id, email address or phone number.
pub fn find_account(tx: &mut Tx<'_>, text: &str, phones: &Phones) -> Result<Option<UserId>, DbError> {
    if let Ok(id) = text.parse::<Uuid>() {
        return Ok(accounts::find_person(tx, UserId(id))?.map(|person| person.id));
    }
    match accounts::parse_identifier(text, phones) {
        Ok(identifier) => accounts::find_user_by_identifier(tx, &identifier),
        Err(_) => Ok(None),
    }
}

/// Suspends an account, ends its sessions, and closes the open reports about it. Returns the number
/// of reports closed.
pub fn suspend(tx: &mut Tx<'_>, user: UserId, reason: &str) -> Result<u64, DbError> {
    accounts::suspend(tx, user, reason)?;
    tx.moderation().close_as_acted(user)
}

/// Lifts a suspension. Returns `false` if the account was not suspended.
pub fn unsuspend(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    accounts::unsuspend(tx, user)
}
