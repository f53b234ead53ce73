//! The use cases of this room: a unit of work in, a result out.

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
use crate::platform::text::{is_longer_than, one_line};

/// Reports of one person in a day.
const A_DAY: u32 = 20;
/// The longest reason, in characters.
const LONGEST_REASON: usize = 1000;

/// A report: about somebody, or about a message and so about who wrote it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The message, for one of the two.
    pub message_id: Option<Uuid>,
    /// The person, for the other.
    #[schema(value_type = Option<Uuid>)]
    pub user_id: Option<UserId>,
    /// What is wrong, 1-1000 characters.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Keeps a report. The one reported is not told.
///
/// # Errors
/// [`ModerationError::NotFound`] for nobody, [`ModerationError::Invalid`],
/// [`ModerationError::TooMany`] unless `limits` are off.
pub fn report(
    tx: &mut Tx<'_>,
    reactions: &dyn Reactions,
    user: UserId,
    input: &Report,
    limits: bool,
) -> Result<ReportRow, ModerationError> {
    let about = match (input.user_id, input.message_id) {
        (Some(id), None) => accounts::person(tx, id)?.ok_or(ModerationError::NotFound)?.id,
        (None, Some(message)) => reactions.author_of_message(tx, user, message)?.ok_or(ModerationError::NotFound)?,
        (given, _) => {
            let (code, detail) = if given.is_some() {
                ("ambiguous", "Give one of user_id and message_id.")
            } else {
                ("required", "One of user_id and message_id is needed.")
            };
            let errors = ["user_id", "message_id"].map(|field| FieldError::new(field, code, detail));
            return Err(ModerationError::Invalid(errors.to_vec()));
        }
    };
    let named = if input.user_id.is_some() { "user_id" } else { "message_id" };
    let mut errors = Vec::new();
    if about == user {
        errors.push(FieldError::new(named, "yourself", "This is you."));
    }
    let reason = one_line(&input.reason);
    if reason.is_empty() {
        errors.push(FieldError::new("reason", "required", "Say what is wrong."));
    } else if is_longer_than(&input.reason, LONGEST_REASON) {
        let detail = format!("A reason has at most {LONGEST_REASON} characters.");
        errors.push(FieldError::new("reason", "too-long", detail));
    }
    if !errors.is_empty() {
        return Err(ModerationError::Invalid(errors));
    }
    let open = tx.moderation().open_of(user, about)?;
    if let Some(row) = open.into_iter().find(|row| row.message == input.message_id) {
        tx.moderation().renew_report(row.id, &reason)?;
        return Ok(row);
    }
    if limits && tx.moderation().count_lately(user, SignedDuration::from_hours(24))? >= A_DAY {
        return Err(ModerationError::TooMany);
    }
    Ok(tx.moderation().insert_report(user, about, input.message_id, &reason)?)
}

/// An open report with names, for the server's keeper.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Its id.
    pub id: ReportId,
    /// When.
    pub created_at: Timestamp,
    /// Who reports: id and display name.
    pub reporter: (UserId, String),
    /// Who is reported.
    pub about: (UserId, String),
    /// The message it is about.
    pub message: Option<Uuid>,
    /// Why.
    pub reason: String,
}

/// Up to `limit` open reports after `after`, oldest first.
///
/// # Errors
/// Those of the database.
pub fn open_reports(tx: &mut Tx<'_>, after: Uuid, limit: i64) -> Result<Vec<Reported>, DbError> {
    let rows = tx.moderation().open_reports(after, limit)?;
    let ids: Vec<UserId> = rows.iter().flat_map(|row| [row.reporter, row.about]).collect();
    let people = accounts::people(tx, &ids)?;
    let named = |id: UserId| {
        let name = people.iter().find(|person| person.id == id).map(|person| person.display_name.clone());
        (id, name.unwrap_or_default())
    };
    let reports = rows.into_iter().map(|row| Reported {
        id: row.id,
        created_at: row.created_at,
        reporter: named(row.reporter),
        about: named(row.about),
        message: row.message,
        reason: row.reason,
    });
    Ok(reports.collect())
}

/// Closes a report without doing anything; answers no when none of that id is open.
///
/// # Errors
/// Those of the database.
pub fn dismiss_report(tx: &mut Tx<'_>, id: ReportId) -> Result<bool, DbError> {
    tx.moderation().dismiss(id)
}

/// Finds an account by its id, or by the address or number that opens it.
///
/// # Errors
/// Those of the database.
pub fn somebody(tx: &mut Tx<'_>, text: &str, phones: &Phones) -> Result<Option<UserId>, DbError> {
    if let Ok(id) = text.parse::<Uuid>() {
        return Ok(accounts::person(tx, UserId(id))?.map(|person| person.id));
    }
    match accounts::read_identifier(text, phones) {
        Ok(identifier) => accounts::user_by_identifier(tx, &identifier),
        Err(_) => Ok(None),
    }
}

/// Shuts an account, ends its sessions and closes the open reports about it; answers how many.
///
/// # Errors
/// Those of the database.
pub fn suspend(tx: &mut Tx<'_>, user: UserId, reason: &str) -> Result<u64, DbError> {
    accounts::suspend(tx, user, reason)?;
    tx.moderation().act(user)
}

/// Opens an account again; answers no when it was not shut.
///
/// # Errors
/// Those of the database.
pub fn unsuspend(tx: &mut Tx<'_>, user: UserId) -> Result<bool, DbError> {
    accounts::unsuspend(tx, user)
}
