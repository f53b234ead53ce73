//! Devices are registered by the session that uses them and removed with it.

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};

use crate::features::accounts::{self, SessionId, UserId};
use crate::features::notifications::store::{Device, DeviceAddress};
use crate::features::notifications::{DeviceId, NotificationError};
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;
use crate::platform::push::{Reach, Subscription, guard, is_key};

/// Maximum per account; registering one more removes the one that is unused for the longest time.
const MAX_DEVICES: u32 = 50;
const MAX_TOKEN_LENGTH: usize = 4_096;

/// A browser's subscription as the client sent it.
pub struct SubscriptionParts<'a> {
    /// The URL at its push service.
    pub endpoint: &'a str,
    /// The public key in base64url.
    pub p256dh: &'a str,
    /// The authentication secret in base64url.
    pub auth: &'a str,
}

/// Validates a browser's subscription.
///
/// # Errors
/// `Invalid` names the part of `subscription` that is wrong.
pub fn parse_web_address(parts: &SubscriptionParts<'_>, reach: Reach) -> Result<DeviceAddress, NotificationError> {
    let mut faults = Vec::new();
    if let Err(fault) = guard::endpoint(parts.endpoint, reach) {
        faults.push(FieldError::new("subscription.endpoint", "invalid-endpoint", fault.to_string()));
    }
    let key = decode(parts.p256dh).filter(|key| is_key(key));
    if key.is_none() {
        let detail = "This is not a browser's public key (65 bytes in base64url).";
        faults.push(FieldError::new("subscription.keys.p256dh", "invalid-key", detail));
    }
    let auth = decode(parts.auth).and_then(|auth| <[u8; 16]>::try_from(auth).ok());
    if auth.is_none() {
        let detail = "This is not a browser's secret (16 bytes in base64url).";
        faults.push(FieldError::new("subscription.keys.auth", "invalid-key", detail));
    }
    match (key, auth) {
        (Some(key), Some(auth)) if faults.is_empty() => {
            Ok(DeviceAddress::WebPush(Subscription { endpoint: parts.endpoint.to_owned(), key, auth }))
        }
        _ => Err(NotificationError::Invalid(faults)),
    }
}

/// Validates a Firebase registration token.
///
/// # Errors
/// `Invalid` names `token`.
pub fn parse_app_address(token: &str, platform: &str) -> Result<DeviceAddress, NotificationError> {
    let is_valid = !token.is_empty() && token.len() <= MAX_TOKEN_LENGTH && token.bytes().all(|b| b.is_ascii_graphic());
    if !is_valid {
        let detail = "This is not a Firebase registration token.";
        return Err(NotificationError::Invalid(vec![FieldError::new("token", "invalid-token", detail)]));
    }
    Ok(DeviceAddress::Fcm { token: token.to_owned(), platform: platform.to_owned() })
}

/// Inserts a device, or updates the one with this address.
pub fn register(tx: &mut Tx<'_>, user: UserId, session: SessionId, address: &DeviceAddress) -> Result<Device, DbError> {
    let name = accounts::session_device(tx, user, session)?;
    let id = tx.notifications().save_device(user, session, address, &name)?;
    tx.notifications().delete_unused_devices(user, MAX_DEVICES, id)?;
    tx.notifications().device(id)?.ok_or(DbError::NoRow)
}

/// Removes a device.
///
/// # Errors
/// `NotFound` if the user has no such device.
pub fn remove(tx: &mut Tx<'_>, user: UserId, id: DeviceId) -> Result<(), NotificationError> {
    if tx.notifications().remove_device(user, id)? { Ok(()) } else { Err(NotificationError::NotFound) }
}

/// Browsers write base64url without padding, some libraries with it.
fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}
