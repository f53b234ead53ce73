//! All the SQL of this room.

use jiff::Timestamp;
use uuid::Uuid;

use super::PasskeyId;
use crate::features::accounts::UserId;
use crate::platform::db::{DbError, Row, Tx};

const BEGIN: &str =
    "INSERT INTO passkey_ceremonies (challenge_hash, user_id, state, expires_at) VALUES ($1, $2, $3, $4)";
const TAKE: &str = "DELETE FROM passkey_ceremonies WHERE challenge_hash = $1 RETURNING user_id, state, expires_at";
const SWEEP: &str = "DELETE FROM passkey_ceremonies WHERE challenge_hash IN
    (SELECT challenge_hash FROM passkey_ceremonies WHERE expires_at <= $1 LIMIT $2)";
const INSERT: &str = "INSERT INTO passkeys (id, user_id, credential_id, name, credential, counter, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
const BY_CREDENTIAL: &str = "SELECT id, user_id, credential_id, name, created_at, last_used_at, credential FROM passkeys WHERE credential_id = $1";
const OF_USER: &str = "SELECT id, user_id, credential_id, name, created_at, last_used_at, credential FROM passkeys
    WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM passkeys WHERE user_id = $1";
// The counter is judged here once more: two answers may be checked at the same time.
const USED: &str = "UPDATE passkeys SET counter = $3, credential = $4, last_used_at = $5
    WHERE id = $1 AND user_id = $2 AND (counter < $3 OR (counter = 0 AND $3 = 0))";
const REMOVE: &str = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";
const REMOVE_OTHERS: &str = "DELETE FROM passkeys WHERE user_id = $1 AND id <> $2";

/// A ceremony that was under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// Who registers; nobody while signing in.
    pub user: Option<UserId>,
    /// What the answer is checked against, JSON.
    pub state: String,
    /// No answer counts from then on.
    pub expires_at: Timestamp,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its id.
    pub id: PasskeyId,
    /// Whose.
    pub user: UserId,
    /// The authenticator's name for it.
    pub credential_id: Vec<u8>,
    /// The owner's name for it.
    pub name: String,
    /// Added.
    pub created_at: Timestamp,
    /// Signed in with last.
    pub last_used_at: Option<Timestamp>,
    /// Public key and what else is checked, JSON.
    pub credential: String,
}

/// The room's window on a unit of work.
pub struct PasskeysStore<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Passkeys and their ceremonies.
    pub fn passkeys(&mut self) -> PasskeysStore<'_, 'c> {
        PasskeysStore(self)
    }
}

impl PasskeysStore<'_, '_> {
    /// Notes a challenge that is handed out.
    ///
    /// # Errors
    /// What the database says.
    pub fn begin(&mut self, challenge: &[u8; 32], ceremony: &Ceremony) -> Result<(), DbError> {
        self.0.execute(BEGIN, &[challenge, &ceremony.user, &ceremony.state, &ceremony.expires_at])?;
        Ok(())
    }

    /// Takes the ceremony of a challenge out: nobody gets it again.
    ///
    /// # Errors
    /// What the database says.
    pub fn take(&mut self, challenge: &[u8; 32]) -> Result<Option<Ceremony>, DbError> {
        self.0.optional(TAKE, &[challenge], |row| {
            Ok(Ceremony { user: row.get(0)?, state: row.get(1)?, expires_at: row.get(2)? })
        })
    }

    /// Removes up to `limit` ceremonies that are over; answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn sweep_ceremonies(&mut self, limit: u32) -> Result<u64, DbError> {
        let now = self.0.now();
        self.0.execute(SWEEP, &[&now, &limit])
    }

    /// Keeps a passkey; answers no when the credential is somebody's already.
    ///
    /// # Errors
    /// What the database says.
    pub fn insert_passkey(&mut self, new: &PasskeyRow, counter: u32) -> Result<bool, DbError> {
        let made = self.0.execute(
            INSERT,
            &[&new.id, &new.user, &new.credential_id, &new.name, &new.credential, &counter, &new.created_at],
        )?;
        Ok(made == 1)
    }

    /// The passkey with this credential, whoever's it is.
    ///
    /// # Errors
    /// What the database says.
    pub fn by_credential(&mut self, credential_id: &[u8]) -> Result<Option<PasskeyRow>, DbError> {
        self.0.optional(BY_CREDENTIAL, &[&credential_id], passkey)
    }

    /// A person's passkeys, newest first, `before` an id.
    ///
    /// # Errors
    /// What the database says.
    pub fn list(&mut self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<PasskeyRow>, DbError> {
        let before = before.unwrap_or(Uuid::max());
        self.0.query(OF_USER, &[&user, &before, &limit], passkey)
    }

    /// How many passkeys a person has.
    ///
    /// # Errors
    /// What the database says.
    pub fn count(&mut self, user: UserId) -> Result<i64, DbError> {
        self.0.one(COUNT, &[&user], |row| row.get(0))
    }

    /// Notes a sign-in; answers no when the passkey is gone or its counter does not rise.
    ///
    /// # Errors
    /// What the database says.
    pub fn used(&mut self, user: UserId, id: PasskeyId, counter: u32, credential: &str) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.execute(USED, &[&id, &user, &counter, &credential, &now])? == 1)
    }

    /// Removes a passkey of this person; answers no when there is none.
    ///
    /// # Errors
    /// What the database says.
    pub fn remove(&mut self, user: UserId, id: PasskeyId) -> Result<bool, DbError> {
        Ok(self.0.execute(REMOVE, &[&id, &user])? == 1)
    }

    /// Removes all passkeys of this person but `keep`; answers how many.
    ///
    /// # Errors
    /// What the database says.
    pub fn remove_others(&mut self, user: UserId, keep: Option<PasskeyId>) -> Result<u64, DbError> {
        let keep = keep.unwrap_or(PasskeyId(Uuid::nil()));
        self.0.execute(REMOVE_OTHERS, &[&user, &keep])
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
    })
}
