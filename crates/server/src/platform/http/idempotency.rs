//! `Idempotency-Key`: a request that is repeated with the same key and body gets the stored response.
//!
//! Neither key nor body is stored, only their keyed hashes; the response is sealed.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Answer;
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::Problem;
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};
use crate::platform::secrets::Secrets;

const HEADER: &str = "idempotency-key";
/// How long a response is stored.
const RETENTION: SignedDuration = SignedDuration::from_hours(24);

/// About the size of a row and its index entry without the response.
const ROW_BYTES: usize = 256;

/// A client's key for one request, and that request.
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
    /// Returns the key of a request, if it has one.
    pub(super) fn of(headers: &HeaderMap, method: &Method, path: &str, body: &Bytes) -> Result<Option<Self>, Problem> {
        let mut values = headers.get_all(HEADER).iter();
        let Some(value) = values.next() else { return Ok(None) };
        let value = value.as_bytes();
        let valid =
            values.next().is_none() && (1..=255).contains(&value.len()) && value.iter().all(u8::is_ascii_graphic);
        if !valid {
            return Err(Problem::field(
                "Idempotency-Key",
                "invalid",
                "Send one key of 1 to 255 visible ASCII characters, a UUID for example.",
            ));
        }
        let value = String::from_utf8_lossy(value).into_owned();
        Ok(Some(Self { value, method: method.clone(), path: path.to_owned(), body: body.clone() }))
    }

    /// Returns the hashes that are stored for `user`.
    pub(super) fn fingerprint(&self, secrets: &Secrets, user: Uuid) -> Fingerprint {
        let request: [&[u8]; 4] = [user.as_bytes(), self.method.as_str().as_bytes(), self.path.as_bytes(), &self.body];
        Fingerprint {
            user,
            key: secrets.mac("idempotency-key", &[user.as_bytes(), self.value.as_bytes()]),
            body: secrets.mac("idempotency-body", &request),
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
    /// Returns the associated data that binds a sealed response to its row and request.
    fn context(&self) -> Vec<u8> {
        [self.user.as_bytes().as_slice(), &self.key, &self.body].concat()
    }
}

/// The result of looking up a key.
pub(super) enum StoredAnswer {
    /// Nothing within the last 24 hours.
    None,
    /// The response to the same request.
    Found(Answer),
    /// The response to another request.
    OtherRequest,
    /// A response that can't be decrypted: the row was damaged.
    Unreadable,
}

const FIND: &str =
    "SELECT body_hash, answer FROM idempotency_keys WHERE user_id = $1 AND key_hash = $2 AND created_at > $3";
// A row that FIND did not return is older than a day: its key may be used again.
const STORE: &str = "INSERT INTO idempotency_keys (user_id, key_hash, body_hash, answer, created_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id, key_hash)
    DO UPDATE SET body_hash = excluded.body_hash, answer = excluded.answer, created_at = excluded.created_at";
const DELETE_EXPIRED: &str = "DELETE FROM idempotency_keys WHERE (user_id, key_hash) IN
    (SELECT user_id, key_hash FROM idempotency_keys WHERE created_at <= $1 ORDER BY created_at LIMIT 200)";
/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[rows_of_user!("idempotency_keys", "user_id, key_hash", "user_id", 100)];

impl<'c> Tx<'c> {
    /// Returns the store of responses.
    pub fn idempotency(&mut self) -> IdempotencyStore<'_, 'c> {
        IdempotencyStore(self)
    }
}

/// The responses stored for `Idempotency-Key`s.
pub struct IdempotencyStore<'t, 'c>(&'t mut Tx<'c>);

impl IdempotencyStore<'_, '_> {
    /// Deletes up to 200 responses older than 24 hours and returns how many.
    pub fn delete_expired(&mut self) -> Result<u64, DbError> {
        let since = self.since();
        self.0.execute(DELETE_EXPIRED, &[&since])
    }

    pub(super) fn find(&mut self, secrets: &Secrets, fingerprint: &Fingerprint) -> Result<StoredAnswer, DbError> {
        let since = self.since();
        let row = self.0.optional(FIND, &[&fingerprint.user, &fingerprint.key, &since], |row| {
            Ok((row.get::<Vec<u8>>(0)?, row.get::<Vec<u8>>(1)?))
        })?;
        Ok(match row {
            None => StoredAnswer::None,
            Some((body, _)) if body != fingerprint.body => StoredAnswer::OtherRequest,
            Some((_, sealed)) => secrets
                .open("idempotency-answer", &fingerprint.context(), &sealed)
                .and_then(|plain| Answer::from_bytes(&plain))
                .map_or(StoredAnswer::Unreadable, StoredAnswer::Found),
        })
    }

    pub(super) fn store(
        &mut self,
        secrets: &Secrets,
        fingerprint: &Fingerprint,
        answer: &Answer,
    ) -> Result<(), DbError> {
        let nonce = self.0.random_bytes();
        let sealed = secrets.seal("idempotency-answer", &fingerprint.context(), &answer.to_bytes(), nonce);
        let now = self.0.now();
        self.0.count_stored_response(sealed.len() + ROW_BYTES);
        self.0.execute(STORE, &[&fingerprint.user, &fingerprint.key, &fingerprint.body, &sealed, &now])?;
        Ok(())
    }

    fn since(&self) -> Timestamp {
        let now = self.0.now();
        now.checked_sub(RETENTION).unwrap_or(now)
    }
}
