//! The SQL of the passkeys feature.

use jiff::Timestamp;
use uuid::Uuid;

use super::PasskeyId;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Row, Tx};
use crate::platform::rows_of_user::{RowsOfUser, rows_of_user};

const INSERT_CEREMONY: &str =
    "INSERT INTO passkey_ceremonies (challenge_hash, user_id, state, expires_at) VALUES ($1, $2, $3, $4)";
const DELETE_CEREMONY: &str =
    "DELETE FROM passkey_ceremonies WHERE challenge_hash = $1 RETURNING user_id, state, expires_at";
const DELETE_EXPIRED_CEREMONIES: &str = "DELETE FROM passkey_ceremonies WHERE challenge_hash IN
    (SELECT challenge_hash FROM passkey_ceremonies WHERE expires_at <= $1 LIMIT $2)";
const INSERT_PASSKEY: &str =
    "INSERT INTO passkeys (id, user_id, credential_id, name, credential, counter, created_at, transports)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
const SELECT_BY_CREDENTIAL: &str = "SELECT id, user_id, credential_id, name, created_at, last_used_at, credential, transports FROM passkeys WHERE credential_id = $1";
const SELECT_PAGE: &str =
    "SELECT id, user_id, credential_id, name, created_at, last_used_at, credential, transports FROM passkeys
    WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM passkeys WHERE user_id = $1";
// Compares the counter again, because two responses may be verified at the same time.
const UPDATE_USE: &str = "UPDATE passkeys SET counter = $3, credential = $4, last_used_at = $5
    WHERE id = $1 AND user_id = $2 AND (counter < $3 OR (counter = 0 AND $3 = 0))";
const DELETE_PASSKEY: &str = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";
const DELETE_OTHERS: &str = "DELETE FROM passkeys WHERE user_id = $1 AND id <> $2";

/// A registration or sign-in whose challenge was sent to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// The user who registers a passkey; `None` for a sign-in.
    pub user: Option<UserId>,
    /// The state that the response is verified against, as JSON.
    pub state: String,
    #[allow(missing_docs, reason = "the name says it")]
    pub expires_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct PasskeyRow {
    pub id: PasskeyId,
    pub user: UserId,
    /// The credential id that the authenticator assigned.
    pub credential_id: Vec<u8>,
    /// The name that the user gave the passkey.
    pub name: String,
    pub created_at: Timestamp,
    /// The time of the last sign-in with it; `None` if there was none yet.
    pub last_used_at: Option<Timestamp>,
    /// Public key and other verification data, as JSON.
    pub credential: String,
    /// How the authenticator is reached, as its browser reported it: `internal`, `usb`, ...
    pub transports: Vec<String>,
}

/// The tables that deleting an account empties of the user.
pub const ROWS_OF_USER: &[RowsOfUser] = &[
    rows_of_user!("passkeys", "id", "user_id", 100),
    rows_of_user!("passkey_ceremonies", "challenge_hash", "user_id", 100),
];

/// Reads and writes passkeys in a unit of work.
pub struct PasskeysStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Returns the store of passkeys and their ceremonies.
    pub fn passkeys(&mut self) -> PasskeysStore<'_, 'c> {
        PasskeysStore(self)
    }
}

impl PasskeysStore<'_, '_> {
    /// Stores the ceremony of a challenge.
    pub fn insert_ceremony(&mut self, challenge: &[u8; 32], ceremony: &Ceremony) -> Result<(), DbError> {
        self.0.execute(INSERT_CEREMONY, &[challenge, &ceremony.user, &ceremony.state, &ceremony.expires_at])?;
        Ok(())
    }

    /// Removes and returns the ceremony of a challenge, so that it can be used only once.
    pub fn take_ceremony(&mut self, challenge: &[u8; 32]) -> Result<Option<Ceremony>, DbError> {
        self.0.optional(DELETE_CEREMONY, &[challenge], |row| {
            Ok(Ceremony { user: row.get(0)?, state: row.get(1)?, expires_at: row.get(2)? })
        })
    }

    /// Deletes up to `limit` expired ceremonies and returns how many.
    pub fn delete_expired_ceremonies(&mut self, limit: u32) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(DELETE_EXPIRED_CEREMONIES, &[&now, &limit])
    }

    /// Inserts a passkey. Returns `false` if the credential is already registered.
    pub fn insert_passkey(&mut self, new: &PasskeyRow, counter: u32) -> Result<bool, DbError> {
        let transports = serde_json::Value::from(new.transports.clone()).to_string();
        let inserted = self.0.execute(
            INSERT_PASSKEY,
            &[
                &new.id,
                &new.user,
                &new.credential_id,
                &new.name,
                &new.credential,
                &counter,
                &new.created_at,
                &transports,
            ],
        )?;
        Ok(inserted == 1)
    }

    /// Returns the passkey with this credential id, whichever user it belongs to.
    pub fn find_by_credential(&mut self, credential_id: &[u8]) -> Result<Option<PasskeyRow>, DbError> {
        self.0.optional(SELECT_BY_CREDENTIAL, &[&credential_id], passkey)
    }

    /// Returns up to `limit` of a user's passkeys with an id less than `before`, newest first.
    pub fn list(&mut self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<PasskeyRow>, DbError> {
        let before = before.unwrap_or(Uuid::max());
        self.0.query(SELECT_PAGE, &[&user, &before, &limit], passkey)
    }

    /// Returns the number of a user's passkeys.
    pub fn count(&mut self, user: UserId) -> Result<i64, DbError> {
        self.0.one(COUNT, &[&user], |row| row.get(0))
    }

    /// Records a sign-in. Returns `false` if the passkey no longer exists or `counter` is not greater than
    /// the stored counter (both are 0 if the authenticator does not count).
    pub fn record_use(&mut self, user: UserId, id: PasskeyId, counter: u32, credential: &str) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(UPDATE_USE, &[&id, &user, &counter, &credential, &now])? == 1)
    }

    /// Removes a passkey. Returns `false` if the user has no such passkey.
    pub fn remove(&mut self, user: UserId, id: PasskeyId) -> Result<bool, DbError> {
        Ok(self.0.execute(DELETE_PASSKEY, &[&id, &user])? == 1)
    }

    /// Removes all passkeys of a user except `keep` and returns how many.
    pub fn remove_others(&mut self, user: UserId, keep: Option<PasskeyId>) -> Result<u64, DbError> {
        let keep = keep.unwrap_or(PasskeyId(Uuid::nil()));
        self.0.execute(DELETE_OTHERS, &[&user, &keep])
    }
}

fn passkey(row: &Row<'_>) -> Result<PasskeyRow, DbError> {
    Ok(PasskeyRow {
        id: row.get(0)?,
        user: row.get(1)?,
        credential_id: row.get(2)?,
        name: row.get(3)?,
        created_at: row.get(4)?,
        last_used_at: row.get(5)?,
        credential: row.get(6)?,
        transports: serde_json::from_str(&row.get::<String>(7)?).unwrap_or_default(),
    })
}
