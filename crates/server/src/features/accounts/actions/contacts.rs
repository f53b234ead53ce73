//! Adding or replacing an email address or phone number. A new contact takes effect once it is
//! confirmed with a code; the previous contacts of the account are then notified.

use super::recover::{CodeAttempt, CodeDelivery, CodeUse};
use super::{Accounts, ClientInfo, CodeRequestMacs, after};
use crate::features::accounts::emails::{self, AccountNotice};
use crate::features::accounts::rules::Fault;
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::codes;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::store::{AccountCode, ProfileRow};
use crate::features::accounts::{AccountsError, SecurityEvent, UserId};
use crate::platform::db::Tx;

/// A new contact and the code entered to confirm it.
#[derive(Clone)]
pub(in crate::features::accounts) struct ContactProof {
    user: UserId,
    contact: Identifier,
    code: String,
    attempts_key: [u8; 32],
    network: [u8; 32],
    identifier_mac: [u8; 32],
    device: String,
}

impl Accounts {
    /// Sends a code to a contact that is to be added to the account, in the caller's unit of work.
    /// If the contact belongs to another account, the result is the same, but the owner of that
    /// account gets a message instead of a code.
    ///
    /// # Errors
    /// `Invalid` with the contact's field if the account already has it, `TooSoon`, `TooMany`,
    /// `SmsBudgetSpent`, `Unauthenticated`.
    pub(in crate::features::accounts) fn propose_contact(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        contact: &Identifier,
        client: &ClientInfo,
    ) -> Result<CodeDelivery, AccountsError> {
        let macs: CodeRequestMacs = self.code_request_macs(contact, client);
        let own = tx.accounts().credentials(user)?.ok_or(AccountsError::Unauthenticated)?;
        if own.identifiers().contains(contact) {
            return Err(AccountsError::field(
                field(contact),
                Fault::new("unchanged", "Your account already has this one."),
            ));
        }
        let attempts_key = self.contact_attempts_key(user, &macs.identifier);
        self.check_send_limits(tx, &macs)?;
        self.check_sms_budget(tx, contact)?;
        self.check_resend_interval(tx, &attempts_key)?;
        tx.accounts().record_send(&macs.identifier, &macs.network)?;
        self.reset_exhausted_attempts(tx, &attempts_key)?;
        let (id, now) = (tx.new_id(), tx.now());
        let expires_at = after(now, codes::CODE_LIFETIME);
        let code = codes::generate(tx.rng());
        let unknown: [u8; 32] = tx.random_bytes();
        let taken = tx.accounts().credentials_by_identifier(contact)?.is_some_and(|owner| owner.user != user);
        let (mac, template) = if taken {
            (unknown, emails::contact_taken())
        } else {
            (self.account_code_mac(id, &code), emails::contact_code(&code))
        };
        let stored = AccountCode { id, identifier: contact.clone(), code_mac: Some(mac.to_vec()), expires_at };
        tx.accounts().save_account_code(user, &stored)?;
        self.send_code_message(tx, contact, &template, expires_at, &attempts_key)?;
        Ok(CodeDelivery {
            identifier: contact.as_typed().to_owned(),
            expires_at,
            resend_at: after(now, codes::RESEND_INTERVAL),
        })
    }

    pub(in crate::features::accounts) fn contact_proof(
        &self,
        user: UserId,
        contact: Identifier,
        code: &str,
        client: &ClientInfo,
    ) -> ContactProof {
        let identifier_mac = self.identifier_mac(&contact);
        ContactProof {
            user,
            attempts_key: self.contact_attempts_key(user, &identifier_mac),
            network: self.network_limit_key(client),
            identifier_mac,
            contact,
            code: codes::normalize(code),
            device: client.device.clone(),
        }
    }

    /// Checks the code in a unit of work of its own, and counts a wrong one.
    ///
    /// # Errors
    /// `InvalidOtp`, `ExpiredOtp`, `TooManyAttempts`.
    pub(in crate::features::accounts) async fn check_contact_code(
        &self,
        proof: &ContactProof,
    ) -> Result<(), AccountsError> {
        let (accounts, proof, key) = (self.clone(), proof.clone(), proof.user);
        self.db().write(key, move |tx| accounts.verify_contact_code(tx, &proof)).await?
    }

    /// Adds the contact to the account if the code is right, in the caller's unit of work.
    ///
    /// # Errors
    /// As [`Accounts::check_contact_code`].
    pub(in crate::features::accounts) fn confirm_contact(
        &self,
        tx: &mut Tx<'_>,
        proof: &ContactProof,
    ) -> Result<ProfileRow, AccountsError> {
        let ContactProof { user, contact, .. } = proof;
        let before = tx.accounts().credentials(*user)?.ok_or(AccountsError::Unauthenticated)?;
        self.verify_contact_code(tx, proof)??;
        if tx.accounts().credentials_by_identifier(contact)?.is_some_and(|owner| owner.user != *user) {
            // Another account got it after the code was sent.
            return Err(AccountsError::InvalidOtp);
        }
        tx.accounts().set_contact(*user, contact)?;
        tx.accounts().delete_account_code(*user, contact.channel())?;
        // A reset code sent to the old contact must no longer work.
        let mut replaced = before.identifiers();
        replaced.retain(|old| old.channel() == contact.channel());
        self.delete_reset_codes(tx, &replaced)?;
        tx.accounts().delete_code_attempts(&proof.attempts_key)?;
        tx.accounts().delete_registrations(&proof.identifier_mac)?;
        let (event, notice, security_event) = match contact {
            Identifier::Email { .. } => {
                (AccountEventKind::EmailChanged, AccountNotice::EmailChanged, SecurityEvent::EmailChanged)
            }
            Identifier::Phone(_) => {
                (AccountEventKind::PhoneChanged, AccountNotice::PhoneChanged, SecurityEvent::PhoneChanged)
            }
        };
        tx.accounts().record_event(*user, event, &proof.device)?;
        self.report_security_event(tx, *user, security_event, &proof.device)?;
        for old in before.identifiers() {
            self.send_notice(tx, Some(*user), &old, notice)?;
        }
        tx.accounts().profile(*user)?.ok_or(AccountsError::Unauthenticated)
    }

    fn verify_contact_code(
        &self,
        tx: &mut Tx<'_>,
        proof: &ContactProof,
    ) -> Result<Result<(), AccountsError>, AccountsError> {
        let attempt = CodeAttempt {
            code_use: CodeUse::Contact(proof.user, &proof.contact),
            code: &proof.code,
            attempts_key: proof.attempts_key,
            network: proof.network,
        };
        self.verify_account_code(tx, &attempt)
    }

    pub(super) fn contact_attempts_key(&self, user: UserId, identifier_mac: &[u8; 32]) -> [u8; 32] {
        self.options().secrets.mac("contact", &[user.0.as_bytes(), identifier_mac])
    }
}

fn field(contact: &Identifier) -> &'static str {
    match contact {
        Identifier::Email { .. } => "email",
        Identifier::Phone(_) => "phone_number",
    }
}
