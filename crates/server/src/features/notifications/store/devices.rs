//! Devices that receive pushes.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::NotificationsStore;
use crate::features::accounts::{SessionId, UserId};
use crate::features::notifications::DeviceId;
use crate::platform::db::{DbError, Dialect, Row, ToDb, id_list};
use crate::platform::push::Subscription;

/// How a device is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceAddress {
    /// A browser.
    WebPush(Subscription),
    /// An app, through Firebase.
    Fcm {
        /// The registration token.
        token: String,
        /// `android`, `ios` or `web`.
        platform: String,
    },
}

#[allow(missing_docs, reason = "the names say it")]
#[derive(Clone, Debug)]
pub struct Device {
    pub id: DeviceId,
    pub session: SessionId,
    pub address: DeviceAddress,
    /// For example "Firefox on Linux".
    pub name: String,
    pub created_at: Timestamp,
    /// When a push was last accepted; updated at most once a day.
    pub last_push_at: Option<Timestamp>,
    /// Its push service asked for a pause until then.
    pub paused_until: Option<Timestamp>,
}

const SAVE: &str = "
    INSERT INTO devices (id, user_id, session_id, kind, platform, name, address, address_hash, public_key, auth, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (address_hash) DO UPDATE SET user_id = $2, session_id = $3, kind = $4, platform = $5, name = $6,
        public_key = $9, auth = $10, paused_until = NULL
    RETURNING id";
const DELETE_OF_OTHERS: &str = "DELETE FROM devices WHERE address_hash = $1 AND user_id <> $2";
const DELETE_UNUSED: &str = "
    DELETE FROM devices WHERE user_id = $1 AND id <> $3 AND id IN
    (SELECT id FROM devices WHERE user_id = $1
     ORDER BY COALESCE(last_push_at, created_at) DESC, id DESC LIMIT 1000 OFFSET $2)";
const LIST: &str = "
    SELECT id, session_id, kind, platform, name, address, public_key, auth, created_at, last_push_at, paused_until
    FROM devices WHERE user_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
const OF_USERS_SQLITE: &str = "
    SELECT id, session_id, kind, platform, name, address, public_key, auth, created_at, last_push_at, paused_until, user_id
    FROM devices WHERE user_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j) ORDER BY id DESC";
const OF_USERS_POSTGRES: &str = "
    SELECT id, session_id, kind, platform, name, address, public_key, auth, created_at, last_push_at, paused_until, user_id
    FROM devices
    WHERE user_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
    ORDER BY id DESC";
const ONE: &str = "
    SELECT id, session_id, kind, platform, name, address, public_key, auth, created_at, last_push_at, paused_until
    FROM devices WHERE id = $1";
const REMOVE: &str = "DELETE FROM devices WHERE user_id = $1 AND id = $2";
const DELETE_GONE: &str = "DELETE FROM devices WHERE id = $1 AND address_hash = $2";
const RECORD_PUSHES_SQLITE: &str = "
    UPDATE devices SET last_push_at = $2, paused_until = NULL
    WHERE id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)";
const RECORD_PUSHES_POSTGRES: &str = "
    UPDATE devices SET last_push_at = $2, paused_until = NULL
    WHERE id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)";
const PAUSE: &str = "UPDATE devices SET paused_until = $2 WHERE id = $1";

impl NotificationsStore<'_, '_> {
    /// Inserts a device, or updates the one with this address, and returns its id. A device of another
    /// account moves to this one under a new id.
    pub fn save_device(
        &mut self,
        user: UserId,
        session: SessionId,
        address: &DeviceAddress,
        name: &str,
    ) -> Result<DeviceId, DbError> {
        let (id, now) = (DeviceId(self.0.new_id()), self.0.now());
        let hash = hash_of(address);
        self.0.execute(DELETE_OF_OTHERS, &[&hash, &user])?;
        let (kind, platform, text, key, auth) = match address {
            DeviceAddress::WebPush(to) => {
                ("web_push", None, to.endpoint.as_str(), Some(&to.key[..]), Some(&to.auth[..]))
            }
            DeviceAddress::Fcm { token, platform } => ("fcm", Some(platform.as_str()), token.as_str(), None, None),
        };
        let row: [&dyn ToDb; 11] = [&id, &user, &session, &kind, &platform, &name, &text, &hash, &key, &auth, &now];
        self.0.one(SAVE, &row, |row| row.get(0))
    }

    /// Deletes all but `new` and the `keep` devices that were created or accepted a push most recently.
    pub fn delete_unused_devices(&mut self, user: UserId, keep: u32, new: DeviceId) -> Result<(), DbError> {
        self.0.execute(DELETE_UNUSED, &[&user, &keep, &new])?;
        Ok(())
    }

    /// Returns up to `limit` devices before `before`, newest first.
    pub fn devices(&mut self, user: UserId, before: DeviceId, limit: i64) -> Result<Vec<Device>, DbError> {
        self.0.query(LIST, &[&user, &before, &limit], device)
    }

    /// Returns all devices of these users, newest first; at most 50 per user.
    pub fn devices_of(&mut self, users: &[UserId]) -> Result<Vec<(UserId, Device)>, DbError> {
        let sql = match self.0.dialect() {
            Dialect::Sqlite => OF_USERS_SQLITE,
            Dialect::Postgres => OF_USERS_POSTGRES,
        };
        self.0.query(sql, &[&id_list(users.iter().map(|user| user.0))], |row| Ok((row.get(11)?, device(row)?)))
    }

    pub fn device(&mut self, id: DeviceId) -> Result<Option<Device>, DbError> {
        self.0.optional(ONE, &[&id], device)
    }

    /// Returns `false` if the user has no such device.
    pub fn remove_device(&mut self, user: UserId, id: DeviceId) -> Result<bool, DbError> {
        Ok(self.0.execute(REMOVE, &[&user, &id])? == 1)
    }

    /// Deletes a device whose push service no longer knows the address.
    pub fn delete_gone_device(&mut self, id: DeviceId, address: &DeviceAddress) -> Result<(), DbError> {
        self.0.execute(DELETE_GONE, &[&id, &hash_of(address)])?;
        Ok(())
    }

    /// Records that these devices accepted a push, and ends their pauses.
    pub fn record_pushes(&mut self, ids: &[DeviceId]) -> Result<(), DbError> {
        let now = self.0.now();
        let sql = match self.0.dialect() {
            Dialect::Sqlite => RECORD_PUSHES_SQLITE,
            Dialect::Postgres => RECORD_PUSHES_POSTGRES,
        };
        self.0.execute(sql, &[&id_list(ids.iter().map(|id| id.0)), &now])?;
        Ok(())
    }

    /// Sends nothing to this device before `until`.
    pub fn pause_device(&mut self, id: DeviceId, until: Timestamp) -> Result<(), DbError> {
        self.0.execute(PAUSE, &[&id, &until])?;
        Ok(())
    }
}

fn hash_of(address: &DeviceAddress) -> [u8; 32] {
    let (kind, text) = match address {
        DeviceAddress::WebPush(to) => ("web_push", &to.endpoint),
        DeviceAddress::Fcm { token, .. } => ("fcm", token),
    };
    Sha256::new().chain_update(kind).chain_update([0]).chain_update(text).finalize().into()
}

fn device(row: &Row<'_>) -> Result<Device, DbError> {
    let (kind, text): (String, String) = (row.get(2)?, row.get(5)?);
    let address = match kind.as_str() {
        "web_push" => {
            let (key, auth): (Vec<u8>, Vec<u8>) = (row.get(6)?, row.get(7)?);
            let auth = auth.try_into().map_err(|_| DbError::Decode("the secret of a subscription".into()))?;
            DeviceAddress::WebPush(Subscription { endpoint: text, key, auth })
        }
        "fcm" => DeviceAddress::Fcm { token: text, platform: row.get(3)? },
        other => return Err(DbError::Decode(format!("kind of device {other}"))),
    };
    Ok(Device {
        id: row.get(0)?,
        session: row.get(1)?,
        address,
        name: row.get(4)?,
        created_at: row.get(8)?,
        last_push_at: row.get(9)?,
        paused_until: row.get(10)?,
    })
}
