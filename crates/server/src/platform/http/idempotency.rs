//! `Idempotency-Key`: the same key and body get the stored answer, once the work was done.
//!
//! Neither key nor body is kept, only their keyed hashes; the answer is sealed.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Answer;
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::Problem;
use crate::platform::secrets::Secrets;

const HEADER: &str = "idempotency-key";
/// How long an answer is kept.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A client's name for one request, with what it asked for.
#[derive(Clone)]
pub struct IdempotencyKey {
    value: String,
    method: Method,
    path: String,
    body: Bytes,
}

impl std::fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdempotencyKey(..)")
    }
}

impl IdempotencyKey {
    /// The key of a request, if it has one.
    pub(super) fn of(headers: &HeaderMap, method: &Method, path: &str, body: &Bytes) -> Result<Option<Self>, Problem> {
        let mut values = headers.get_all(HEADER).iter();
        let Some(value) = values.next() else { return Ok(None) };
        let value = value.as_bytes();
        let fine =
            values.next().is_none() && (1..=255).contains(&value.len()) && value.iter().all(u8::is_ascii_graphic);
        if !fine {
            return Err(Problem::field(
                "Idempotency-Key",
                "invalid",
                "Send one key of 1 to 255 visible ASCII characters, a UUID for example.",
            ));
        }
        let value = String::from_utf8_lossy(value).into_owned();
        Ok(Some(Self { value, method: method.clone(), path: path.to_owned(), body: body.clone() }))
    }

    /// What is kept of it for `user`.
    pub(super) fn fingerprint(&self, secrets: &Secrets, user: Uuid) -> Fingerprint {
        let asked: [&[u8]; 4] = [user.as_bytes(), self.method.as_str().as_bytes(), self.path.as_bytes(), &self.body];
        Fingerprint {
            user,
            key: secrets.mac("idempotency-key", &[user.as_bytes(), self.value.as_bytes()]),
            body: secrets.mac("idempotency-body", &asked),
        }
    }
}

/// Keyed hashes of a key and of the request it came with.
#[derive(Clone, Copy)]
pub(super) struct Fingerprint {
    user: Uuid,
    key: [u8; 32],
    body: [u8; 32],
}

impl Fingerprint {
    /// Binds a sealed answer to its row and request.
    fn context(&self) -> Vec<u8> {
        [self.user.as_bytes().as_slice(), &self.key, &self.body].concat()
    }
}

/// What is known about a key.
pub(super) enum Kept {
    /// Not seen in the last 24 hours.
    New,
    /// Seen with the same request.
    Answered(Answer),
    /// Seen with another request.
    Other,
    /// Kept, but it doesn't open: the row was damaged.
    Unreadable,
}

const FIND: &str =
    "SELECT body_hash, answer FROM idempotency_keys WHERE user_id = $1 AND key_hash = $2 AND created_at > $3";
// A row that is there in spite of FIND is older than a day: its key may be used again.
const KEEP: &str = "INSERT INTO idempotency_keys (user_id, key_hash, body_hash, answer, created_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id, key_hash)
    DO UPDATE SET body_hash = excluded.body_hash, answer = excluded.answer, created_at = excluded.created_at";
const DROP_OLD: &str = "DELETE FROM idempotency_keys WHERE (user_id, key_hash) IN
    (SELECT user_id, key_hash FROM idempotency_keys WHERE created_at <= $1 ORDER BY created_at LIMIT 200)";
const FORGET: &str = "DELETE FROM idempotency_keys WHERE user_id = $1";

impl<'c> Tx<'c> {
    /// The kept answers.
    pub fn idempotency(&mut self) -> IdempotencyStore<'_, 'c> {
        IdempotencyStore(self)
    }
}

/// The kept answers.
pub struct IdempotencyStore<'t, 'c>(&'t mut Tx<'c>);

impl IdempotencyStore<'_, '_> {
    /// Drops up to 200 answers older than 24 hours; answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn drop_old(&mut self) -> Result<u64, DbError> {
        let since = self.since();
        self.0.execute(DROP_OLD, &[&since])
    }

    /// Drops every answer kept for `user`; for when the account goes.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget(&mut self, user: Uuid) -> Result<u64, DbError> {
        self.0.execute(FORGET, &[&user])
    }

    pub(super) fn find(&mut self, secrets: &Secrets, print: &Fingerprint) -> Result<Kept, DbError> {
        let since = self.since();
        let row = self.0.optional(FIND, &[&print.user, &print.key, &since], |row| {
            Ok((row.get::<Vec<u8>>(0)?, row.get::<Vec<u8>>(1)?))
        })?;
        Ok(match row {
            None => Kept::New,
            Some((body, _)) if body != print.body => Kept::Other,
            Some((_, sealed)) => secrets
                .open("idempotency-answer", &print.context(), &sealed)
                .and_then(|plain| Answer::from_bytes(&plain))
                .map_or(Kept::Unreadable, Kept::Answered),
        })
    }

    pub(super) fn keep(&mut self, secrets: &Secrets, print: &Fingerprint, answer: &Answer) -> Result<(), DbError> {
        let nonce = self.0.random_bytes();
        let sealed = secrets.seal("idempotency-answer", &print.context(), &answer.to_bytes(), nonce);
        let now = self.0.now();
        self.0.execute(KEEP, &[&print.user, &print.key, &print.body, &sealed, &now])?;
        Ok(())
    }

    fn since(&self) -> Timestamp {
        let now = self.0.now();
        now.checked_sub(KEPT_FOR).unwrap_or(now)
    }
}
