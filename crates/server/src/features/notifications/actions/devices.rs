//! Devices: registered by the session that uses them, gone with it.

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};

use crate::features::accounts::{self, SessionId, UserId};
use crate::features::notifications::store::{Address, Device};
use crate::features::notifications::{DeviceId, NotificationError};
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;
use crate::platform::push::{Reach, Subscription, guard, is_key};

/// Devices an account may have; the oldest makes room for the next.
const MOST: u32 = 20;
const LONGEST_TOKEN: usize = 4_096;

/// A browser's subscription as it came.
pub struct Offered<'a> {
    /// The address at its push service.
    pub endpoint: &'a str,
    /// Its public key in base64url.
    pub p256dh: &'a str,
    /// Its secret in base64url.
    pub auth: &'a str,
}

/// The address of a browser, checked.
///
/// # Errors
/// `Invalid` naming the part of `subscription` that is wrong.
pub fn web_address(offered: &Offered<'_>, reach: Reach) -> Result<Address, NotificationError> {
    let mut faults = Vec::new();
    if let Err(fault) = guard::endpoint(offered.endpoint, reach) {
        faults.push(FieldError::new("subscription.endpoint", "invalid-endpoint", fault.to_string()));
    }
    let key = decode(offered.p256dh).filter(|key| is_key(key));
    if key.is_none() {
        let detail = "This is not the public key of a browser: 65 bytes in base64url.";
        faults.push(FieldError::new("subscription.keys.p256dh", "invalid-key", detail));
    }
    let auth = decode(offered.auth).and_then(|auth| <[u8; 16]>::try_from(auth).ok());
    if auth.is_none() {
        let detail = "This is not the secret of a browser: 16 bytes in base64url.";
        faults.push(FieldError::new("subscription.keys.auth", "invalid-key", detail));
    }
    match (key, auth) {
        (Some(key), Some(auth)) if faults.is_empty() => {
            Ok(Address::WebPush(Subscription { endpoint: offered.endpoint.to_owned(), key, auth }))
        }
        _ => Err(NotificationError::Invalid(faults)),
    }
}

/// The address of an app, checked.
///
/// # Errors
/// `Invalid` naming `token`.
pub fn app_address(token: &str, platform: &str) -> Result<Address, NotificationError> {
    let fine = !token.is_empty() && token.len() <= LONGEST_TOKEN && token.bytes().all(|b| b.is_ascii_graphic());
    if !fine {
        let detail = "This is not a registration token of Firebase.";
        return Err(NotificationError::Invalid(vec![FieldError::new("token", "invalid-token", detail)]));
    }
    Ok(Address::Fcm { token: token.to_owned(), platform: platform.to_owned() })
}

/// Keeps a device, or renews it: the same address is the same device.
///
/// # Errors
/// Those of the database.
pub fn register(tx: &mut Tx<'_>, user: UserId, session: SessionId, address: &Address) -> Result<Device, DbError> {
    let name = accounts::session_device(tx, user, session)?;
    let id = tx.notifications().save_device(user, session, address, &name)?;
    tx.notifications().drop_oldest_devices(user, MOST)?;
    tx.notifications().device(id)?.ok_or(DbError::NoRow)
}

/// Forgets a device.
///
/// # Errors
/// `NotFound` when this user has no such device, `Db`.
pub fn remove(tx: &mut Tx<'_>, user: UserId, id: DeviceId) -> Result<(), NotificationError> {
    if tx.notifications().remove_device(user, id)? { Ok(()) } else { Err(NotificationError::NotFound) }
}

/// Browsers write base64url without padding, some libraries with it.
fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}
