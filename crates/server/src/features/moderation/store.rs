//! All the SQL of this room.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::ReportId;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Row, Tx};

/// A report as it is kept.
#[derive(Clone, Debug)]
pub struct ReportRow {
    /// Its id, rising with time.
    pub id: ReportId,
    /// Who reports.
    pub reporter: UserId,
    /// Who is reported.
    pub about: UserId,
    /// The message it is about.
    pub message: Option<Uuid>,
    /// Why, in the reporter's words.
    pub reason: String,
    /// When.
    pub created_at: Timestamp,
}

const INSERT: &str = "
    INSERT INTO reports (id, reporter_id, about_id, message_id, reason, state, created_at)
    VALUES ($1, $2, $3, $4, $5, 'open', $6)";
const OPEN_OF: &str = "
    SELECT id, reporter_id, about_id, message_id, reason, created_at FROM reports
    WHERE reporter_id = $1 AND about_id = $2 AND state = 'open' ORDER BY id";
const RENEW: &str = "UPDATE reports SET reason = $2 WHERE id = $1";
const COUNT: &str = "SELECT COUNT(*) FROM reports WHERE reporter_id = $1 AND created_at > $2";
const OPEN: &str = "
    SELECT id, reporter_id, about_id, message_id, reason, created_at FROM reports
    WHERE state = 'open' AND id > $1 ORDER BY id LIMIT $2";
const DISMISS: &str = "UPDATE reports SET state = 'dismissed', closed_at = $2 WHERE id = $1 AND state = 'open'";
const ACT: &str = "UPDATE reports SET state = 'acted', closed_at = $2 WHERE about_id = $1 AND state = 'open'";

/// This room's window on a unit of work.
pub struct ModerationStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Reports.
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
    /// Keeps a report.
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

    /// What this person reported about that one and nobody has looked at yet.
    pub fn open_of(&mut self, reporter: UserId, about: UserId) -> Result<Vec<ReportRow>, DbError> {
        self.0.query(OPEN_OF, &[&reporter, &about], report)
    }

    /// Replaces a report's reason.
    pub fn renew_report(&mut self, id: ReportId, reason: &str) -> Result<(), DbError> {
        self.0.execute(RENEW, &[&id, &reason])?;
        Ok(())
    }

    /// How many reports this person made within `span`.
    pub fn count_lately(&mut self, reporter: UserId, span: SignedDuration) -> Result<u32, DbError> {
        let now = self.0.now();
        let since = now.checked_sub(span).unwrap_or(now);
        self.0.one(COUNT, &[&reporter, &since], |row| row.get(0))
    }

    /// Up to `limit` open reports after `after`, oldest first.
    pub fn open_reports(&mut self, after: Uuid, limit: i64) -> Result<Vec<ReportRow>, DbError> {
        self.0.query(OPEN, &[&after, &limit], report)
    }

    /// Closes a report; answers no when none of that id is open.
    pub fn dismiss(&mut self, id: ReportId) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(DISMISS, &[&id, &now])? == 1)
    }

    /// Closes what is open about somebody, as acted on; answers how many.
    pub fn act(&mut self, about: UserId) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(ACT, &[&about, &now])
    }
}
