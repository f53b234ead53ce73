//! Another contact: the second one, or one in the place of the old. It counts once a code that
//! went there came back, and the contacts the account had are told.

use super::recover::{OnItsWay, Typed};
use super::{Accounts, Marks, Visitor, after};
use crate::features::accounts::emails::{self, Notice};
use crate::features::accounts::rules::Fault;
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::codes;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::store::{AccountCode, ProfileRow, Purpose};
use crate::features::accounts::{AccountsError, SecurityEvent, UserId};
use crate::platform::db::Tx;

/// A new contact and the code that went there.
#[derive(Clone)]
pub(in crate::features::accounts) struct Proof {
    user: UserId,
    contact: Identifier,
    code: String,
    tries: [u8; 32],
    network: [u8; 32],
    mark: [u8; 32],
    device: String,
}

impl Accounts {
    /// Sends a code to a contact that is to be this account's; part of the caller's unit of
    /// work. The same answer when it is another account's: then its owner gets a letter.
    ///
    /// # Errors
    /// `Invalid` naming the contact when it is this account's already, `TooSoon`, `TooMany`,
    /// `TextsSpent`, `Unauthenticated`, `Db`.
    pub(in crate::features::accounts) fn propose_contact(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        contact: &Identifier,
        visitor: &Visitor,
    ) -> Result<OnItsWay, AccountsError> {
        let marks: Marks = self.marks(contact, visitor);
        let own = tx.accounts().credentials(user)?.ok_or(AccountsError::Unauthenticated)?;
        if own.identifiers().contains(contact) {
            return Err(AccountsError::field(field(contact), Fault::new("unchanged", "This is yours already.")));
        }
        let tries = self.contact_mark(user, &marks.identifier);
        self.may_send(tx, &marks)?;
        self.may_text(tx, contact)?;
        self.once_a_minute(tx, &tries)?;
        tx.accounts().note_send(&marks.identifier, &marks.address)?;
        self.start_tries_afresh(tx, &tries)?;
        let (id, now) = (tx.new_id(), tx.now());
        let expires_at = after(now, codes::LIFE);
        let code = codes::draw(tx.rng());
        let unknown: [u8; 32] = tx.random_bytes();
        let taken = tx.accounts().credentials_of(contact)?.is_some_and(|owner| owner.user != user);
        let (mac, words) = if taken {
            (unknown, emails::contact_taken())
        } else {
            (self.account_code_mac(id, &code), emails::contact_code(&code))
        };
        let kept = AccountCode { id, identifier: contact.clone(), code_mac: Some(mac.to_vec()), expires_at };
        tx.accounts().keep_account_code(user, Purpose::Contact, &kept)?;
        self.send_code_message(tx, contact, &words, expires_at, &tries)?;
        Ok(OnItsWay {
            identifier: contact.as_typed().to_owned(),
            expires_at,
            resend_at: after(now, codes::RESEND_AFTER),
        })
    }

    pub(in crate::features::accounts) fn proof(
        &self,
        user: UserId,
        contact: Identifier,
        code: &str,
        visitor: &Visitor,
    ) -> Proof {
        let mark = self.identifier_mark(&contact);
        Proof {
            user,
            tries: self.contact_mark(user, &mark),
            network: self.network_brake(visitor),
            mark,
            contact,
            code: code.trim().to_owned(),
            device: visitor.device.clone(),
        }
    }

    /// Judges the code that came back, and counts a wrong one.
    ///
    /// # Errors
    /// `InvalidOtp`, `ExpiredOtp`, `TooManyAttempts`, `Db`.
    pub(in crate::features::accounts) async fn check_contact(&self, proof: &Proof) -> Result<(), AccountsError> {
        let (room, proof, key) = (self.clone(), proof.clone(), proof.user);
        self.db().write(key, move |tx| room.judge_contact(tx, &proof)).await?
    }

    /// Takes the contact on, if the code is right; part of the caller's unit of work.
    ///
    /// # Errors
    /// As [`Accounts::check_contact`].
    pub(in crate::features::accounts) fn take_contact(
        &self,
        tx: &mut Tx<'_>,
        proof: &Proof,
    ) -> Result<ProfileRow, AccountsError> {
        let Proof { user, contact, .. } = proof;
        let before = tx.accounts().credentials(*user)?.ok_or(AccountsError::Unauthenticated)?;
        self.judge_contact(tx, proof)??;
        if tx.accounts().credentials_of(contact)?.is_some_and(|owner| owner.user != *user) {
            // Somebody else's since the code was sent.
            return Err(AccountsError::InvalidOtp);
        }
        tx.accounts().set_contact(*user, contact)?;
        tx.accounts().drop_account_codes(*user, Purpose::Contact, Some(contact.channel()))?;
        // A code on its way to the old contact opens nothing any more.
        tx.accounts().drop_account_codes(*user, Purpose::Reset, Some(contact.channel()))?;
        tx.accounts().forget_tries(&proof.tries)?;
        tx.accounts().drop_registrations(&proof.mark)?;
        let (what, told, safety) = match contact {
            Identifier::Email { .. } => {
                (AccountEventKind::EmailChanged, Notice::EmailChanged, SecurityEvent::EmailChanged)
            }
            Identifier::Phone(_) => (AccountEventKind::PhoneChanged, Notice::PhoneChanged, SecurityEvent::PhoneChanged),
        };
        tx.accounts().note_event(*user, what, &proof.device)?;
        self.report_security_event(tx, *user, safety, &proof.device)?;
        for old in before.identifiers() {
            self.send_notice(tx, &old, told)?;
        }
        tx.accounts().profile(*user)?.ok_or(AccountsError::Unauthenticated)
    }

    fn judge_contact(&self, tx: &mut Tx<'_>, proof: &Proof) -> Result<Result<(), AccountsError>, AccountsError> {
        let typed = Typed {
            user: Some(proof.user),
            purpose: Purpose::Contact,
            identifier: &proof.contact,
            code: &proof.code,
            tries: proof.tries,
            network: proof.network,
        };
        self.judge_account_code(tx, &typed)
    }

    fn contact_mark(&self, user: UserId, identifier_mark: &[u8; 32]) -> [u8; 32] {
        self.options().secrets.mac("contact", &[user.0.as_bytes(), identifier_mark])
    }
}

fn field(contact: &Identifier) -> &'static str {
    match contact {
        Identifier::Email { .. } => "email",
        Identifier::Phone(_) => "phone_number",
    }
}
