//! The unsubscribe link in emails.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::features::accounts::{self, UserId};
use crate::features::notifications::rules::ChannelPreference;
use crate::features::notifications::{AlertKind, NotificationError};
use crate::platform::db::Tx;
use crate::platform::secrets::Secrets;

const MAC_LABEL: &str = "unsubscribe";

/// Returns the last part of an unsubscribe link: user, kind and a MAC over both.
#[must_use]
pub fn unsubscribe_token(secrets: &Secrets, user: UserId, kind: AlertKind) -> String {
    let proof = URL_SAFE_NO_PAD.encode(&proof(secrets, user, kind)[..16]);
    format!("{}.{}.{proof}", user.0.simple(), kind.as_str())
}

fn proof(secrets: &Secrets, user: UserId, kind: AlertKind) -> [u8; 32] {
    secrets.mac(MAC_LABEL, &[user.0.as_bytes(), kind.as_str().as_bytes()])
}

/// Turns off emails of one kind for the holder of a link; needs no session.
///
/// # Errors
/// `NotFound` if the token is not valid.
pub fn unsubscribe(tx: &mut Tx<'_>, secrets: &Secrets, token: &str) -> Result<(), NotificationError> {
    let (user, kind) = parse_token(secrets, token).ok_or(NotificationError::NotFound)?;
    if accounts::find_recipient(tx, user)?.is_none() {
        return Err(NotificationError::NotFound);
    }
    let preference = tx.notifications().preference(user, kind)?.unwrap_or(ChannelPreference::DEFAULT);
    tx.notifications().save_preference(user, kind, ChannelPreference { mail: false, ..preference })?;
    Ok(())
}

fn parse_token(secrets: &Secrets, token: &str) -> Option<(UserId, AlertKind)> {
    let mut parts = token.splitn(3, '.');
    let user = UserId(Uuid::try_parse(parts.next()?).ok()?);
    let kind = parts.next()?;
    let kind = AlertKind::ALL.into_iter().find(|known| known.as_str() == kind)?;
    let mac = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    bool::from(mac.ct_eq(&proof(secrets, user, kind)[..16])).then_some((user, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_token_accepts_only_own_tokens() {
        let (ours, others) = (Secrets::fixed([1; 32]), Secrets::fixed([2; 32]));
        let user = UserId(Uuid::from_u128(7));
        let token = unsubscribe_token(&ours, user, AlertKind::Security);
        assert_eq!(parse_token(&ours, &token), Some((user, AlertKind::Security)));
        assert_eq!(parse_token(&others, &token), None);
        for forged in [
            token.replace("security", "message"),
            token[1..].to_owned(),
            format!("{token}A"),
            String::new(),
            "..".into(),
        ] {
            assert_eq!(parse_token(&ours, &forged), None, "{forged}");
        }
    }
}
