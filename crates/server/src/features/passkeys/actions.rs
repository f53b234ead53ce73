//! Registering a passkey, signing in with one, listing, removing.
//!
//! Each ceremony is two calls. The first hands out a challenge; the second takes its ceremony out
//! of the database in a unit of its own, so that it is used up whatever the answer is worth,
//! checks the answer outside of any unit, and then does what it is for in another.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::limit::Limit;
use super::rules::{self, MOST};
use super::store::{Ceremony, PasskeyRow};
use super::{PasskeyError, PasskeyId, emails};
use crate::features::accounts::{AccountEventKind, Accounts, SecurityEvent, SessionId, SignedIn, UserId, Visitor};
use crate::platform::db::{Db, DbError, Key, Tx};
use crate::platform::problem::FieldError;

/// The room. Cheap to clone.
#[derive(Clone)]
pub struct Passkeys(Arc<Room>);

struct Room {
    db: Db,
    accounts: Accounts,
    /// None under a bare address: browsers want a name.
    webauthn: Option<Webauthn>,
    /// None where limits are lifted.
    limit: Option<Limit>,
}

/// Removes all passkeys of a person but `keep`: another password was set. Part of the caller's
/// unit of work.
///
/// # Errors
/// What the database says.
pub fn remove_others(tx: &mut Tx<'_>, user: UserId, keep: Option<PasskeyId>) -> Result<(), DbError> {
    tx.passkeys().remove_others(user, keep).map(|_| ())
}

impl Passkeys {
    /// The room; `origin` is the public URL as browsers write it in `Origin`.
    #[must_use]
    pub fn new(db: Db, accounts: Accounts, origin: &str, limits: bool) -> Self {
        let webauthn = relying_party(origin);
        if webauthn.is_none() {
            tracing::warn!(origin, "passkeys are off: the public URL has no host name");
        }
        Self(Arc::new(Room { db, accounts, webauthn, limit: limits.then(Limit::default) }))
    }

    pub(super) fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    fn webauthn(&self) -> Result<&Webauthn, PasskeyError> {
        self.0.webauthn.as_ref().ok_or(PasskeyError::Unavailable)
    }

    fn may_begin(&self, visitor: &Visitor) -> Result<(), PasskeyError> {
        let Some(limit) = &self.0.limit else { return Ok(()) };
        limit.count(visitor.network(), self.0.db.clock().now()).map_err(PasskeyError::TooOften)
    }

    /// What the browser is to be asked for a new passkey: `PublicKeyCredentialCreationOptionsJSON`.
    ///
    /// # Errors
    /// `TooMany`, `TooOften`, `Unavailable`, `Db`.
    pub async fn begin_registration(&self, user: UserId, visitor: &Visitor) -> Result<Value, PasskeyError> {
        let webauthn = self.webauthn()?;
        self.may_begin(visitor)?;
        let profile = self.0.accounts.profile(user).await?;
        let most = u32::try_from(MOST).unwrap_or(u32::MAX);
        let known: Vec<PasskeyRow> = self.0.db.read(move |tx| tx.passkeys().list(user, None, most)).await?;
        if known.len() >= MOST {
            return Err(PasskeyError::TooMany);
        }
        let name = profile.email.or(profile.phone_number).unwrap_or_else(|| profile.full_name.clone());
        let known = known.into_iter().map(|row| row.credential_id).collect();
        let (options, state) = webauthn
            .start_passkey_registration(user.0, &name, &profile.full_name, Some(known))
            .map_err(|error| refused(false, &error))?;
        let mut options = to_value(&options.public_key)?;
        // The library leaves it open whether the authenticator can name the account by itself;
        // without that nobody could sign in without typing.
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        self.begin(&options, Some(user), &state).await?;
        Ok(options)
    }

    /// Adds the passkey that the browser made, from where `visitor` is.
    ///
    /// # Errors
    /// `Invalid` naming `name` or `credential`, `CeremonyOver`, `Refused`, `Exists`, `TooMany`,
    /// `Unavailable`, `Db`.
    pub async fn finish_registration(
        &self,
        user: UserId,
        name: &str,
        credential: Value,
        visitor: &Visitor,
    ) -> Result<PasskeyRow, PasskeyError> {
        let webauthn = self.webauthn()?;
        let name = rules::name(name).map_err(|fault| invalid("name", fault.code, fault.detail))?;
        let answer: RegisterPublicKeyCredential = read_answer(credential)?;
        let over = PasskeyError::CeremonyOver { signing_in: false };
        let challenge = rules::ceremony_of(&answer.response.client_data_json).ok_or_else(|| over.clone())?;
        let state = self.take(challenge, Some(user)).await?.ok_or_else(|| over.clone())?;
        let state: PasskeyRegistration = serde_json::from_str(&state).map_err(|_| over)?;
        let made = webauthn.finish_passkey_registration(&answer, &state).map_err(|error| refused(false, &error))?;
        let credential = to_value(&made)?.to_string();
        let counter = counter_of(&made);
        let (accounts, device) = (self.0.accounts.clone(), visitor.device.clone());
        let unit = move |tx: &mut Tx<'_>| {
            if tx.passkeys().count(user)? >= i64::try_from(MOST).unwrap_or(i64::MAX) {
                return Err(PasskeyError::TooMany);
            }
            let row = PasskeyRow {
                id: PasskeyId(tx.new_id()),
                user,
                credential_id: made.cred_id().to_vec(),
                name: name.clone(),
                created_at: tx.now(),
                last_used_at: None,
                credential: credential.clone(),
            };
            if !tx.passkeys().insert_passkey(&row, counter)? {
                return Err(PasskeyError::Exists);
            }
            accounts.note_and_tell(tx, user, AccountEventKind::PasskeyAdded, &device, emails::added())?;
            accounts.report_security_event(tx, user, SecurityEvent::PasskeyAdded, &name)?;
            Ok(row)
        };
        self.0.db.write(user, unit).await
    }

    /// What the browser is to be asked for a sign-in: `PublicKeyCredentialRequestOptionsJSON`.
    ///
    /// # Errors
    /// `TooOften`, `Unavailable`, `Db`.
    pub async fn begin_login(&self, visitor: &Visitor) -> Result<Value, PasskeyError> {
        let webauthn = self.webauthn()?;
        self.may_begin(visitor)?;
        let (options, state) = webauthn.start_discoverable_authentication().map_err(|error| refused(true, &error))?;
        let mut options = to_value(&options.public_key)?;
        // It asks for how the person was verified; no browser says, and we do not need to know.
        if let Some(options) = options.as_object_mut() {
            options.remove("extensions");
        }
        self.begin(&options, None, &state).await?;
        Ok(options)
    }

    /// Opens a session by a passkey.
    ///
    /// # Errors
    /// `Invalid` naming `credential`, `CeremonyOver`, `Unknown`, `Refused`, `Unavailable`, `Db`.
    pub async fn finish_login(&self, credential: Value, visitor: &Visitor) -> Result<SignedIn, PasskeyError> {
        let webauthn = self.webauthn()?;
        let answer: PublicKeyCredential = read_answer(credential)?;
        let over = PasskeyError::CeremonyOver { signing_in: true };
        let challenge = rules::ceremony_of(&answer.response.client_data_json).ok_or_else(|| over.clone())?;
        let state = self.take(challenge, None).await?.ok_or_else(|| over.clone())?;
        let state: DiscoverableAuthentication = serde_json::from_str(&state).map_err(|_| over)?;
        let credential_id = answer.raw_id.clone();
        let row = self.0.db.read(move |tx| tx.passkeys().by_credential(&credential_id)).await?;
        let row = row.ok_or(PasskeyError::Unknown)?;
        // Whose it is must be what the authenticator signed in as, too.
        let named = webauthn.identify_discoverable_authentication(&answer).map_err(|error| refused(true, &error))?.0;
        if named != row.user.0 {
            return Err(PasskeyError::Refused { signing_in: true });
        }
        let mut passkey: Passkey = serde_json::from_str(&row.credential)
            .map_err(|error| DbError::Other(format!("a kept passkey can't be read: {error}")))?;
        let checked = webauthn
            .finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&passkey))
            .map_err(|error| refused(true, &error))?;
        passkey.update_credential(&checked);
        let (counter, credential) = (checked.counter(), to_value(&passkey)?.to_string());
        let (accounts, device) = (self.0.accounts.clone(), visitor.device.clone());
        let unit = move |tx: &mut Tx<'_>| {
            if !tx.passkeys().used(row.user, row.id, counter, &credential)? {
                return Err(PasskeyError::Refused { signing_in: true });
            }
            Ok(accounts.open_session_by_passkey(tx, row.user, row.id.0, &device)?)
        };
        self.0.db.write(row.user, unit).await
    }

    /// A person's passkeys, newest first, those before an id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn list(&self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<PasskeyRow>, DbError> {
        self.0.db.read(move |tx| tx.passkeys().list(user, before, limit)).await
    }

    /// Removes a passkey and ends the sessions that it opened, but the one that asks.
    ///
    /// # Errors
    /// `NotFound` when this person has no such passkey, `Db`.
    pub async fn remove(
        &self,
        user: UserId,
        session: SessionId,
        id: PasskeyId,
        visitor: &Visitor,
    ) -> Result<(), PasskeyError> {
        let (accounts, device) = (self.0.accounts.clone(), visitor.device.clone());
        let unit = move |tx: &mut Tx<'_>| {
            if !tx.passkeys().remove(user, id)? {
                return Err(PasskeyError::NotFound);
            }
            Accounts::end_sessions_of_passkey(tx, user, id.0, session)?;
            accounts.note_and_tell(tx, user, AccountEventKind::PasskeyRemoved, &device, emails::removed())?;
            accounts.report_security_event(tx, user, SecurityEvent::PasskeyRemoved, "")?;
            Ok(())
        };
        self.0.db.write(user, unit).await
    }

    async fn begin<S: Serialize>(&self, options: &Value, user: Option<UserId>, state: &S) -> Result<(), PasskeyError> {
        // The same challenge as the state's, in the very form in which it comes back.
        let challenge = rules::ceremony_of(options.to_string().as_bytes());
        let challenge = challenge.ok_or_else(|| DbError::Other("options without a challenge".into()))?;
        let state = to_value(state)?.to_string();
        let unit = move |tx: &mut Tx<'_>| {
            let ceremony = Ceremony { user, state: state.clone(), expires_at: rules::over_at(tx.now()) };
            tx.passkeys().begin(&challenge, &ceremony)
        };
        Ok(self.0.db.write(key_of(&challenge), unit).await?)
    }

    /// The state of a ceremony, which is used up by this; `None` unless it is still to be
    /// answered, and by `user`.
    async fn take(&self, challenge: [u8; 32], user: Option<UserId>) -> Result<Option<String>, DbError> {
        let unit = move |tx: &mut Tx<'_>| {
            let now = tx.now();
            let taken = tx.passkeys().take(&challenge)?;
            let good = taken.filter(|taken| taken.user == user && now < taken.expires_at);
            Ok::<_, DbError>(good.map(|taken| taken.state))
        };
        self.0.db.write(key_of(&challenge), unit).await
    }
}

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passkeys(..)")
    }
}

fn relying_party(origin: &str) -> Option<Webauthn> {
    let url = Url::parse(origin).ok()?;
    let builder = WebauthnBuilder::new(url.domain()?, &url).ok()?;
    let timeout = std::time::Duration::try_from(rules::CEREMONY).ok()?;
    builder.rp_name("Habitro").timeout(timeout).build().ok()
}

/// Writes about one challenge wait for each other.
fn key_of(challenge: &[u8; 32]) -> Key {
    let mut id = [0; 16];
    id.copy_from_slice(&challenge[..16]);
    Uuid::from_bytes(id).into()
}

fn invalid(field: &str, code: &'static str, detail: &str) -> PasskeyError {
    PasskeyError::Invalid(FieldError::new(field, code, detail))
}

/// What a browser answered. Fields that we do not know are none of our business.
fn read_answer<T: DeserializeOwned>(credential: Value) -> Result<T, PasskeyError> {
    if rules::carries_prf_results(&credential) {
        return Err(invalid("credential", "secret", "PRF results have to stay on the device; leave them out."));
    }
    serde_json::from_value(credential)
        .map_err(|_| invalid("credential", "invalid", "This is not what a browser answers about a passkey."))
}

/// Why is for the log: an attacker learns nothing from the answer.
fn refused(signing_in: bool, error: &WebauthnError) -> PasskeyError {
    tracing::warn!(signing_in, reason = %error, "a passkey was refused");
    PasskeyError::Refused { signing_in }
}

fn to_value<T: Serialize>(what: &T) -> Result<Value, DbError> {
    serde_json::to_value(what).map_err(|error| DbError::Other(format!("a passkey can't be written: {error}")))
}

/// The counter of a passkey that was just made.
fn counter_of(passkey: &Passkey) -> u32 {
    let counter = serde_json::to_value(passkey).ok().and_then(|made| made["cred"]["counter"].as_u64());
    counter.and_then(|counter| u32::try_from(counter).ok()).unwrap_or(0)
}
