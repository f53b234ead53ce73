//! Computing email keys again that were computed by an earlier rule.

use crate::features::accounts::UserId;
use crate::features::accounts::rules::identifier::key_of_stored_email;
use crate::platform::db::{Db, DbError, Key, Tx};

/// Accounts per unit of work.
const BATCH: u32 = 100;

/// Two accounts with the same address in different spellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Duplicate {
    older: UserId,
    newer: UserId,
}

/// Computes every outdated email key again and returns how many there were. Call it before serving.
///
/// If two accounts turn out to have one address, the older one keeps it. The other one can't sign in with it
/// any more, only with a phone number or a passkey; the log names both by their ids.
pub async fn update_email_keys(db: &Db) -> Result<usize, DbError> {
    let mut updated = 0;
    // Usually there is none, and nothing is written.
    while !db.read(|tx| tx.accounts().outdated_email_keys(1)).await?.is_empty() {
        let (accounts, duplicates) = db.write(Key::of("email-keys"), update_batch).await?;
        for Duplicate { older, newer } in duplicates {
            tracing::warn!(
                older = %older.0, newer = %newer.0,
                "two accounts have the same email address; only the older one can sign in with it"
            );
        }
        updated += accounts;
    }
    Ok(updated)
}

fn update_batch(tx: &mut Tx<'_>) -> Result<(usize, Vec<Duplicate>), DbError> {
    let outdated = tx.accounts().outdated_email_keys(BATCH)?;
    let mut duplicates = Vec::new();
    for account in &outdated {
        let key = key_of_stored_email(&account.email);
        let other = tx.accounts().email_key_holder(&key)?.filter(|holder| holder.user != account.user);
        let owner = match &other {
            Some(other) if (other.created_at, other.user.0) < (account.created_at, account.user.0) => other,
            _ => account,
        };
        if let Some(other) = &other {
            let newer = if owner.user == other.user { account.user } else { other.user };
            // No identifier has this key, since it has no @.
            tx.accounts().set_email_key(newer, &format!("duplicate:{}", newer.0))?;
            duplicates.push(Duplicate { older: owner.user, newer });
        }
        tx.accounts().set_email_key(owner.user, &key)?;
        tx.accounts().email_key_updated(account.user)?;
    }
    Ok((outdated.len(), duplicates))
}
