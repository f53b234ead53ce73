//! The SQL of the moderation feature.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::ReportId;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Row, Tx};
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ReportRow {
    /// Ids of later reports are greater.
    pub id: ReportId,
    pub reporter: UserId,
    /// The reported person.
    pub about: UserId,
    /// The message it is about, if any.
    pub message: Option<Uuid>,
    /// In the reporter's words.
    pub reason: String,
    pub created_at: Timestamp,
}

const INSERT: &str = "
    INSERT INTO reports (id, reporter_id, reported_id, message_id, reason, state, created_at)
    VALUES ($1, $2, $3, $4, $5, 'open', $6)";
const SELECT_OPEN_BETWEEN: &str = "
    SELECT id, reporter_id, reported_id, message_id, reason, created_at FROM reports
    WHERE reporter_id = $1 AND reported_id = $2 AND state = 'open' ORDER BY id";
const UPDATE_REASON: &str = "UPDATE reports SET reason = $2 WHERE id = $1";
const COUNT_SINCE: &str = "SELECT COUNT(*) FROM reports WHERE reporter_id = $1 AND created_at > $2";
/// Reads the reports of a user in all states, at most 20 for each day.
const COUNT_OPEN: &str = "SELECT COUNT(*) FROM reports WHERE reporter_id = $1 AND state = 'open'";
const SELECT_OPEN: &str = "
    SELECT id, reporter_id, reported_id, message_id, reason, created_at FROM reports
    WHERE state = 'open' AND id > $1 ORDER BY id LIMIT $2";
const DISMISS: &str = "UPDATE reports SET state = 'dismissed', closed_at = $2 WHERE id = $1 AND state = 'open'";
const CLOSE_AS_ACTED: &str =
    "UPDATE reports SET state = 'acted', closed_at = $2 WHERE reported_id = $1 AND state = 'open'";

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] =
    &[rows_of_user!("reports", "id", "reporter_id", 200), rows_of_user!("reports", "id", "reported_id", 400)];

/// Reads and writes reports in a unit of work.
pub struct ModerationStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Returns the store of reports.
    pub fn moderation(&mut self) -> ModerationStore<'_, 'c> {
        ModerationStore(self)
    }
}

fn report(row: &Row<'_>) -> Result<ReportRow, DbError> {
    Ok(ReportRow {
        id: row.get(0)?,
        reporter: row.get(1)?,
        about: row.get(2)?,
        message: row.get(3)?,
        reason: row.get(4)?,
        created_at: row.get(5)?,
    })
}

impl ModerationStore<'_, '_> {
    #[allow(missing_docs, reason = "the name says it")]
    pub fn insert_report(
        &mut self,
        reporter: UserId,
        about: UserId,
        message: Option<Uuid>,
        reason: &str,
    ) -> Result<ReportRow, DbError> {
        let (id, now) = (ReportId(self.0.new_id()), self.0.now());
        self.0.execute(INSERT, &[&id, &reporter, &about, &message, &reason, &now])?;
        Ok(ReportRow { id, reporter, about, message, reason: reason.to_owned(), created_at: now })
    }

    /// Returns the open reports of one user about another.
    pub fn open_reports_between(&mut self, reporter: UserId, about: UserId) -> Result<Vec<ReportRow>, DbError> {
        self.0.query(SELECT_OPEN_BETWEEN, &[&reporter, &about], report)
    }

    #[allow(missing_docs, reason = "the name says it")]
    pub fn replace_reason(&mut self, id: ReportId, reason: &str) -> Result<(), DbError> {
        self.0.execute(UPDATE_REASON, &[&id, &reason])?;
        Ok(())
    }

    /// Returns the number of reports a user has made within the last `span`.
    pub fn count_recent(&mut self, reporter: UserId, span: SignedDuration) -> Result<u32, DbError> {
        let now = self.0.now();
        let since = now.checked_sub(span).unwrap_or(now);
        self.0.one(COUNT_SINCE, &[&reporter, &since], |row| row.get(0))
    }

    /// Returns the number of a user's open reports.
    pub fn count_open(&mut self, reporter: UserId) -> Result<u32, DbError> {
        self.0.one(COUNT_OPEN, &[&reporter], |row| row.get(0))
    }

    /// Returns up to `limit` open reports after the id `after`, oldest first.
    pub fn open_reports(&mut self, after: Uuid, limit: i64) -> Result<Vec<ReportRow>, DbError> {
        self.0.query(SELECT_OPEN, &[&after, &limit], report)
    }

    /// Closes a report as dismissed. Returns `false` if no open report has this id.
    pub fn dismiss(&mut self, id: ReportId) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(DISMISS, &[&id, &now])? == 1)
    }

    /// Closes the open reports about a user as acted on and returns how many.
    pub fn close_as_acted(&mut self, about: UserId) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(CLOSE_AS_ACTED, &[&about, &now])
    }
}
