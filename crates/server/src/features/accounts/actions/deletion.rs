//! Deleting an account: the request makes it absent for everyone, and a background job removes its rows.
//!
//! An account may have 700,000 rows. Deleting them at once would hold up everybody's writes on SQLite for seconds.

use jiff::SignedDuration;
use uuid::Uuid;

use super::sessions::announce_ended_sessions;
use super::{Accounts, ClientInfo};
use crate::features::accounts::emails::AccountNotice;
use crate::features::accounts::rules::Fault;
use crate::features::accounts::store::{Credentials, ROWS_OF_USER};
use crate::features::accounts::{AccountsError, Reactions, SessionId, UserId};
use crate::platform::bus::Hint;
use crate::platform::db::{DbError, Tx};
use crate::platform::rows_of_user::{self, DELETION};

/// How long after signing in with a passkey the password is not needed to delete the account.
const PASSKEY_PROOF_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

impl Accounts {
    /// Deletes the account. Needs the password, unless `session` was opened with a passkey within the last five
    /// minutes. From the return on, nobody can see or use the account and its identifiers are free;
    /// [`delete_some_rows`] removes what is left of it.
    ///
    /// # Errors
    /// `InvalidCredentials` if the password is wrong, `Invalid` if it is missing but needed,
    /// `TooManyAttempts`, `Overloaded`.
    pub async fn delete(
        &self,
        user: UserId,
        session: SessionId,
        password: Option<String>,
        client: &ClientInfo,
    ) -> Result<(), AccountsError> {
        let owner = self
            .db()
            .read(move |tx| Ok::<_, DbError>((tx.accounts().credentials(user)?, proved_by_passkey(tx, user, session)?)))
            .await?;
        let (Some(owner), proved) = owner else { return Err(AccountsError::Unauthenticated) };
        let limit_keys = self.attempt_limit_keys(user.0.as_bytes(), client);
        match password {
            Some(password) => {
                let hash = Some(owner.password_hash.clone());
                self.verify_password(limit_keys, Some(user), client, password, hash).await?;
            }
            None if proved => {}
            None => {
                let detail = "Enter your password, or sign in with a passkey and try again within five minutes.";
                return Err(AccountsError::field("password", Fault::new("required", detail)));
            }
        }
        let accounts = self.clone();
        self.db()
            .write(user, move |tx| {
                accounts.accept_attempt(tx, &limit_keys)?;
                accounts.close(tx, &owner)
            })
            .await?;
        // A file that can't be removed now is tried again every few minutes.
        if let Err(error) = self.remove_orphaned_files().await {
            tracing::warn!(%error, "could not remove the picture of a deleted account yet");
        }
        Ok(())
    }

    /// Makes the account absent for everyone. The number of rows changed is bounded, whatever the account has.
    fn close(&self, tx: &mut Tx<'_>, owner: &Credentials) -> Result<(), AccountsError> {
        let (user, now) = (owner.user, tx.now());
        if let Some(picture) = tx.accounts().avatar(user)? {
            tx.accounts().mark_file_orphaned(&picture, now)?;
        }
        self.delete_messages_to(tx, owner)?;
        if owner.email.is_some() {
            self.send_deletion_notice(tx, owner)?;
        }
        if !tx.accounts().close_account(user, &owner.password_hash)? {
            return Err(AccountsError::InvalidCredentials);
        }
        end_everything_visible(tx, &*self.options().reactions, user)?;
        tx.emit(Hint { topic: DELETION, subject: user.0, day: None });
        Ok(())
    }

    /// Deletes the codes of the account, and messages to its owner that were not sent yet.
    fn delete_messages_to(&self, tx: &mut Tx<'_>, owner: &Credentials) -> Result<(), DbError> {
        let identifiers = owner.identifiers();
        self.delete_reset_codes(tx, &identifiers)?;
        for identifier in &identifiers {
            let mac = self.identifier_mac(identifier);
            tx.accounts().delete_registrations(&mac)?;
            tx.accounts().delete_code_attempts(&mac)?;
            tx.outbox().supersede(&self.reset_attempts_key(&mac))?;
        }
        for channel in ["email", "phone"] {
            if let Some(code) = tx.accounts().account_code(owner.user, channel)? {
                let mac = self.identifier_mac(&code.identifier);
                tx.outbox().supersede(&self.contact_attempts_key(owner.user, &mac))?;
            }
        }
        tx.outbox().delete_to(owner.user.0).map(drop)
    }

    fn send_deletion_notice(&self, tx: &mut Tx<'_>, owner: &Credentials) -> Result<(), AccountsError> {
        match owner.identifiers().first() {
            Some(contact) => self.send_notice(tx, None, contact, AccountNotice::Deleted),
            None => Ok(()),
        }
    }
}

/// Ends what a closed account shows to others and what it can be used with.
fn end_everything_visible(tx: &mut Tx<'_>, reactions: &dyn Reactions, user: UserId) -> Result<(), DbError> {
    let sessions = tx.accounts().end_all_sessions(user)?;
    announce_ended_sessions(tx, sessions);
    reactions.account_closing(tx, user)
}

/// Returns the closed account with the lowest id, if there is one.
pub fn next_closed_account(tx: &mut Tx<'_>) -> Result<Option<UserId>, DbError> {
    tx.accounts().next_closed_account(Uuid::nil())
}

/// Deletes a few rows of a closed account in less than 10 ms. Returns how many; 0 once the account's own row is deleted.
pub fn delete_some_rows(tx: &mut Tx<'_>, reactions: &dyn Reactions, user: UserId) -> Result<u64, DbError> {
    // Another process may have been faster.
    if !tx.accounts().is_account_closed(user)? {
        return Ok(0);
    }
    let deleted = reactions.delete_rows(tx, user)?;
    let deleted = if deleted > 0 { deleted } else { rows_of_user::delete_some(tx, user.0, ROWS_OF_USER)? };
    if deleted > 0 {
        return Ok(deleted);
    }
    // A request that was under way when the account was closed may have written after it.
    end_everything_visible(tx, reactions, user)?;
    tx.accounts().delete_closed_account(user)?;
    Ok(0)
}

/// Returns whether the session was opened with a passkey within [`PASSKEY_PROOF_LIFETIME`].
fn proved_by_passkey(tx: &mut Tx<'_>, user: UserId, session: SessionId) -> Result<bool, DbError> {
    let now = tx.now();
    let opened = tx.accounts().opening_passkey(user, session)?.map(|(_, opened)| opened.duration_until(now));
    Ok(opened.is_some_and(|since| (SignedDuration::ZERO..PASSKEY_PROOF_LIFETIME).contains(&since)))
}
