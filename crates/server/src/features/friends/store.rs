//! All the SQL of this room.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::RequestId;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Row, Tx};

/// A request as it is kept.
#[derive(Clone, Debug)]
pub struct RequestRow {
    /// Its id, rising with time.
    pub id: RequestId,
    /// Who asks.
    pub from: UserId,
    /// Who is asked; nobody when nobody is known by what was typed.
    pub to: Option<UserId>,
    /// What was typed, when it was.
    pub typed: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// A request about to be kept.
#[derive(Clone, Debug)]
pub struct NewRequest<'a> {
    /// Who asks.
    pub from: UserId,
    /// Who is asked.
    pub to: Option<UserId>,
    /// What was typed, and the form to compare by.
    pub typed: Option<(&'a str, &'a str)>,
    /// The one asked does not see it.
    pub hidden: bool,
}

const FRIEND_IDS: &str = "SELECT friend_id FROM friendships WHERE user_id = $1";
const FRIENDS: &str = "
    SELECT friend_id, since FROM friendships WHERE user_id = $1 AND friend_id > $2 ORDER BY friend_id LIMIT $3";
const SINCE: &str = "SELECT since FROM friendships WHERE user_id = $1 AND friend_id = $2";
const COUNT_FRIENDS: &str = "SELECT COUNT(*) FROM friendships WHERE user_id = $1";
const BEFRIEND: &str = "
    INSERT INTO friendships (user_id, friend_id, since) VALUES ($1, $2, $3), ($2, $1, $3) ON CONFLICT DO NOTHING";
const UNFRIEND: &str = "
    DELETE FROM friendships WHERE (user_id = $1 AND friend_id = $2) OR (user_id = $2 AND friend_id = $1)";
const INSERT: &str = "
    INSERT INTO friend_requests (id, from_user, to_user, typed, typed_key, hidden, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const TYPED: &str = "
    SELECT id, from_user, to_user, typed, created_at FROM friend_requests WHERE from_user = $1 AND typed_key = $2";
const BETWEEN: &str = "
    SELECT id, from_user, to_user, typed, created_at FROM friend_requests
    WHERE from_user = $1 AND to_user = $2 ORDER BY hidden, id";
/// Rows without a name and without anything typed are of accounts that are gone.
const LIST: &str = "
    SELECT id, from_user, to_user, typed, created_at FROM friend_requests
    WHERE from_user = $1 AND id < $2 AND (to_user IS NOT NULL OR typed IS NOT NULL)
    UNION ALL
    SELECT id, from_user, to_user, typed, created_at FROM friend_requests
    WHERE to_user = $1 AND id < $2 AND hidden = FALSE
    ORDER BY id DESC LIMIT $3";
const RECEIVED: &str = "
    SELECT id, from_user, to_user, typed, created_at FROM friend_requests
    WHERE id = $2 AND to_user = $1 AND hidden = FALSE";
const CANCEL: &str = "DELETE FROM friend_requests WHERE id = $2 AND from_user = $1";
const SETTLE: &str = "
    DELETE FROM friend_requests WHERE (from_user = $1 AND to_user = $2) OR (from_user = $2 AND to_user = $1)";
/// What was typed stays as it looks; what names somebody goes.
const LOOSEN: &str = "
    UPDATE friend_requests SET to_user = NULL WHERE from_user = $1 AND to_user = $2 AND typed IS NOT NULL";
const FORGET: &str = "DELETE FROM friend_requests WHERE from_user = $1 AND to_user IS NULL AND typed IS NULL";
const HIDE: &str = "UPDATE friend_requests SET hidden = TRUE WHERE from_user = $1 AND to_user = $2";
const COUNT_OPEN: &str = "SELECT COUNT(*) FROM friend_requests WHERE from_user = $1";
const DECLINE: &str = "
    INSERT INTO friend_declines (user_id, from_user, declined_at) VALUES ($1, $2, $3)
    ON CONFLICT (user_id, from_user) DO UPDATE SET declined_at = $3";
const DECLINED: &str = "SELECT declined_at FROM friend_declines WHERE user_id = $1 AND from_user = $2";
const UNDECLINE: &str = "
    DELETE FROM friend_declines WHERE (user_id = $1 AND from_user = $2) OR (user_id = $2 AND from_user = $1)";
const SENT: &str = "SELECT sent_at FROM friend_sends WHERE user_id = $1 ORDER BY id";
const SEND: &str = "INSERT INTO friend_sends (user_id, id, sent_at) VALUES ($1, $2, $3)";
const FORGET_SENDS: &str = "DELETE FROM friend_sends WHERE user_id = $1 AND sent_at <= $2";
const INSERT_LINK: &str = "INSERT INTO friend_links (token_hash, user_id, expires_at) VALUES ($1, $2, $3)";
const LINK: &str = "SELECT user_id FROM friend_links WHERE token_hash = $1 AND expires_at > $2";
const DROP_LINKS: &str = "DELETE FROM friend_links WHERE user_id = $1";
const TRIM_LINKS: &str = "
    DELETE FROM friend_links WHERE user_id = $1 AND (expires_at <= $2 OR token_hash NOT IN (
        SELECT token_hash FROM friend_links WHERE user_id = $1 ORDER BY expires_at DESC, token_hash LIMIT $3))";
const BLOCK: &str = "
    INSERT INTO blocks (user_id, blocked_id, since) VALUES ($1, $2, $3) ON CONFLICT (user_id, blocked_id) DO NOTHING";
const UNBLOCK: &str = "DELETE FROM blocks WHERE user_id = $1 AND blocked_id = $2";
const BLOCKS: &str = "
    SELECT blocked_id, since FROM blocks WHERE user_id = $1 AND blocked_id > $2 ORDER BY blocked_id LIMIT $3";
const BLOCKED: &str = "
    SELECT since FROM blocks WHERE user_id = $1 AND blocked_id = $2
    UNION ALL SELECT since FROM blocks WHERE user_id = $2 AND blocked_id = $1";
const INVISIBLE: &str = "
    SELECT blocked_id FROM blocks WHERE user_id = $1 UNION SELECT user_id FROM blocks WHERE blocked_id = $1";

/// This room's window on a unit of work.
pub struct FriendsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Friendships, requests, links and blocks.
    pub fn friends(&mut self) -> FriendsStore<'_, 'c> {
        FriendsStore(self)
    }
}

fn request(row: &Row<'_>) -> Result<RequestRow, DbError> {
    Ok(RequestRow { id: row.get(0)?, from: row.get(1)?, to: row.get(2)?, typed: row.get(3)?, created_at: row.get(4)? })
}

impl FriendsStore<'_, '_> {
    /// All friends of somebody, in no order.
    pub fn friend_ids(&mut self, user: UserId) -> Result<Vec<UserId>, DbError> {
        self.0.query(FRIEND_IDS, &[&user], |row| row.get(0))
    }

    /// Up to `limit` friends after `after`, by id, and since when.
    pub fn list_friends(&mut self, user: UserId, after: Uuid, limit: i64) -> Result<Vec<(UserId, Timestamp)>, DbError> {
        self.0.query(FRIENDS, &[&user, &after, &limit], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Since when two are friends, if they are.
    pub fn friends_since(&mut self, user: UserId, other: UserId) -> Result<Option<Timestamp>, DbError> {
        self.0.optional(SINCE, &[&user, &other], |row| row.get(0))
    }

    /// How many friends somebody has.
    pub fn count_friends(&mut self, user: UserId) -> Result<u32, DbError> {
        self.0.one(COUNT_FRIENDS, &[&user], |row| row.get(0))
    }

    /// Makes two people friends, both ways.
    pub fn befriend(&mut self, user: UserId, other: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(BEFRIEND, &[&user, &other, &now])?;
        Ok(())
    }

    /// Ends a friendship, both ways; answers no when there was none.
    pub fn unfriend(&mut self, user: UserId, other: UserId) -> Result<bool, DbError> {
        Ok(self.0.execute(UNFRIEND, &[&user, &other])? > 0)
    }

    /// Keeps a request.
    pub fn insert_request(&mut self, new: &NewRequest<'_>) -> Result<RequestRow, DbError> {
        let (id, now) = (RequestId(self.0.new_id()), self.0.now());
        let (typed, key) = new.typed.map_or((None, None), |(typed, key)| (Some(typed), Some(key)));
        self.0.execute(INSERT, &[&id, &new.from, &new.to, &typed, &key, &new.hidden, &now])?;
        Ok(RequestRow { id, from: new.from, to: new.to, typed: typed.map(str::to_owned), created_at: now })
    }

    /// What this person asked by the same thing typed.
    pub fn typed_request(&mut self, from: UserId, key: &str) -> Result<Option<RequestRow>, DbError> {
        self.0.optional(TYPED, &[&from, &key], request)
    }

    /// What one asked the other, those that are seen first.
    pub fn requests_between(&mut self, from: UserId, to: UserId) -> Result<Vec<RequestRow>, DbError> {
        self.0.query(BETWEEN, &[&from, &to], request)
    }

    /// Up to `limit` requests of and to somebody before `before`, newest first.
    pub fn list_requests(&mut self, user: UserId, before: Uuid, limit: i64) -> Result<Vec<RequestRow>, DbError> {
        self.0.query(LIST, &[&user, &before, &limit], request)
    }

    /// A request that this person was asked and may see.
    pub fn received(&mut self, user: UserId, id: RequestId) -> Result<Option<RequestRow>, DbError> {
        self.0.optional(RECEIVED, &[&user, &id], request)
    }

    /// Takes a request back; answers no when this person sent none of that id.
    pub fn cancel(&mut self, from: UserId, id: RequestId) -> Result<bool, DbError> {
        Ok(self.0.execute(CANCEL, &[&from, &id])? > 0)
    }

    /// Removes what two people asked each other.
    pub fn settle(&mut self, user: UserId, other: UserId) -> Result<(), DbError> {
        self.0.execute(SETTLE, &[&user, &other])?;
        Ok(())
    }

    /// What `from` typed to reach `to` no longer leads there, and looks as before.
    pub fn loosen(&mut self, from: UserId, to: UserId) -> Result<(), DbError> {
        self.0.execute(LOOSEN, &[&from, &to])?;
        Ok(())
    }

    /// `to` no longer sees what `from` asks.
    pub fn hide(&mut self, from: UserId, to: UserId) -> Result<(), DbError> {
        self.0.execute(HIDE, &[&from, &to])?;
        Ok(())
    }

    /// How many requests of this person wait, after forgetting those to accounts that are gone.
    pub fn count_open(&mut self, from: UserId) -> Result<u32, DbError> {
        self.0.execute(FORGET, &[&from])?;
        self.0.one(COUNT_OPEN, &[&from], |row| row.get(0))
    }

    /// Notes that `user` declined `from`.
    pub fn decline(&mut self, user: UserId, from: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(DECLINE, &[&user, &from, &now])?;
        Ok(())
    }

    /// When `user` declined `from` last.
    pub fn declined(&mut self, user: UserId, from: UserId) -> Result<Option<Timestamp>, DbError> {
        self.0.optional(DECLINED, &[&user, &from], |row| row.get(0))
    }

    /// Forgets that one of two declined the other.
    pub fn undecline(&mut self, user: UserId, other: UserId) -> Result<(), DbError> {
        self.0.execute(UNDECLINE, &[&user, &other])?;
        Ok(())
    }

    /// When requests of the last `span` were sent, oldest first; older ones are forgotten.
    pub fn sends(&mut self, user: UserId, span: SignedDuration) -> Result<Vec<Timestamp>, DbError> {
        let now = self.0.now();
        let before = now.checked_sub(span).unwrap_or(now);
        self.0.execute(FORGET_SENDS, &[&user, &before])?;
        self.0.query(SENT, &[&user], |row| row.get(0))
    }

    /// Notes that a request was sent.
    pub fn note_send(&mut self, user: UserId) -> Result<(), DbError> {
        let (id, now) = (self.0.new_id(), self.0.now());
        self.0.execute(SEND, &[&user, &id, &now])?;
        Ok(())
    }

    /// Keeps a link; of more than `most` the oldest go.
    pub fn insert_link(
        &mut self,
        user: UserId,
        token_hash: [u8; 32],
        expires_at: Timestamp,
        most: u32,
    ) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(INSERT_LINK, &[&token_hash, &user, &expires_at])?;
        self.0.execute(TRIM_LINKS, &[&user, &now, &most])?;
        Ok(())
    }

    /// Whose link this is, while it works.
    pub fn link_owner(&mut self, token_hash: [u8; 32]) -> Result<Option<UserId>, DbError> {
        let now = self.0.now();
        self.0.optional(LINK, &[&token_hash, &now], |row| row.get(0))
    }

    /// Ends all links of somebody.
    pub fn drop_links(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute(DROP_LINKS, &[&user])?;
        Ok(())
    }

    /// Notes a block; a second time changes nothing.
    pub fn block(&mut self, user: UserId, other: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(BLOCK, &[&user, &other, &now])?;
        Ok(())
    }

    /// Ends a block; answers no when there was none.
    pub fn unblock(&mut self, user: UserId, other: UserId) -> Result<bool, DbError> {
        Ok(self.0.execute(UNBLOCK, &[&user, &other])? > 0)
    }

    /// Up to `limit` people this one blocks, after `after`, by id.
    pub fn list_blocks(&mut self, user: UserId, after: Uuid, limit: i64) -> Result<Vec<(UserId, Timestamp)>, DbError> {
        self.0.query(BLOCKS, &[&user, &after, &limit], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Whether one of two blocks the other.
    pub fn blocked(&mut self, user: UserId, other: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(BLOCKED, &[&user, &other], |row| row.get::<Timestamp>(0))?.is_some())
    }

    /// Everybody whom this person blocks or who blocks this person.
    pub fn invisible_to(&mut self, user: UserId) -> Result<Vec<UserId>, DbError> {
        self.0.query(INVISIBLE, &[&user], |row| row.get(0))
    }
}
