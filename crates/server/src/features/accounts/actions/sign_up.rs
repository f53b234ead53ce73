//! Signing up: an account is created once the code sent to its email address or phone number is
//! entered.
//!
//! Neither the response nor its timing reveals whether an identifier already has an account. If it
//! does, a registration is stored anyway, with a code that nobody knows, and the owner of the
//! account gets a message about it instead of a code.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{Accounts, ClientInfo, CodeRequestMacs, SignedIn, after};
use crate::features::accounts::error::AttemptKind;
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::codes::{self, CodeCandidate, CodeMatch};
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::rules::{Fault, password, profile};
use crate::features::accounts::store::{CodeAttempts, NewRegistration, NewUser, Registration};
use crate::features::accounts::{AccountsError, UserId, emails};
use crate::platform::db::{DbError, Tx};
use crate::platform::phones::Phones;
use crate::platform::problem::FieldError;

/// The fields of a sign-up, not validated.
#[derive(Clone)]
#[allow(missing_docs, reason = "the names say it")]
pub struct SignUp {
    pub full_name: String,
    pub password: String,
    /// Exactly one of `email` and `phone_number` must be set.
    pub email: Option<String>,
    pub phone_number: Option<String>,
    /// IANA name; UTC if it is missing or unknown.
    pub time_zone: Option<String>,
    /// Language tag; English by default.
    pub locale: Option<String>,
}

/// A sign-up waiting for its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSignUp {
    /// Id of the sign-up, to be sent with the code.
    pub flow: Uuid,
    /// The address or number the code was sent to, as typed.
    pub identifier: String,
    /// When the code expires.
    pub expires_at: Timestamp,
    /// When another code may be requested.
    pub resend_at: Timestamp,
}

#[derive(Clone)]
struct ValidSignUp {
    full_name: String,
    identifier: Identifier,
    time_zone: String,
    locale: String,
}

impl Accounts {
    /// Stores a sign-up and sends its code. The result is the same if the account already exists.
    ///
    /// # Errors
    /// `Invalid` with each invalid field, `TooMany`, `SmsBudgetSpent`, `Overloaded`.
    pub async fn register(&self, input: SignUp, client: &ClientInfo) -> Result<PendingSignUp, AccountsError> {
        let valid = validate(&input, &self.options().phones)?;
        let macs = self.code_request_macs(&valid.identifier, client);
        // Check the limits before hashing, so that requests beyond them don't use the hashing threads.
        let accounts = self.clone();
        let to = valid.identifier.clone();
        self.db()
            .read(move |tx| {
                accounts.check_send_limits(tx, &macs)?;
                accounts.check_sms_budget(tx, &to)
            })
            .await?;
        let hash = self.options().hasher.hash(input.password).await?;
        let (accounts, key) = (self.clone(), Self::write_key(&valid.identifier));
        self.db().write(key, move |tx| accounts.store_sign_up(tx, &valid, &hash, &macs)).await
    }

    fn store_sign_up(
        &self,
        tx: &mut Tx<'_>,
        new: &ValidSignUp,
        hash: &str,
        macs: &CodeRequestMacs,
    ) -> Result<PendingSignUp, AccountsError> {
        self.check_send_limits(tx, macs)?;
        self.check_sms_budget(tx, &new.identifier)?;
        let flow = tx.new_id();
        let (code_mac, resend_at, expires_at) = self.send_code(tx, flow, &new.identifier, macs)?;
        tx.accounts().delete_all_but_newest(&macs.identifier, codes::MAX_PENDING_SIGN_UPS - 1)?;
        tx.accounts().insert_registration(&NewRegistration {
            id: flow,
            identifier_mac: macs.identifier,
            identifier: new.identifier.clone(),
            full_name: new.full_name.clone(),
            password_hash: hash.to_owned(),
            time_zone: new.time_zone.clone(),
            locale: new.locale.clone(),
            code_mac,
            resend_at,
            expires_at,
        })?;
        Ok(PendingSignUp { flow, identifier: new.identifier.as_typed().to_owned(), expires_at, resend_at })
    }

    /// Sends another code for a sign-up. The result is the same if there is none.
    ///
    /// # Errors
    /// `TooSoon`, `TooMany`, `SmsBudgetSpent`, and `Invalid` with the field `flow` if it is missing
    /// and several sign-ups are pending.
    pub async fn resend(
        &self,
        identifier: Identifier,
        flow: Option<Uuid>,
        client: &ClientInfo,
    ) -> Result<PendingSignUp, AccountsError> {
        let macs = self.code_request_macs(&identifier, client);
        let (accounts, key) = (self.clone(), Self::write_key(&identifier));
        self.db().write(key, move |tx| accounts.resend_code(tx, &identifier, flow, &macs)).await
    }

    fn resend_code(
        &self,
        tx: &mut Tx<'_>,
        identifier: &Identifier,
        flow: Option<Uuid>,
        macs: &CodeRequestMacs,
    ) -> Result<PendingSignUp, AccountsError> {
        self.check_send_limits(tx, macs)?;
        self.check_sms_budget(tx, identifier)?;
        let now = tx.now();
        let pending = tx.accounts().registrations(&macs.identifier)?;
        let found = choose_registration(pending, flow, now)?;
        let last_sent = tx.accounts().last_sends_to(&macs.identifier, 1)?.first().copied();
        let not_before =
            found.as_ref().map_or_else(|| last_sent.map(|at| after(at, codes::RESEND_INTERVAL)), |r| Some(r.resend_at));
        if self.options().limits
            && let Some(left) = not_before.map(|at| now.duration_until(at)).filter(SignedDuration::is_positive)
        {
            return Err(AccountsError::TooSoon(codes::retry_seconds(left)));
        }
        let identifier_typed = identifier.as_typed().to_owned();
        let Some(found) = found else {
            // No sign-up is pending. Return the same result without sending anything.
            tx.accounts().record_send(&macs.identifier, &macs.network)?;
            let flow = flow.unwrap_or_else(|| tx.new_id());
            let (expires_at, resend_at) = (after(now, codes::CODE_LIFETIME), after(now, codes::RESEND_INTERVAL));
            return Ok(PendingSignUp { flow, identifier: identifier_typed, expires_at, resend_at });
        };
        let (code_mac, resend_at, expires_at) = self.send_code(tx, found.id, &found.identifier, macs)?;
        tx.accounts().replace_code(found.id, &code_mac, resend_at, expires_at)?;
        Ok(PendingSignUp { flow: found.id, identifier: identifier_typed, expires_at, resend_at })
    }

    /// Enqueues a new code for a sign-up and returns its hash, when another may be requested and
    /// when it expires. If the identifier has an account, the hash is random and the message says
    /// that the account exists.
    fn send_code(
        &self,
        tx: &mut Tx<'_>,
        flow: Uuid,
        identifier: &Identifier,
        macs: &CodeRequestMacs,
    ) -> Result<([u8; 32], Timestamp, Timestamp), DbError> {
        let now = tx.now();
        let expires_at = after(now, codes::CODE_LIFETIME);
        let has_account = tx.accounts().credentials_by_identifier(identifier)?.is_some();
        let code = codes::generate(tx.rng());
        let unknown: [u8; 32] = tx.random_bytes();
        // Computed in both cases, so that they take the same time.
        let mac = self.code_mac(flow, &code);
        let (mac, template) = if has_account {
            (unknown, emails::already_registered(&self.options().origin))
        } else {
            (mac, emails::sign_up_code(&code))
        };
        self.send_code_message(tx, identifier, &template, expires_at, flow.as_bytes())?;
        tx.accounts().record_send(&macs.identifier, &macs.network)?;
        self.reset_exhausted_attempts(tx, &macs.identifier)?;
        Ok((mac, after(now, codes::RESEND_INTERVAL), expires_at))
    }

    /// Creates the account if the code is right, and opens its first session.
    ///
    /// # Errors
    /// `InvalidOtp`, `ExpiredOtp`, `TooManyAttempts`.
    pub async fn verify(
        &self,
        identifier: Identifier,
        code: &str,
        flow: Option<Uuid>,
        client: &ClientInfo,
    ) -> Result<SignedIn, AccountsError> {
        let (code, device) = (codes::normalize(code), client.device.clone());
        let (mac, network) = (self.identifier_mac(&identifier), self.network_limit_key(client));
        let (accounts, key) = (self.clone(), Self::write_key(&identifier));
        // A wrong code is an `Ok` of the unit of work, because a rollback would undo its count.
        self.db().write(key, move |tx| accounts.verify_code(tx, &mac, &network, &code, flow, &device)).await?
    }

    fn verify_code(
        &self,
        tx: &mut Tx<'_>,
        identifier_mac: &[u8; 32],
        network: &[u8; 32],
        code: &str,
        flow: Option<Uuid>,
        device: &str,
    ) -> Result<Result<SignedIn, AccountsError>, AccountsError> {
        let now = tx.now();
        if let Err(blocked) = self.check_network_limit(tx, network) {
            return Ok(Err(blocked));
        }
        let wrong = match tx.accounts().code_attempts(identifier_mac)? {
            Some(attempts) if attempts.wrong >= codes::MAX_WRONG_ATTEMPTS => {
                let left = codes::retry_seconds(now.duration_until(attempts.expires_at));
                return Ok(Err(AccountsError::TooManyAttempts(AttemptKind::Code, left)));
            }
            attempts => attempts.map_or(0, |attempts| attempts.wrong),
        };
        let mut pending = tx.accounts().registrations(identifier_mac)?;
        pending.retain(|registration| flow.is_none_or(|flow| flow == registration.id));
        let candidates: Vec<CodeCandidate> = pending
            .iter()
            .map(|registration| CodeCandidate {
                stored: registration.code_mac.clone(),
                entered: self.code_mac(registration.id, code),
                expires_at: registration.expires_at,
            })
            .collect();
        match codes::match_code(&candidates, now) {
            CodeMatch::Found(index) => self.open_account(tx, identifier_mac, pending.swap_remove(index), device),
            CodeMatch::Expired => Ok(Err(AccountsError::ExpiredOtp)),
            CodeMatch::Wrong => {
                let wrong = wrong + 1;
                let expires_at = after(now, codes::CODE_LIFETIME);
                tx.accounts().set_code_attempts(identifier_mac, CodeAttempts { wrong, expires_at })?;
                self.record_wrong_code(tx, network)?;
                if wrong >= codes::MAX_WRONG_ATTEMPTS {
                    tx.accounts().invalidate_codes(identifier_mac)?;
                }
                Ok(Err(AccountsError::InvalidOtp))
            }
        }
    }

    fn open_account(
        &self,
        tx: &mut Tx<'_>,
        identifier_mac: &[u8; 32],
        registration: Registration,
        device: &str,
    ) -> Result<Result<SignedIn, AccountsError>, AccountsError> {
        let user = UserId(tx.new_id());
        let new = NewUser {
            id: user,
            display_name: profile::first_name(&registration.full_name).to_owned(),
            full_name: registration.full_name,
            // As typed when the code was sent, not as typed with the code.
            identifier: registration.identifier,
            password_hash: registration.password_hash,
            time_zone: registration.time_zone,
            locale: registration.locale,
        };
        tx.accounts().delete_registrations(identifier_mac)?;
        tx.accounts().delete_code_attempts(identifier_mac)?;
        if !tx.accounts().insert_user(&new)? {
            // Another account got the address meanwhile.
            return Ok(Err(AccountsError::InvalidOtp));
        }
        self.options().reactions.account_opened(tx, user, &new.time_zone)?;
        tx.accounts().record_event(user, AccountEventKind::Opened, device)?;
        Ok(Ok(Self::open_session(tx, user, device, None)?))
    }

    /// Returns `TooMany` if too many codes were sent to this recipient or requested from this network.
    pub(super) fn check_send_limits(&self, tx: &mut Tx<'_>, macs: &CodeRequestMacs) -> Result<(), AccountsError> {
        if !self.options().limits {
            return Ok(());
        }
        let now = tx.now();
        let to = tx.accounts().last_sends_to(&macs.identifier, codes::MAX_SENDS_PER_DAY)?;
        let from = tx.accounts().last_sends_from(&macs.network, codes::MAX_NETWORK_SENDS_PER_HOUR)?;
        match codes::identifier_send_wait(&to, now).max(codes::network_send_wait(&from, now)) {
            Some(left) => Err(AccountsError::TooMany(codes::retry_seconds(left))),
            None => Ok(()),
        }
    }

    /// Hashes a code together with its sign-up's id, so that it is valid for that sign-up only.
    fn code_mac(&self, flow: Uuid, code: &str) -> [u8; 32] {
        self.options().secrets.mac("sign-up-code", &[flow.as_bytes(), code.as_bytes()])
    }
}

/// Chooses the sign-up that another code is for. Fails if several are pending: guessing could make
/// the owner of an address confirm a sign-up of someone else, with a password they don't know.
fn choose_registration(
    mut pending: Vec<Registration>,
    flow: Option<Uuid>,
    now: Timestamp,
) -> Result<Option<Registration>, AccountsError> {
    if let Some(flow) = flow {
        return Ok(pending.into_iter().find(|registration| registration.id == flow));
    }
    if pending.iter().any(|registration| now < registration.expires_at) {
        pending.retain(|registration| now < registration.expires_at);
    }
    if pending.len() > 1 {
        let fault = Fault::new("required", "Several sign-ups are pending for this address. Send the flow of yours.");
        return Err(AccountsError::field("flow", fault));
    }
    Ok(pending.pop())
}

fn validate(input: &SignUp, phones: &Phones) -> Result<ValidSignUp, AccountsError> {
    let mut errors = Vec::new();
    let mut add_error = |field: &str, fault: Fault| errors.push(FieldError::new(field, fault.code, fault.detail));
    let full_name = profile::name(&input.full_name).map_err(|fault| add_error("full_name", fault)).ok();
    let identifier = parse_contact(input.email.as_deref(), input.phone_number.as_deref(), phones)
        .map_err(|(field, fault)| add_error(field, fault))
        .ok();
    let name = full_name.as_deref().unwrap_or_default();
    if let Err(fault) = password::check(&input.password, name, identifier.as_slice()) {
        add_error("password", fault);
    }
    // Nobody should fail to sign up because a browser knows a newer zone; it can be chosen later.
    let time_zone = input.time_zone.as_deref().and_then(|zone| profile::time_zone(zone).ok());
    let time_zone = time_zone.unwrap_or_else(|| profile::DEFAULT_ZONE.to_owned());
    let locale = profile::locale(input.locale.as_deref().unwrap_or(profile::DEFAULT_LOCALE))
        .map_err(|fault| add_error("locale", fault))
        .ok();
    match (full_name, identifier, locale) {
        (Some(full_name), Some(identifier), Some(locale)) if errors.is_empty() => {
            Ok(ValidSignUp { full_name, identifier, time_zone, locale })
        }
        _ => Err(AccountsError::Invalid(errors)),
    }
}

/// Parses the one contact of a request.
///
/// # Errors
/// The field and what is wrong with it: both missing, both given, or invalid.
pub(in crate::features::accounts) fn parse_contact(
    email: Option<&str>,
    phone_number: Option<&str>,
    phones: &Phones,
) -> Result<Identifier, (&'static str, Fault)> {
    match (email, phone_number) {
        (Some(email), None) => Identifier::email(email).map_err(|fault| ("email", fault)),
        (None, Some(number)) => Identifier::phone(number, phones).map_err(|fault| ("phone_number", fault)),
        (None, None) => Err(("email", Fault::new("required", "Enter an email address or a phone number."))),
        (Some(_), Some(_)) => {
            Err(("phone_number", Fault::new("one-contact", "Enter an email address or a phone number, not both.")))
        }
    }
}
