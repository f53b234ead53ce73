//! Resetting a forgotten password with a code sent to a contact of the account.
//!
//! Neither the response, its timing nor its rate limits reveal whether an account exists.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::sessions::announce_ended_sessions;
use super::{Accounts, ClientInfo, CodeRequestMacs, after};
use crate::features::accounts::emails::{self, AccountNotice};
use crate::features::accounts::error::AttemptKind;
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::codes::{self, CodeCandidate, CodeMatch};
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::rules::password;
use crate::features::accounts::store::{AccountCode, CodeAttempts, Credentials, ResetCode};
use crate::features::accounts::{AccountsError, SecurityEvent, UserId};
use crate::platform::db::{DbError, Tx};

/// A code that was requested. It was sent only if there is an account to send it for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeDelivery {
    /// The address or number it is sent to, as typed.
    pub identifier: String,
    #[allow(missing_docs, reason = "the name says it")]
    pub expires_at: Timestamp,
    /// When another code may be requested.
    pub resend_at: Timestamp,
}

/// The use of an entered code.
#[derive(Clone, Copy)]
pub(super) enum CodeUse<'t> {
    /// Resetting the password of the account with this identifier, if there is one. Holds its keyed hash.
    Reset(&'t [u8; 32]),
    /// Confirming this new contact of the user.
    Contact(UserId, &'t Identifier),
}

/// A code that someone entered.
pub(super) struct CodeAttempt<'t> {
    pub(super) code_use: CodeUse<'t>,
    pub(super) code: &'t str,
    /// Key under which wrong codes are counted.
    pub(super) attempts_key: [u8; 32],
    pub(super) network: [u8; 32],
}

impl Accounts {
    /// Sends a code to reset the password. The result is the same if there is no account.
    ///
    /// # Errors
    /// `Invalid` with the field `identifier`, `TooSoon`, `TooMany`, `SmsBudgetSpent`.
    pub async fn forgot_password(&self, identifier: &str, client: &ClientInfo) -> Result<CodeDelivery, AccountsError> {
        let identifier = Identifier::either(identifier, &self.options().phones)
            .map_err(|fault| AccountsError::field("identifier", fault))?;
        let macs = self.code_request_macs(&identifier, client);
        let (accounts, key) = (self.clone(), Self::write_key(&identifier));
        self.db().write(key, move |tx| accounts.send_reset(tx, &identifier, &macs)).await
    }

    fn send_reset(
        &self,
        tx: &mut Tx<'_>,
        identifier: &Identifier,
        macs: &CodeRequestMacs,
    ) -> Result<CodeDelivery, AccountsError> {
        let attempts_key = self.reset_attempts_key(&macs.identifier);
        self.check_send_limits(tx, macs)?;
        self.check_sms_budget(tx, identifier)?;
        self.check_resend_interval(tx, &attempts_key)?;
        tx.accounts().record_send(&macs.identifier, &macs.network)?;
        self.reset_exhausted_attempts(tx, &attempts_key)?;
        let (id, now) = (tx.new_id(), tx.now());
        let expires_at = after(now, codes::CODE_LIFETIME);
        let code = codes::generate(tx.rng());
        let (code_mac, unknown) = (self.account_code_mac(id, &code), tx.random_bytes::<32>());
        let template = emails::reset_code(&code);
        let owner = tx.accounts().credentials_by_identifier(identifier)?;
        // From here on, the same statements are sent whether or not there is an account.
        let code_mac = Some(if owner.is_some() { code_mac.to_vec() } else { unknown.to_vec() });
        tx.accounts().save_reset_code(&macs.identifier, &ResetCode { id, code_mac, expires_at })?;
        match owner {
            // Send it to the address as its owner wrote it, not as it was typed now.
            Some(owner) => {
                let to = own_spelling(&owner, identifier);
                self.send_code_message(tx, &to, &template, expires_at, &attempts_key)?;
            }
            None => self.pretend_to_send_code(tx, identifier, &template, expires_at, &attempts_key)?,
        }
        Ok(CodeDelivery {
            identifier: identifier.as_typed().to_owned(),
            expires_at,
            resend_at: after(now, codes::RESEND_INTERVAL),
        })
    }

    /// Sets a new password if the code is right, and ends every session.
    ///
    /// # Errors
    /// `InvalidOtp`, `ExpiredOtp`, `TooManyAttempts`, `Overloaded`, and `Invalid` with the field
    /// `identifier` or `new_password`.
    pub async fn reset_password(
        &self,
        identifier: &str,
        code: &str,
        new: String,
        client: &ClientInfo,
    ) -> Result<(), AccountsError> {
        let identifier = Identifier::either(identifier, &self.options().phones)
            .map_err(|fault| AccountsError::field("identifier", fault))?;
        // A password that is refused for everyone does not use up a code attempt.
        password::check(&new, "", std::slice::from_ref(&identifier))
            .map_err(|fault| AccountsError::field("new_password", fault))?;
        let identifier_mac = self.identifier_mac(&identifier);
        let attempt = ResetAttempt {
            code: codes::normalize(code),
            attempts_key: self.reset_attempts_key(&identifier_mac),
            identifier_mac,
            network: self.network_limit_key(client),
            identifier,
        };
        // Check the code before hashing the password, so that wrong codes are cheap, and again after.
        let (accounts, first, key) = (self.clone(), attempt.clone(), Self::write_key(&attempt.identifier));
        let owner = self.db().write(key, move |tx| accounts.verify_reset_code(tx, &first)).await??;
        password::check(&new, &owner.full_name, &owner.identifiers())
            .map_err(|fault| AccountsError::field("new_password", fault))?;
        let hash = self.options().hasher.hash(new).await?;
        let (accounts, device) = (self.clone(), client.device.clone());
        let reactions = Arc::clone(&self.options().reactions);
        self.db()
            .write(key, move |tx| {
                let owner = match accounts.verify_reset_code(tx, &attempt)? {
                    Ok(owner) => owner,
                    Err(refused) => return Ok(Err(refused)),
                };
                if !tx.accounts().replace_password(owner.user, &owner.password_hash, &hash)? {
                    return Ok(Err(AccountsError::InvalidOtp));
                }
                accounts.delete_reset_codes(tx, &owner.identifiers())?;
                tx.accounts().delete_code_attempts(&attempt.attempts_key)?;
                // Someone who had taken over the account must not keep access: passkeys are removed too.
                reactions.password_changed(tx, owner.user, None)?;
                let sessions = tx.accounts().end_other_sessions(owner.user, None)?;
                announce_ended_sessions(tx, sessions);
                tx.accounts().record_event(owner.user, AccountEventKind::PasswordReset, &device)?;
                accounts.notify_owner(tx, &owner, AccountNotice::PasswordReset)?;
                accounts.report_security_event(tx, owner.user, SecurityEvent::PasswordReset, &device)?;
                Ok::<_, AccountsError>(Ok(()))
            })
            .await?
    }

    fn verify_reset_code(
        &self,
        tx: &mut Tx<'_>,
        attempt: &ResetAttempt,
    ) -> Result<Result<Credentials, AccountsError>, AccountsError> {
        let owner = tx.accounts().credentials_by_identifier(&attempt.identifier)?;
        let entered = CodeAttempt {
            code_use: CodeUse::Reset(&attempt.identifier_mac),
            code: &attempt.code,
            attempts_key: attempt.attempts_key,
            network: attempt.network,
        };
        let verdict = self.verify_account_code(tx, &entered)?;
        Ok(verdict.and_then(|()| owner.ok_or(AccountsError::InvalidOtp)))
    }

    /// Checks whether a code is the one that was sent, and counts a wrong one.
    ///
    /// The inner result is the verdict. It is not an error of the unit of work, because a rollback
    /// would undo the count.
    pub(super) fn verify_account_code(
        &self,
        tx: &mut Tx<'_>,
        attempt: &CodeAttempt<'_>,
    ) -> Result<Result<(), AccountsError>, AccountsError> {
        let now = tx.now();
        if let Err(blocked) = self.check_network_limit(tx, &attempt.network) {
            return Ok(Err(blocked));
        }
        let wrong = match tx.accounts().code_attempts(&attempt.attempts_key)? {
            Some(attempts) if attempts.wrong >= codes::MAX_WRONG_ATTEMPTS => {
                let left = codes::retry_seconds(now.duration_until(attempts.expires_at));
                return Ok(Err(AccountsError::TooManyAttempts(AttemptKind::Code, left)));
            }
            attempts => attempts.map_or(0, |attempts| attempts.wrong),
        };
        let stored = match attempt.code_use {
            CodeUse::Reset(identifier_mac) => tx.accounts().reset_code(identifier_mac)?,
            CodeUse::Contact(user, contact) => {
                let stored = tx.accounts().account_code(user, contact.channel())?;
                let stored = stored.filter(|stored| stored.identifier.key() == contact.key());
                stored.map(|AccountCode { id, code_mac, expires_at, .. }| ResetCode { id, code_mac, expires_at })
            }
        };
        let candidates: Vec<CodeCandidate> = stored
            .into_iter()
            .map(|stored| CodeCandidate {
                entered: self.account_code_mac(stored.id, attempt.code),
                stored: stored.code_mac,
                expires_at: stored.expires_at,
            })
            .collect();
        match codes::match_code(&candidates, now) {
            CodeMatch::Found(_) => Ok(Ok(())),
            CodeMatch::Expired => Ok(Err(AccountsError::ExpiredOtp)),
            CodeMatch::Wrong => {
                let wrong = wrong + 1;
                let expires_at = after(now, codes::CODE_LIFETIME);
                tx.accounts().set_code_attempts(&attempt.attempts_key, CodeAttempts { wrong, expires_at })?;
                self.record_wrong_code(tx, &attempt.network)?;
                if wrong >= codes::MAX_WRONG_ATTEMPTS {
                    match attempt.code_use {
                        CodeUse::Reset(identifier_mac) => tx.accounts().invalidate_reset_code(identifier_mac)?,
                        CodeUse::Contact(user, contact) => {
                            tx.accounts().invalidate_account_code(user, contact.channel())?;
                        }
                    }
                }
                Ok(Err(AccountsError::InvalidOtp))
            }
        }
    }

    /// Voids the codes that were sent to reset the password of the account with these identifiers.
    pub(super) fn delete_reset_codes(&self, tx: &mut Tx<'_>, identifiers: &[Identifier]) -> Result<(), DbError> {
        for identifier in identifiers {
            tx.accounts().delete_reset_code(&self.identifier_mac(identifier))?;
        }
        Ok(())
    }

    /// Resets the counter of wrong codes for a new code if it has reached the maximum. A lower count
    /// is kept, so requesting new codes does not allow more attempts. Codes that were invalidated by
    /// the maximum stay invalid.
    pub(super) fn reset_exhausted_attempts(&self, tx: &mut Tx<'_>, key: &[u8; 32]) -> Result<(), DbError> {
        if tx.accounts().code_attempts(key)?.is_some_and(|attempts| attempts.wrong >= codes::MAX_WRONG_ATTEMPTS) {
            tx.accounts().delete_code_attempts(key)?;
        }
        Ok(())
    }

    /// Notifies the owner by email, or by text message if the account has no email address.
    pub(super) fn notify_owner(
        &self,
        tx: &mut Tx<'_>,
        owner: &Credentials,
        notice: AccountNotice<'_>,
    ) -> Result<(), AccountsError> {
        match owner.identifiers().first() {
            Some(contact) => self.send_notice(tx, Some(owner.user), contact, notice),
            None => Ok(()),
        }
    }

    pub(super) fn reset_attempts_key(&self, identifier_mac: &[u8; 32]) -> [u8; 32] {
        self.options().secrets.mac("reset", &[identifier_mac])
    }

    /// Hashes a code together with its row's id, so that it is valid for that row only.
    pub(super) fn account_code_mac(&self, id: Uuid, code: &str) -> [u8; 32] {
        self.options().secrets.mac("account-code", &[id.as_bytes(), code.as_bytes()])
    }
}

#[derive(Clone)]
struct ResetAttempt {
    identifier: Identifier,
    identifier_mac: [u8; 32],
    code: String,
    attempts_key: [u8; 32],
    network: [u8; 32],
}

/// Returns the account's contact that matches `identifier`, spelled as its owner wrote it.
fn own_spelling(owner: &Credentials, identifier: &Identifier) -> Identifier {
    let mut own = owner.identifiers();
    own.retain(|own| own.key() == identifier.key());
    own.pop().unwrap_or_else(|| identifier.clone())
}
