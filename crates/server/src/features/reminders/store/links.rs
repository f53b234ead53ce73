//! Calendar links.

use jiff::Timestamp;

use super::RemindersStore;
use crate::features::accounts::UserId;
use crate::features::reminders::CalendarLinkId;
use crate::platform::db::{DbError, Row};

/// A calendar link without its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct CalendarLink {
    pub id: CalendarLinkId,
    pub created_at: Timestamp,
    /// When the feed was last requested; updated at most once a day.
    pub last_read_at: Option<Timestamp>,
}

const INSERT: &str = "INSERT INTO calendar_links (id, user_id, token_hash, created_at) VALUES ($1, $2, $3, $4)";
const COUNT: &str = "SELECT COUNT(*) FROM calendar_links WHERE user_id = $1";
const LIST: &str = "
    SELECT id, created_at, last_read_at FROM calendar_links WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const REMOVE: &str = "DELETE FROM calendar_links WHERE user_id = $1 AND id = $2";
const OPEN: &str = "SELECT user_id, id, created_at, last_read_at FROM calendar_links WHERE token_hash = $1";
const READ: &str = "UPDATE calendar_links SET last_read_at = $2 WHERE id = $1";

fn link(row: &Row<'_>, at: usize) -> Result<CalendarLink, DbError> {
    Ok(CalendarLink { id: row.get(at)?, created_at: row.get(at + 1)?, last_read_at: row.get(at + 2)? })
}

impl RemindersStore<'_, '_> {
    pub fn insert_link(&mut self, user: UserId, id: CalendarLinkId, token_hash: &[u8]) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(INSERT, &[&id, &user, &token_hash, &now])?;
        Ok(())
    }

    pub fn count_links(&mut self, user: UserId) -> Result<u32, DbError> {
        self.0.one(COUNT, &[&user], |row| row.get(0))
    }

    /// Returns up to `limit` links before `before`, newest first.
    pub fn links(&mut self, user: UserId, before: CalendarLinkId, limit: i64) -> Result<Vec<CalendarLink>, DbError> {
        self.0.query(LIST, &[&user, &before, &limit], |row| link(row, 0))
    }

    /// Returns `false` if the user has no such link.
    pub fn remove_link(&mut self, user: UserId, id: CalendarLinkId) -> Result<bool, DbError> {
        Ok(self.0.execute(REMOVE, &[&user, &id])? == 1)
    }

    /// Returns the link with this token hash and its owner.
    pub fn find_link(&mut self, token_hash: &[u8]) -> Result<Option<(UserId, CalendarLink)>, DbError> {
        self.0.optional(OPEN, &[&token_hash], |row| Ok((row.get(0)?, link(row, 1)?)))
    }

    /// Sets `last_read_at` to now.
    pub fn record_link_read(&mut self, id: CalendarLinkId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(READ, &[&id, &now])?;
        Ok(())
    }
}
