//! A forgotten password: a code to a contact of the account, and another password with it.
//!
//! Whether there is an account is told by nothing: not by the answer, not by its time, not by
//! how often one may ask or try.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::sessions::ended;
use super::{Accounts, Marks, Visitor, after};
use crate::features::accounts::emails::{self, Notice};
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::codes::{self, Lock, Verdict};
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::rules::password;
use crate::features::accounts::store::{AccountCode, Credentials, Purpose, Tries};
use crate::features::accounts::{AccountsError, SecurityEvent, UserId};
use crate::platform::db::Tx;

/// A code is on its way, if there is somebody to get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnItsWay {
    /// Where it goes.
    pub identifier: String,
    /// It works until then.
    pub expires_at: Timestamp,
    /// Another can be asked for from then on.
    pub resend_at: Timestamp,
}

/// A code that is about an account, as somebody typed it.
pub(super) struct Typed<'t> {
    pub(super) user: Option<UserId>,
    pub(super) purpose: Purpose,
    pub(super) identifier: &'t Identifier,
    pub(super) code: &'t str,
    /// Under which wrong tries are counted.
    pub(super) tries: [u8; 32],
    pub(super) network: [u8; 32],
}

impl Accounts {
    /// Sends a code for another password; the same answer whether or not there is an account.
    ///
    /// # Errors
    /// `Invalid` naming `identifier`, `TooSoon`, `TooMany`, `TextsSpent`, `Db`.
    pub async fn forgot_password(&self, identifier: &str, visitor: &Visitor) -> Result<OnItsWay, AccountsError> {
        let identifier = Identifier::either(identifier, &self.options().phones)
            .map_err(|fault| AccountsError::field("identifier", fault))?;
        let marks = self.marks(&identifier, visitor);
        let (room, key) = (self.clone(), Self::key(&identifier));
        self.db().write(key, move |tx| room.send_reset(tx, &identifier, &marks)).await
    }

    fn send_reset(&self, tx: &mut Tx<'_>, identifier: &Identifier, marks: &Marks) -> Result<OnItsWay, AccountsError> {
        let tries = self.reset_mark(&marks.identifier);
        self.may_send(tx, marks)?;
        self.may_text(tx, identifier)?;
        self.once_a_minute(tx, &tries)?;
        tx.accounts().note_send(&marks.identifier, &marks.address)?;
        self.start_tries_afresh(tx, &tries)?;
        let (id, now) = (tx.new_id(), tx.now());
        let expires_at = after(now, codes::LIFE);
        let code = codes::draw(tx.rng());
        let code_mac = self.account_code_mac(id, &code);
        if let Some(known) = tx.accounts().credentials_of(identifier)? {
            // To the address as its owner wrote it, not as whoever asks did.
            let to = same(&known, identifier);
            let kept = AccountCode { id, identifier: to.clone(), code_mac: Some(code_mac.to_vec()), expires_at };
            tx.accounts().keep_account_code(known.user, Purpose::Reset, &kept)?;
            self.send_code_message(tx, &to, &emails::reset_code(&code), expires_at, &tries)?;
        }
        Ok(OnItsWay {
            identifier: identifier.as_typed().to_owned(),
            expires_at,
            resend_at: after(now, codes::RESEND_AFTER),
        })
    }

    /// Sets another password by a code, and ends every session.
    ///
    /// # Errors
    /// `InvalidOtp`, `ExpiredOtp`, `TooManyAttempts`, `Invalid` naming `identifier` or
    /// `new_password`, `Overloaded`, `Db`.
    pub async fn reset_password(
        &self,
        identifier: &str,
        code: &str,
        new: String,
        visitor: &Visitor,
    ) -> Result<(), AccountsError> {
        let identifier = Identifier::either(identifier, &self.options().phones)
            .map_err(|fault| AccountsError::field("identifier", fault))?;
        // What nobody may choose needs no code to be told so.
        password::check(&new, "", std::slice::from_ref(&identifier))
            .map_err(|fault| AccountsError::field("new_password", fault))?;
        let (mark, network) = (self.identifier_mark(&identifier), self.network_brake(visitor));
        let attempt = Attempt { code: code.trim().to_owned(), tries: self.reset_mark(&mark), network, identifier };
        // Asked before the hash is made, so that wrong codes cost none, and again after it.
        let (room, first, key) = (self.clone(), attempt.clone(), Self::key(&attempt.identifier));
        let known = self.db().write(key, move |tx| room.try_reset(tx, &first)).await??;
        password::check(&new, &known.full_name, &known.identifiers())
            .map_err(|fault| AccountsError::field("new_password", fault))?;
        let hash = self.options().hashing.hash(new).await?;
        let (room, device) = (self.clone(), visitor.device.clone());
        let reactions = Arc::clone(&self.options().reactions);
        self.db()
            .write(key, move |tx| {
                let known = match room.try_reset(tx, &attempt)? {
                    Ok(known) => known,
                    Err(refused) => return Ok(Err(refused)),
                };
                if !tx.accounts().replace_password(known.user, &known.password_hash, &hash)? {
                    return Ok(Err(AccountsError::InvalidOtp));
                }
                tx.accounts().drop_account_codes(known.user, Purpose::Reset, None)?;
                tx.accounts().forget_tries(&attempt.tries)?;
                // Whoever had the account before must not keep a way in: passkeys go, too.
                reactions.password_changed(tx, known.user, None)?;
                let sessions = tx.accounts().end_other_sessions(known.user, None)?;
                ended(tx, sessions);
                tx.accounts().note_event(known.user, AccountEventKind::PasswordReset, &device)?;
                room.tell_owner(tx, &known, Notice::PasswordReset)?;
                room.report_security_event(tx, known.user, SecurityEvent::PasswordReset, &device)?;
                Ok::<_, AccountsError>(Ok(()))
            })
            .await?
    }

    fn try_reset(
        &self,
        tx: &mut Tx<'_>,
        attempt: &Attempt,
    ) -> Result<Result<Credentials, AccountsError>, AccountsError> {
        let known = tx.accounts().credentials_of(&attempt.identifier)?;
        let typed = Typed {
            user: known.as_ref().map(|known| known.user),
            purpose: Purpose::Reset,
            identifier: &attempt.identifier,
            code: &attempt.code,
            tries: attempt.tries,
            network: attempt.network,
        };
        let judged = self.judge_account_code(tx, &typed)?;
        Ok(judged.and_then(|()| known.ok_or(AccountsError::InvalidOtp)))
    }

    /// Whether a code is the one that was sent. A wrong one is counted, which the caller must
    /// not undo: the verdict is a result of the unit and not its failure.
    pub(super) fn judge_account_code(
        &self,
        tx: &mut Tx<'_>,
        typed: &Typed<'_>,
    ) -> Result<Result<(), AccountsError>, AccountsError> {
        let now = tx.now();
        let channel = typed.identifier.channel();
        if let Err(early) = self.may_try_code(tx, &typed.network) {
            return Ok(Err(early));
        }
        let wrong = match tx.accounts().tries(&typed.tries)? {
            Some(tries) if tries.wrong >= codes::WRONG_TRIES => {
                let left = codes::retry_seconds(now.duration_until(tries.expires_at));
                return Ok(Err(AccountsError::TooManyAttempts(left)));
            }
            tries => tries.map_or(0, |tries| tries.wrong),
        };
        let kept = match typed.user {
            Some(user) => tx.accounts().account_code(user, typed.purpose, channel)?,
            None => None,
        };
        let kept = kept.filter(|kept| kept.identifier.key() == typed.identifier.key());
        let locks: Vec<Lock> = kept
            .into_iter()
            .map(|kept| Lock {
                typed: self.account_code_mac(kept.id, typed.code),
                stored: kept.code_mac,
                expires_at: kept.expires_at,
            })
            .collect();
        match codes::judge(&locks, now) {
            Verdict::Opens(_) => Ok(Ok(())),
            Verdict::Expired => Ok(Err(AccountsError::ExpiredOtp)),
            Verdict::Wrong => {
                let wrong = wrong + 1;
                let expires_at = after(now, codes::LIFE);
                tx.accounts().set_tries(&typed.tries, Tries { wrong, expires_at })?;
                self.count_wrong_code(tx, &typed.network)?;
                if wrong >= codes::WRONG_TRIES
                    && let Some(user) = typed.user
                {
                    tx.accounts().void_account_code(user, typed.purpose, channel)?;
                }
                Ok(Err(AccountsError::InvalidOtp))
            }
        }
    }

    /// The codes that wrong tries ended stay void; a new one starts afresh. Tries that ended
    /// nothing yet go on counting.
    pub(super) fn start_tries_afresh(&self, tx: &mut Tx<'_>, tries: &[u8; 32]) -> Result<(), AccountsError> {
        if tx.accounts().tries(tries)?.is_some_and(|tries| tries.wrong >= codes::WRONG_TRIES) {
            tx.accounts().forget_tries(tries)?;
        }
        Ok(())
    }

    /// Tells the owner by mail; whoever has no address gets a text message.
    pub(super) fn tell_owner(
        &self,
        tx: &mut Tx<'_>,
        owner: &Credentials,
        what: Notice<'_>,
    ) -> Result<(), AccountsError> {
        match owner.identifiers().first() {
            Some(contact) => self.send_notice(tx, contact, what),
            None => Ok(()),
        }
    }

    fn reset_mark(&self, identifier_mark: &[u8; 32]) -> [u8; 32] {
        self.options().secrets.mac("reset", &[identifier_mark])
    }

    /// A code is bound to its row: the same six digits mean nothing for another.
    pub(super) fn account_code_mac(&self, id: Uuid, code: &str) -> [u8; 32] {
        self.options().secrets.mac("account-code", &[id.as_bytes(), code.as_bytes()])
    }
}

#[derive(Clone)]
struct Attempt {
    identifier: Identifier,
    code: String,
    tries: [u8; 32],
    network: [u8; 32],
}

/// The account's own contact that is the same as `identifier`.
fn same(known: &Credentials, identifier: &Identifier) -> Identifier {
    let mut own = known.identifiers();
    own.retain(|own| own.key() == identifier.key());
    own.pop().unwrap_or_else(|| identifier.clone())
}
