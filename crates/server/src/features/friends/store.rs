//! The SQL of the friends feature.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::RequestId;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Dialect, PendingRows, Row, Tx, json_list};
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct RequestRow {
    /// Ids of later requests are greater.
    pub id: RequestId,
    pub from: UserId,
    /// The recipient; `None` if no account matches what was typed.
    pub to: Option<UserId>,
    /// The identifier, if the recipient was given by one.
    pub typed: Option<String>,
    pub created_at: Timestamp,
}

/// A request to insert.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NewRequest<'a> {
    pub from: UserId,
    pub to: Option<UserId>,
    /// The identifier as typed and in the form that compares equal, if one was given.
    pub typed: Option<(&'a str, &'a str)>,
    /// Whether the request is hidden from the recipient.
    pub hidden: bool,
}

const SELECT_FRIEND_IDS: &str = "SELECT friend_id FROM friendships WHERE user_id = $1";
const SELECT_FRIENDS: &str = "
    SELECT friend_id, since FROM friendships WHERE user_id = $1 AND friend_id > $2 ORDER BY friend_id LIMIT $3";
const SELECT_FRIENDS_SINCE: &str = "SELECT since FROM friendships WHERE user_id = $1 AND friend_id = $2";
const SELECT_FRIENDSHIPS_POSTGRES: &str = "
    SELECT f.user_id, f.friend_id FROM jsonb_array_elements(CAST(CAST($1 AS TEXT) AS JSONB)) j
    JOIN friendships f ON f.user_id = CAST(j ->> 0 AS UUID) AND f.friend_id = CAST(j ->> 1 AS UUID)";
const COUNT_FRIENDS: &str = "SELECT COUNT(*) FROM friendships WHERE user_id = $1";
const INSERT_FRIENDSHIP: &str = "
    INSERT INTO friendships (user_id, friend_id, since) VALUES ($1, $2, $3), ($2, $1, $3) ON CONFLICT DO NOTHING";
const DELETE_FRIENDSHIP: &str = "
    DELETE FROM friendships WHERE (user_id = $1 AND friend_id = $2) OR (user_id = $2 AND friend_id = $1)";
const INSERT_REQUEST: &str = "
    INSERT INTO friend_requests (id, from_user, to_user, identifier, identifier_key, hidden, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const SELECT_TYPED_REQUEST: &str = "
    SELECT id, from_user, to_user, identifier, created_at FROM friend_requests WHERE from_user = $1 AND identifier_key = $2";
const SELECT_REQUESTS_BETWEEN: &str = "
    SELECT id, from_user, to_user, identifier, created_at FROM friend_requests
    WHERE from_user = $1 AND to_user = $2 ORDER BY hidden, id";
/// Rows with neither a recipient nor an identifier were sent to accounts that have been deleted.
const SELECT_REQUESTS: &str = "
    SELECT id, from_user, to_user, identifier, created_at FROM friend_requests
    WHERE from_user = $1 AND id < $2 AND (to_user IS NOT NULL OR identifier IS NOT NULL)
    UNION ALL
    SELECT id, from_user, to_user, identifier, created_at FROM friend_requests
    WHERE to_user = $1 AND id < $2 AND hidden = FALSE
    ORDER BY id DESC LIMIT $3";
const SELECT_RECEIVED_REQUEST: &str = "
    SELECT id, from_user, to_user, identifier, created_at FROM friend_requests
    WHERE id = $2 AND to_user = $1 AND hidden = FALSE";
const DELETE_SENT_REQUEST: &str = "DELETE FROM friend_requests WHERE id = $2 AND from_user = $1";
const DELETE_SENT_REQUESTS: &str = "DELETE FROM friend_requests WHERE from_user = $1";
const DELETE_REQUESTS_BETWEEN: &str = "
    DELETE FROM friend_requests WHERE (from_user = $1 AND to_user = $2) OR (from_user = $2 AND to_user = $1)";
/// Requests by identifier remain visible to their sender but lead to no one.
const DETACH_TYPED_REQUESTS: &str = "
    UPDATE friend_requests SET to_user = NULL WHERE from_user = $1 AND to_user = $2 AND identifier IS NOT NULL";
const DELETE_REQUESTS_TO_DELETED_ACCOUNTS: &str =
    "DELETE FROM friend_requests WHERE from_user = $1 AND to_user IS NULL AND identifier IS NULL";
const HIDE_REQUESTS: &str = "UPDATE friend_requests SET hidden = TRUE WHERE from_user = $1 AND to_user = $2";
const COUNT_REQUESTS: &str = "SELECT COUNT(*) FROM friend_requests WHERE from_user = $1";
const UPSERT_DECLINE: &str = "
    INSERT INTO friend_declines (user_id, from_user, declined_at) VALUES ($1, $2, $3)
    ON CONFLICT (user_id, from_user) DO UPDATE SET declined_at = $3";
const SELECT_DECLINE: &str = "SELECT declined_at FROM friend_declines WHERE user_id = $1 AND from_user = $2";
const DELETE_DECLINES: &str = "
    DELETE FROM friend_declines WHERE (user_id = $1 AND from_user = $2) OR (user_id = $2 AND from_user = $1)";
const SELECT_SENDS: &str = "SELECT sent_at FROM friend_request_sends WHERE user_id = $1 ORDER BY id";
const INSERT_SEND: &str = "INSERT INTO friend_request_sends (user_id, id, sent_at) VALUES ($1, $2, $3)";
const DELETE_OLD_SENDS: &str = "DELETE FROM friend_request_sends WHERE user_id = $1 AND sent_at <= $2";
const INSERT_LINK: &str = "INSERT INTO friend_links (token_hash, user_id, expires_at) VALUES ($1, $2, $3)";
const SELECT_LINK_OWNER: &str = "SELECT user_id FROM friend_links WHERE token_hash = $1 AND expires_at > $2";
const DELETE_LINKS: &str = "DELETE FROM friend_links WHERE user_id = $1";
const DELETE_OLD_LINKS: &str = "
    DELETE FROM friend_links WHERE user_id = $1 AND (expires_at <= $2 OR token_hash NOT IN (
        SELECT token_hash FROM friend_links WHERE user_id = $1 ORDER BY expires_at DESC, token_hash LIMIT $3))";
const INSERT_BLOCK: &str = "
    INSERT INTO blocks (user_id, blocked_id, since) VALUES ($1, $2, $3) ON CONFLICT (user_id, blocked_id) DO NOTHING";
const COUNT_BLOCKS: &str = "SELECT COUNT(*) FROM blocks WHERE user_id = $1";
const DELETE_BLOCK: &str = "DELETE FROM blocks WHERE user_id = $1 AND blocked_id = $2";
const SELECT_BLOCKS: &str = "
    SELECT blocked_id, since FROM blocks WHERE user_id = $1 AND blocked_id > $2 ORDER BY blocked_id LIMIT $3";
const SELECT_BLOCK_EITHER_WAY: &str = "
    SELECT since FROM blocks WHERE user_id = $1 AND blocked_id = $2
    UNION ALL SELECT since FROM blocks WHERE user_id = $2 AND blocked_id = $1";
const SELECT_BLOCKED_EITHER_WAY: &str = "
    SELECT blocked_id FROM blocks WHERE user_id = $1 UNION SELECT user_id FROM blocks WHERE blocked_id = $1";

const FRIENDSHIPS: RowsOfUser = rows_of_user!("friendships", "user_id, friend_id", "user_id", 200);
const FRIENDSHIPS_OF_OTHERS: RowsOfUser = rows_of_user!("friendships", "user_id, friend_id", "friend_id", 200);

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("friend_requests", "id", "from_user", 200),
    // Their senders keep them, as they keep requests to addresses that never had an account.
    RowsOfUser {
        sql: "UPDATE friend_requests SET to_user = NULL WHERE id IN (SELECT id FROM friend_requests
            WHERE to_user = $1 LIMIT $2)",
        limit: 200,
    },
    FRIENDSHIPS,
    FRIENDSHIPS_OF_OTHERS,
    rows_of_user!("friend_declines", "user_id, from_user", "user_id", 200),
    rows_of_user!("friend_declines", "user_id, from_user", "from_user", 200),
    rows_of_user!("friend_request_sends", "user_id, id", "user_id", 200),
    rows_of_user!("friend_links", "token_hash", "user_id", 200),
    rows_of_user!("blocks", "user_id, blocked_id", "user_id", 200),
    rows_of_user!("blocks", "user_id, blocked_id", "blocked_id", 200),
];

/// Reads and writes friendships in a unit of work.
pub struct FriendsStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Returns the store of friendships, requests, links and blocks.
    pub fn friends(&mut self) -> FriendsStore<'_, 'c> {
        FriendsStore(self)
    }
}

fn request(row: &Row<'_>) -> Result<RequestRow, DbError> {
    Ok(RequestRow { id: row.get(0)?, from: row.get(1)?, to: row.get(2)?, typed: row.get(3)?, created_at: row.get(4)? })
}

impl FriendsStore<'_, '_> {
    /// Returns all friends of a user, in no particular order.
    pub fn friend_ids(&mut self, user: UserId) -> Result<Vec<UserId>, DbError> {
        self.0.query(SELECT_FRIEND_IDS, &[&user], |row| row.get(0))
    }

    /// Returns up to `limit` friends after the id `after`, ordered by id, with the start of each
    /// friendship.
    pub fn list_friends(&mut self, user: UserId, after: Uuid, limit: i64) -> Result<Vec<(UserId, Timestamp)>, DbError> {
        self.0.query(SELECT_FRIENDS, &[&user, &after, &limit], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns since when two users are friends, if they are.
    pub fn friends_since(&mut self, user: UserId, other: UserId) -> Result<Option<Timestamp>, DbError> {
        self.0.optional(SELECT_FRIENDS_SINCE, &[&user, &other], |row| row.get(0))
    }

    /// Queues a query for those of these pairs who are friends.
    pub fn friendships_among_later(
        &mut self,
        pairs: &[&(UserId, UserId)],
    ) -> Result<PendingRows<(UserId, UserId)>, DbError> {
        if self.0.dialect() == Dialect::Postgres {
            let row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            return self.0.query_later(SELECT_FRIENDSHIPS_POSTGRES, &[&json_list(pairs)], row);
        }
        let mut friends = Vec::new();
        for &&(user, other) in pairs {
            friends.extend(self.friends_since(user, other)?.map(|_| (user, other)));
        }
        Ok(PendingRows::Fetched(friends))
    }

    /// Returns the number of a user's friends.
    pub fn count_friends(&mut self, user: UserId) -> Result<u32, DbError> {
        self.0.one(COUNT_FRIENDS, &[&user], |row| row.get(0))
    }

    /// Makes two users friends, in both directions.
    pub fn insert_friendship(&mut self, user: UserId, other: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(INSERT_FRIENDSHIP, &[&user, &other, &now])?;
        Ok(())
    }

    /// Ends a friendship in both directions. Returns `false` if there was none.
    pub fn delete_friendship(&mut self, user: UserId, other: UserId) -> Result<bool, DbError> {
        Ok(self.0.execute(DELETE_FRIENDSHIP, &[&user, &other])? > 0)
    }

    #[allow(missing_docs, reason = "the name says it")]
    pub fn insert_request(&mut self, new: &NewRequest<'_>) -> Result<RequestRow, DbError> {
        let (id, now) = (RequestId(self.0.new_id()), self.0.now());
        let (typed, key) = new.typed.map_or((None, None), |(typed, key)| (Some(typed), Some(key)));
        self.0.execute(INSERT_REQUEST, &[&id, &new.from, &new.to, &typed, &key, &new.hidden, &now])?;
        Ok(RequestRow { id, from: new.from, to: new.to, typed: typed.map(str::to_owned), created_at: now })
    }

    /// Returns the request that a user sent to the same identifier.
    pub fn typed_request(&mut self, from: UserId, key: &str) -> Result<Option<RequestRow>, DbError> {
        self.0.optional(SELECT_TYPED_REQUEST, &[&from, &key], request)
    }

    /// Returns the requests of one user to another, visible ones first.
    pub fn requests_between(&mut self, from: UserId, to: UserId) -> Result<Vec<RequestRow>, DbError> {
        self.0.query(SELECT_REQUESTS_BETWEEN, &[&from, &to], request)
    }

    /// Returns up to `limit` requests from and to a user before the id `before`, newest first.
    pub fn list_requests(&mut self, user: UserId, before: Uuid, limit: i64) -> Result<Vec<RequestRow>, DbError> {
        self.0.query(SELECT_REQUESTS, &[&user, &before, &limit], request)
    }

    /// Returns a request that a user received and may see.
    pub fn received_request(&mut self, user: UserId, id: RequestId) -> Result<Option<RequestRow>, DbError> {
        self.0.optional(SELECT_RECEIVED_REQUEST, &[&user, &id], request)
    }

    /// Deletes a request. Returns `false` if the user sent no request with this id.
    pub fn delete_sent_request(&mut self, from: UserId, id: RequestId) -> Result<bool, DbError> {
        Ok(self.0.execute(DELETE_SENT_REQUEST, &[&from, &id])? > 0)
    }

    /// Deletes the requests between two users, in both directions.
    pub fn delete_requests_between(&mut self, user: UserId, other: UserId) -> Result<(), DbError> {
        self.0.execute(DELETE_REQUESTS_BETWEEN, &[&user, &other])?;
        Ok(())
    }

    /// Detaches the requests that `from` sent to an identifier of `to`. They look the same to `from`
    /// but no longer reach `to`.
    pub fn detach_typed_requests(&mut self, from: UserId, to: UserId) -> Result<(), DbError> {
        self.0.execute(DETACH_TYPED_REQUESTS, &[&from, &to])?;
        Ok(())
    }

    /// Hides the requests of `from` from `to`.
    pub fn hide_requests(&mut self, from: UserId, to: UserId) -> Result<(), DbError> {
        self.0.execute(HIDE_REQUESTS, &[&from, &to])?;
        Ok(())
    }

    /// Deletes a user's requests to deleted accounts and returns how many requests are left.
    pub fn count_open_requests(&mut self, from: UserId) -> Result<u32, DbError> {
        self.0.execute(DELETE_REQUESTS_TO_DELETED_ACCOUNTS, &[&from])?;
        self.0.one(COUNT_REQUESTS, &[&from], |row| row.get(0))
    }

    /// Records that `user` declined a request of `from`.
    pub fn record_decline(&mut self, user: UserId, from: UserId) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(UPSERT_DECLINE, &[&user, &from, &now])?;
        Ok(())
    }

    /// Returns when `user` last declined a request of `from`.
    pub fn declined_at(&mut self, user: UserId, from: UserId) -> Result<Option<Timestamp>, DbError> {
        self.0.optional(SELECT_DECLINE, &[&user, &from], |row| row.get(0))
    }

    /// Deletes the records that one of two users declined the other.
    pub fn delete_declines(&mut self, user: UserId, other: UserId) -> Result<(), DbError> {
        self.0.execute(DELETE_DECLINES, &[&user, &other])?;
        Ok(())
    }

    /// Returns when a user sent requests within the last `span`, oldest first, and deletes older
    /// records.
    pub fn recent_sends(&mut self, user: UserId, span: SignedDuration) -> Result<Vec<Timestamp>, DbError> {
        let now = self.0.now();
        let before = now.checked_sub(span).unwrap_or(now);
        self.0.execute(DELETE_OLD_SENDS, &[&user, &before])?;
        self.0.query(SELECT_SENDS, &[&user], |row| row.get(0))
    }

    /// Records that a request was sent.
    pub fn record_send(&mut self, user: UserId) -> Result<(), DbError> {
        let (id, now) = (self.0.new_id(), self.0.now());
        self.0.execute(INSERT_SEND, &[&user, &id, &now])?;
        Ok(())
    }

    /// Inserts a link and deletes expired links and the oldest beyond `max`.
    pub fn insert_link(
        &mut self,
        user: UserId,
        token_hash: [u8; 32],
        expires_at: Timestamp,
        max: u32,
    ) -> Result<(), DbError> {
        let now = self.0.now();
        self.0.execute(INSERT_LINK, &[&token_hash, &user, &expires_at])?;
        self.0.execute(DELETE_OLD_LINKS, &[&user, &now, &max])?;
        Ok(())
    }

    /// Returns the owner of a link that has not expired.
    pub fn link_owner(&mut self, token_hash: [u8; 32]) -> Result<Option<UserId>, DbError> {
        let now = self.0.now();
        self.0.optional(SELECT_LINK_OWNER, &[&token_hash, &now], |row| row.get(0))
    }

    /// Ends up to 200 friendships of a user, and cancels the requests that they sent, at most a hundred.
    pub fn end_most(&mut self, user: UserId) -> Result<(), DbError> {
        for RowsOfUser { sql, limit } in [FRIENDSHIPS_OF_OTHERS, FRIENDSHIPS] {
            self.0.execute_later(sql, &[&user, &limit])?;
        }
        self.0.execute_later(DELETE_SENT_REQUESTS, &[&user])
    }

    /// Revokes all links of a user.
    pub fn delete_links(&mut self, user: UserId) -> Result<(), DbError> {
        self.0.execute(DELETE_LINKS, &[&user])?;
        Ok(())
    }

    /// Records a block. Blocking someone again changes nothing and returns `false`.
    pub fn insert_block(&mut self, user: UserId, other: UserId) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(INSERT_BLOCK, &[&user, &other, &now])? > 0)
    }

    /// Returns how many people a user blocks.
    pub fn count_blocks(&mut self, user: UserId) -> Result<u32, DbError> {
        self.0.one(COUNT_BLOCKS, &[&user], |row| row.get(0))
    }

    /// Ends a block. Returns `false` if there was none.
    pub fn delete_block(&mut self, user: UserId, other: UserId) -> Result<bool, DbError> {
        Ok(self.0.execute(DELETE_BLOCK, &[&user, &other])? > 0)
    }

    /// Returns up to `limit` people that a user blocks after the id `after`, ordered by id, with the
    /// time of each block.
    pub fn list_blocks(&mut self, user: UserId, after: Uuid, limit: i64) -> Result<Vec<(UserId, Timestamp)>, DbError> {
        self.0.query(SELECT_BLOCKS, &[&user, &after, &limit], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Returns whether either of two users blocks the other.
    pub fn is_blocked(&mut self, user: UserId, other: UserId) -> Result<bool, DbError> {
        Ok(self.0.optional(SELECT_BLOCK_EITHER_WAY, &[&user, &other], |row| row.get::<Timestamp>(0))?.is_some())
    }

    /// Returns everyone whom a user blocks or who blocks the user.
    pub fn invisible_to(&mut self, user: UserId) -> Result<Vec<UserId>, DbError> {
        self.0.query(SELECT_BLOCKED_EITHER_WAY, &[&user], |row| row.get(0))
    }
}
