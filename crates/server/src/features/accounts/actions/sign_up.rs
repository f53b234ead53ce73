//! Signing up: nobody has an account before a code came back from where it was sent.
//!
//! What is answered, and how long it takes, never tells whether an identifier has an account:
//! for one that has, a sign-up is kept all the same, with a code that nobody knows, and the
//! letter says what the screen must not.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Accounts, Marks, SignedIn, Visitor, after};
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::codes::{self, Lock, Verdict};
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::rules::{Fault, password, profile};
use crate::features::accounts::store::{NewRegistration, NewUser, Registration, Tries};
use crate::features::accounts::{AccountsError, UserId, emails};
use crate::platform::db::{DbError, Tx};
use crate::platform::phones::Phones;
use crate::platform::problem::FieldError;

/// What somebody signs up with, as sent.
#[derive(Clone)]
pub struct SignUp {
    /// Name.
    pub full_name: String,
    /// Password.
    pub password: String,
    /// One of the two contacts.
    pub email: Option<String>,
    /// The other.
    pub phone_number: Option<String>,
    /// IANA name; UTC when missing.
    pub time_zone: Option<String>,
    /// Language tag; English when missing.
    pub locale: Option<String>,
}

/// A sign-up that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// To be sent back with the code.
    pub flow: Uuid,
    /// Where the code went, as typed.
    pub identifier: String,
    /// The code works until then.
    pub expires_at: Timestamp,
    /// Another can be asked for from then on.
    pub resend_at: Timestamp,
}

/// A sign-up whose fields are fine.
#[derive(Clone)]
struct Checked {
    full_name: String,
    identifier: Identifier,
    time_zone: String,
    locale: String,
}

impl Accounts {
    /// Keeps a sign-up and sends its code; the same answer whether or not the account exists.
    ///
    /// # Errors
    /// `Invalid` naming each wrong field, `TooMany`, `Overloaded`, `Db`.
    pub async fn register(&self, input: SignUp, visitor: &Visitor) -> Result<Pending, AccountsError> {
        let checked = check(&input, &self.options().phones)?;
        let marks = self.marks(&checked.identifier, visitor);
        // Asked here too: who is over the limit does not get to use the hashing threads.
        let room = self.clone();
        let to = checked.identifier.clone();
        self.db()
            .read(move |tx| {
                room.may_send(tx, &marks)?;
                room.may_text(tx, &to)
            })
            .await?;
        let hash = self.options().hashing.hash(input.password).await?;
        let (room, key) = (self.clone(), Self::key(&checked.identifier));
        self.db().write(key, move |tx| room.stage(tx, &checked, &hash, &marks)).await
    }

    fn stage(&self, tx: &mut Tx<'_>, new: &Checked, hash: &str, marks: &Marks) -> Result<Pending, AccountsError> {
        self.may_send(tx, marks)?;
        self.may_text(tx, &new.identifier)?;
        let flow = tx.new_id();
        let (code_mac, resend_at, expires_at) = self.send_code(tx, flow, &new.identifier, marks)?;
        tx.accounts().keep_newest(&marks.identifier, codes::FLOWS_KEPT - 1)?;
        tx.accounts().insert_registration(&NewRegistration {
            id: flow,
            identifier_mac: marks.identifier,
            identifier: new.identifier.clone(),
            full_name: new.full_name.clone(),
            password_hash: hash.to_owned(),
            time_zone: new.time_zone.clone(),
            locale: new.locale.clone(),
            code_mac,
            resend_at,
            expires_at,
        })?;
        Ok(Pending { flow, identifier: new.identifier.as_typed().to_owned(), expires_at, resend_at })
    }

    /// Sends another code for a sign-up; the same answer whether or not there is one.
    ///
    /// # Errors
    /// `TooSoon`, `TooMany`, `Invalid` naming `flow` when several sign-ups wait and it is not
    /// said which, `Db`.
    pub async fn resend(
        &self,
        identifier: Identifier,
        flow: Option<Uuid>,
        visitor: &Visitor,
    ) -> Result<Pending, AccountsError> {
        let marks = self.marks(&identifier, visitor);
        let (room, key) = (self.clone(), Self::key(&identifier));
        self.db().write(key, move |tx| room.send_again(tx, &identifier, flow, &marks)).await
    }

    fn send_again(
        &self,
        tx: &mut Tx<'_>,
        identifier: &Identifier,
        flow: Option<Uuid>,
        marks: &Marks,
    ) -> Result<Pending, AccountsError> {
        self.may_send(tx, marks)?;
        self.may_text(tx, identifier)?;
        let now = tx.now();
        let waiting = tx.accounts().registrations(&marks.identifier)?;
        let found = choose(waiting, flow, now)?;
        let last_sent = tx.accounts().sends_to(&marks.identifier, 1)?.first().copied();
        let not_before =
            found.as_ref().map_or_else(|| last_sent.map(|at| after(at, codes::RESEND_AFTER)), |r| Some(r.resend_at));
        if self.options().limits
            && let Some(left) = not_before.map(|at| now.duration_until(at)).filter(SignedDuration::is_positive)
        {
            return Err(AccountsError::TooSoon(codes::retry_seconds(left)));
        }
        let identifier_typed = identifier.as_typed().to_owned();
        let Some(found) = found else {
            // Nothing waits: the answer is the same, and nothing is sent.
            tx.accounts().note_send(&marks.identifier, &marks.address)?;
            let flow = flow.unwrap_or_else(|| tx.new_id());
            let (expires_at, resend_at) = (after(now, codes::LIFE), after(now, codes::RESEND_AFTER));
            return Ok(Pending { flow, identifier: identifier_typed, expires_at, resend_at });
        };
        let (code_mac, resend_at, expires_at) = self.send_code(tx, found.id, &found.identifier, marks)?;
        tx.accounts().renew_code(found.id, &code_mac, resend_at, expires_at)?;
        Ok(Pending { flow: found.id, identifier: identifier_typed, expires_at, resend_at })
    }

    /// Draws a code for a sign-up and writes its letter. For an identifier that has an
    /// account the code is drawn and thrown away, and the letter says so.
    fn send_code(
        &self,
        tx: &mut Tx<'_>,
        flow: Uuid,
        identifier: &Identifier,
        marks: &Marks,
    ) -> Result<([u8; 32], Timestamp, Timestamp), DbError> {
        let now = tx.now();
        let expires_at = after(now, codes::LIFE);
        let has_account = tx.accounts().credentials_of(identifier)?.is_some();
        let code = codes::draw(tx.rng());
        let unknown: [u8; 32] = tx.random_bytes();
        let mac = self.code_mac(flow, &code);
        let (mac, words) = if has_account {
            (unknown, emails::already_here(&self.options().origin))
        } else {
            (mac, emails::sign_up_code(&code))
        };
        self.send_code_message(tx, identifier, &words, expires_at, flow.as_bytes())?;
        tx.accounts().note_send(&marks.identifier, &marks.address)?;
        // The codes that wrong tries ended stay void; the new one starts afresh. Tries that
        // ended nothing yet go on counting.
        if tx.accounts().tries(&marks.identifier)?.is_some_and(|tries| tries.wrong >= codes::WRONG_TRIES) {
            tx.accounts().forget_tries(&marks.identifier)?;
        }
        Ok((mac, after(now, codes::RESEND_AFTER), expires_at))
    }

    /// Makes the account, if the code is right, and opens its first session.
    ///
    /// # Errors
    /// `InvalidOtp`, `ExpiredOtp`, `TooManyAttempts`, `Db`.
    pub async fn verify(
        &self,
        identifier: Identifier,
        code: &str,
        flow: Option<Uuid>,
        visitor: &Visitor,
    ) -> Result<SignedIn, AccountsError> {
        let (code, device) = (code.trim().to_owned(), visitor.device.clone());
        let (mark, network) = (self.identifier_mark(&identifier), self.network_brake(visitor));
        let (room, key) = (self.clone(), Self::key(&identifier));
        // A wrong try must be kept, so it is a result of the unit and not its failure.
        self.db().write(key, move |tx| room.try_code(tx, &mark, &network, &code, flow, &device)).await?
    }

    fn try_code(
        &self,
        tx: &mut Tx<'_>,
        mark: &[u8; 32],
        network: &[u8; 32],
        code: &str,
        flow: Option<Uuid>,
        device: &str,
    ) -> Result<Result<SignedIn, AccountsError>, AccountsError> {
        let now = tx.now();
        if let Err(early) = self.may_try_code(tx, network) {
            return Ok(Err(early));
        }
        let wrong = match tx.accounts().tries(mark)? {
            Some(tries) if tries.wrong >= codes::WRONG_TRIES => {
                let left = codes::retry_seconds(now.duration_until(tries.expires_at));
                return Ok(Err(AccountsError::TooManyAttempts(left)));
            }
            tries => tries.map_or(0, |tries| tries.wrong),
        };
        let mut waiting = tx.accounts().registrations(mark)?;
        waiting.retain(|registration| flow.is_none_or(|flow| flow == registration.id));
        let locks: Vec<Lock> = waiting
            .iter()
            .map(|registration| Lock {
                stored: registration.code_mac.clone(),
                typed: self.code_mac(registration.id, code),
                expires_at: registration.expires_at,
            })
            .collect();
        match codes::judge(&locks, now) {
            Verdict::Opens(index) => self.open_account(tx, mark, waiting.swap_remove(index), device),
            Verdict::Expired => Ok(Err(AccountsError::ExpiredOtp)),
            Verdict::Wrong => {
                let wrong = wrong + 1;
                tx.accounts().set_tries(mark, Tries { wrong, expires_at: after(now, codes::LIFE) })?;
                self.count_wrong_code(tx, network)?;
                if wrong >= codes::WRONG_TRIES {
                    tx.accounts().void_codes(mark)?;
                }
                Ok(Err(AccountsError::InvalidOtp))
            }
        }
    }

    fn open_account(
        &self,
        tx: &mut Tx<'_>,
        mark: &[u8; 32],
        opened: Registration,
        device: &str,
    ) -> Result<Result<SignedIn, AccountsError>, AccountsError> {
        let user = UserId(tx.new_id());
        let new = NewUser {
            id: user,
            display_name: profile::first_name(&opened.full_name).to_owned(),
            full_name: opened.full_name,
            // As it was when the code was sent there.
            identifier: opened.identifier,
            password_hash: opened.password_hash,
            time_zone: opened.time_zone,
            locale: opened.locale,
        };
        tx.accounts().drop_registrations(mark)?;
        tx.accounts().forget_tries(mark)?;
        if !tx.accounts().insert_user(&new)? {
            // The address was taken by another way meanwhile.
            return Ok(Err(AccountsError::InvalidOtp));
        }
        self.options().reactions.account_opened(tx, user, &new.time_zone)?;
        tx.accounts().note_event(user, AccountEventKind::Opened, device)?;
        Ok(Ok(Self::open_session(tx, user, device, None)?))
    }

    pub(super) fn may_send(&self, tx: &mut Tx<'_>, marks: &Marks) -> Result<(), AccountsError> {
        if !self.options().limits {
            return Ok(());
        }
        let now = tx.now();
        let to = tx.accounts().sends_to(&marks.identifier, codes::SENDS_A_DAY)?;
        let from = tx.accounts().sends_from(&marks.address, codes::ADDRESS_SENDS_AN_HOUR)?;
        match codes::wait_of_identifier(&to, now).max(codes::wait_of_address(&from, now)) {
            Some(left) => Err(AccountsError::TooMany(codes::retry_seconds(left))),
            None => Ok(()),
        }
    }

    /// A code is bound to its sign-up: the same six digits mean nothing for another.
    fn code_mac(&self, flow: Uuid, code: &str) -> [u8; 32] {
        self.options().secrets.mac("sign-up-code", &[flow.as_bytes(), code.as_bytes()])
    }
}

/// Which sign-up another code is for. A guess between several could put a stranger's password
/// behind the code that the owner of the address receives, so it is not made.
fn choose(
    mut waiting: Vec<Registration>,
    flow: Option<Uuid>,
    now: Timestamp,
) -> Result<Option<Registration>, AccountsError> {
    if let Some(flow) = flow {
        return Ok(waiting.into_iter().find(|registration| registration.id == flow));
    }
    if waiting.iter().any(|registration| now < registration.expires_at) {
        waiting.retain(|registration| now < registration.expires_at);
    }
    if waiting.len() > 1 {
        let fault = Fault::new("required", "Several sign-ups wait for this address: send the flow of yours.");
        return Err(AccountsError::field("flow", fault));
    }
    Ok(waiting.pop())
}

fn check(input: &SignUp, phones: &Phones) -> Result<Checked, AccountsError> {
    let mut errors = Vec::new();
    let mut note = |field: &str, fault: Fault| errors.push(FieldError::new(field, fault.code, fault.detail));
    let full_name = profile::name(&input.full_name).map_err(|fault| note("full_name", fault)).ok();
    let identifier = contact(input.email.as_deref(), input.phone_number.as_deref(), phones)
        .map_err(|(field, fault)| note(field, fault))
        .ok();
    let name = full_name.as_deref().unwrap_or_default();
    if let Err(fault) = password::check(&input.password, name, identifier.as_slice()) {
        note("password", fault);
    }
    let time_zone = profile::time_zone(input.time_zone.as_deref().unwrap_or(profile::DEFAULT_ZONE))
        .map_err(|fault| note("time_zone", fault))
        .ok();
    let locale = profile::locale(input.locale.as_deref().unwrap_or(profile::DEFAULT_LOCALE))
        .map_err(|fault| note("locale", fault))
        .ok();
    match (full_name, identifier, time_zone, locale) {
        (Some(full_name), Some(identifier), Some(time_zone), Some(locale)) if errors.is_empty() => {
            Ok(Checked { full_name, identifier, time_zone, locale })
        }
        _ => Err(AccountsError::Invalid(errors)),
    }
}

/// The one contact of a request.
///
/// # Errors
/// Which field is wrong, and how: none, both, or one that can't be used.
pub(in crate::features::accounts) fn contact(
    email: Option<&str>,
    phone_number: Option<&str>,
    phones: &Phones,
) -> Result<Identifier, (&'static str, Fault)> {
    match (email, phone_number) {
        (Some(email), None) => Identifier::email(email).map_err(|fault| ("email", fault)),
        (None, Some(number)) => Identifier::phone(number, phones).map_err(|fault| ("phone_number", fault)),
        (None, None) => Err(("email", Fault::new("required", "Give an e-mail address or a phone number."))),
        (Some(_), Some(_)) => {
            Err(("phone_number", Fault::new("one-contact", "Give an e-mail address or a phone number, not both.")))
        }
    }
}
