//! Registering a passkey, signing in with it, listing and removing passkeys.
//!
//! Each ceremony takes two requests. The first hands out a challenge. The second removes the
//! ceremony from the database in a unit of work of its own, so that it is used up even if the
//! response is refused, verifies the response outside of any unit of work, and then registers the
//! passkey or signs in in another one.

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

use super::limit::CeremonyLimit;
use super::rules::{self, MAX_PASSKEYS};
use super::store::{Ceremony, PasskeyRow};
use super::{PasskeyError, PasskeyId, emails};
use crate::features::accounts::{AccountEventKind, Accounts, ClientInfo, SecurityEvent, SessionId, SignedIn, UserId};
use crate::platform::db::{Db, DbError, Key, Tx};
use crate::platform::problem::FieldError;

/// The passkeys feature. Cheap to clone.
#[derive(Clone)]
pub struct Passkeys(Arc<Inner>);

struct Inner {
    db: Db,
    accounts: Accounts,
    /// `None` if the public URL has no host name, which browsers require.
    webauthn: Option<Webauthn>,
    /// `None` if limits are turned off.
    limit: Option<CeremonyLimit>,
}

/// Removes all passkeys of a user except `keep`, because a new password was set. Runs in the
/// caller's unit of work.
pub fn remove_others(tx: &mut Tx<'_>, user: UserId, keep: Option<PasskeyId>) -> Result<(), DbError> {
    tx.passkeys().remove_others(user, keep).map(|_| ())
}

impl Passkeys {
    /// `origin` is the public URL as browsers send it in `Origin`.
    #[must_use]
    pub fn new(db: Db, accounts: Accounts, origin: &str, limits: bool) -> Self {
        let webauthn = relying_party(origin);
        if webauthn.is_none() {
            tracing::warn!(origin, "passkeys are disabled because the public URL has no host name");
        }
        Self(Arc::new(Inner { db, accounts, webauthn, limit: limits.then(CeremonyLimit::default) }))
    }

    pub(super) fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    fn webauthn(&self) -> Result<&Webauthn, PasskeyError> {
        self.0.webauthn.as_ref().ok_or(PasskeyError::Unavailable)
    }

    fn check_rate_limit(&self, client: &ClientInfo) -> Result<(), PasskeyError> {
        let Some(limit) = &self.0.limit else { return Ok(()) };
        limit.count(client.network(), self.0.db.clock().now()).map_err(PasskeyError::RateLimited)
    }

    /// Starts a registration and returns `PublicKeyCredentialCreationOptionsJSON` for the browser.
    ///
    /// # Errors
    /// `TooMany`, `RateLimited`, `Unavailable`.
    pub async fn begin_registration(&self, user: UserId, client: &ClientInfo) -> Result<Value, PasskeyError> {
        let webauthn = self.webauthn()?;
        self.check_rate_limit(client)?;
        let profile = self.0.accounts.profile(user).await?;
        let limit = u32::try_from(MAX_PASSKEYS).unwrap_or(u32::MAX);
        let known: Vec<PasskeyRow> = self.0.db.read(move |tx| tx.passkeys().list(user, None, limit)).await?;
        if known.len() >= MAX_PASSKEYS {
            return Err(PasskeyError::TooMany);
        }
        let name = profile.email.or(profile.phone_number).unwrap_or_else(|| profile.full_name.clone());
        let excluded = known.iter().map(|row| row.credential_id.clone()).collect();
        let (options, state) = webauthn
            .start_passkey_registration(user.0, &name, &profile.full_name, Some(excluded))
            .map_err(|error| refused(false, &error))?;
        let mut options = to_value(&options.public_key)?;
        // The library excludes passkeys without their transports, by which browsers find out where to look for them.
        let excluded = options["excludeCredentials"].as_array_mut().into_iter().flatten();
        for (credential, row) in excluded.zip(&known).filter(|(_, row)| !row.transports.is_empty()) {
            credential["transports"] = json!(row.transports);
        }
        // Require a discoverable credential, which the library leaves open. Without it users would
        // have to type an identifier to sign in.
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        self.store_ceremony(&options, Some(user), &state).await?;
        Ok(options)
    }

    /// Verifies and adds the passkey that the browser created.
    ///
    /// # Errors
    /// `Invalid` with the field `name` or `credential`, `CeremonyEnded`, `Refused`, `Exists`,
    /// `TooMany`, `Unavailable`.
    pub async fn finish_registration(
        &self,
        user: UserId,
        name: &str,
        credential: Value,
        client: &ClientInfo,
    ) -> Result<PasskeyRow, PasskeyError> {
        let webauthn = self.webauthn()?;
        let name = rules::name(name).map_err(|fault| invalid("name", fault.code, &fault.detail))?;
        let transports = rules::transports(&credential);
        let response: RegisterPublicKeyCredential = parse_response(credential)?;
        let ended = PasskeyError::CeremonyEnded { signing_in: false };
        let challenge = rules::challenge_hash_of(&response.response.client_data_json).ok_or_else(|| ended.clone())?;
        let state = self.take_ceremony(challenge, Some(user)).await?.ok_or_else(|| ended.clone())?;
        let state: PasskeyRegistration = serde_json::from_str(&state).map_err(|_| ended)?;
        let passkey =
            webauthn.finish_passkey_registration(&response, &state).map_err(|error| refused(false, &error))?;
        let credential = to_value(&passkey)?.to_string();
        let counter = counter_of(&passkey);
        let (accounts, device) = (self.0.accounts.clone(), client.device.clone());
        let unit = move |tx: &mut Tx<'_>| {
            if tx.passkeys().count(user)? >= i64::try_from(MAX_PASSKEYS).unwrap_or(i64::MAX) {
                return Err(PasskeyError::TooMany);
            }
            let row = PasskeyRow {
                id: PasskeyId(tx.new_id()),
                user,
                credential_id: passkey.cred_id().to_vec(),
                name: name.clone(),
                created_at: tx.now(),
                last_used_at: None,
                credential: credential.clone(),
                transports: transports.clone(),
            };
            if !tx.passkeys().insert_passkey(&row, counter)? {
                return Err(PasskeyError::Exists);
            }
            accounts.record_and_notify(tx, user, AccountEventKind::PasskeyAdded, &device, emails::added())?;
            accounts.report_security_event(tx, user, SecurityEvent::PasskeyAdded, &name)?;
            Ok(row)
        };
        self.0.db.write(user, unit).await
    }

    /// Starts a sign-in and returns `PublicKeyCredentialRequestOptionsJSON` for the browser.
    ///
    /// # Errors
    /// `RateLimited`, `Unavailable`.
    pub async fn begin_login(&self, client: &ClientInfo) -> Result<Value, PasskeyError> {
        let webauthn = self.webauthn()?;
        self.check_rate_limit(client)?;
        let (options, state) = webauthn.start_discoverable_authentication().map_err(|error| refused(true, &error))?;
        let mut options = to_value(&options.public_key)?;
        // The extension asks how the user was verified, which browsers don't report and we don't need.
        if let Some(options) = options.as_object_mut() {
            options.remove("extensions");
        }
        self.store_ceremony(&options, None, &state).await?;
        Ok(options)
    }

    /// Verifies the browser's response and opens a session.
    ///
    /// # Errors
    /// `Invalid` with the field `credential`, `CeremonyEnded`, `Unknown`, `Refused`, `Unavailable`.
    pub async fn finish_login(&self, credential: Value, client: &ClientInfo) -> Result<SignedIn, PasskeyError> {
        let webauthn = self.webauthn()?;
        let response: PublicKeyCredential = parse_response(credential)?;
        let ended = PasskeyError::CeremonyEnded { signing_in: true };
        let challenge = rules::challenge_hash_of(&response.response.client_data_json).ok_or_else(|| ended.clone())?;
        let state = self.take_ceremony(challenge, None).await?.ok_or_else(|| ended.clone())?;
        let state: DiscoverableAuthentication = serde_json::from_str(&state).map_err(|_| ended)?;
        let credential_id = response.raw_id.clone();
        let row = self.0.db.read(move |tx| tx.passkeys().find_by_credential(&credential_id)).await?;
        let row = row.ok_or(PasskeyError::Unknown)?;
        // The authenticator must name the owner of the passkey as the user who signs in.
        let named = webauthn.identify_discoverable_authentication(&response).map_err(|error| refused(true, &error))?.0;
        if named != row.user.0 {
            return Err(PasskeyError::Refused { signing_in: true });
        }
        let mut passkey: Passkey = serde_json::from_str(&row.credential)
            .map_err(|error| DbError::Other(format!("a stored passkey can't be read: {error}")))?;
        let result = webauthn
            .finish_discoverable_authentication_v2(&response, state, DiscoverableKey::from(&passkey))
            .map_err(|error| refused(true, &error))?;
        passkey.update_credential(&result);
        let (counter, credential) = (result.counter(), to_value(&passkey)?.to_string());
        let (accounts, device) = (self.0.accounts.clone(), client.device.clone());
        let unit = move |tx: &mut Tx<'_>| {
            if !tx.passkeys().record_use(row.user, row.id, counter, &credential)? {
                return Err(PasskeyError::Refused { signing_in: true });
            }
            Ok(accounts.sign_in_with_passkey(tx, row.user, row.id.0, &device)?)
        };
        self.0.db.write(row.user, unit).await
    }

    /// Returns a user's passkeys before the id `before`, newest first.
    pub async fn list(&self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<PasskeyRow>, DbError> {
        self.0.db.read(move |tx| tx.passkeys().list(user, before, limit)).await
    }

    /// Removes a passkey and ends the sessions that it opened, except `session`.
    ///
    /// # Errors
    /// `NotFound` if the user has no such passkey.
    pub async fn remove(
        &self,
        user: UserId,
        session: SessionId,
        id: PasskeyId,
        client: &ClientInfo,
    ) -> Result<(), PasskeyError> {
        let (accounts, device) = (self.0.accounts.clone(), client.device.clone());
        let unit = move |tx: &mut Tx<'_>| {
            if !tx.passkeys().remove(user, id)? {
                return Err(PasskeyError::NotFound);
            }
            Accounts::end_sessions_of_passkey(tx, user, id.0, session)?;
            accounts.record_and_notify(tx, user, AccountEventKind::PasskeyRemoved, &device, emails::removed())?;
            accounts.report_security_event(tx, user, SecurityEvent::PasskeyRemoved, "")?;
            Ok(())
        };
        self.0.db.write(user, unit).await
    }

    async fn store_ceremony<S: Serialize>(
        &self,
        options: &Value,
        user: Option<UserId>,
        state: &S,
    ) -> Result<(), PasskeyError> {
        // Read the challenge from the options, in the same form in which it comes back.
        let challenge = rules::challenge_hash_of(options.to_string().as_bytes());
        let challenge = challenge.ok_or_else(|| DbError::Other("options without a challenge".into()))?;
        let state = to_value(state)?.to_string();
        let unit = move |tx: &mut Tx<'_>| {
            let ceremony = Ceremony { user, state: state.clone(), expires_at: rules::ceremony_expiry(tx.now()) };
            tx.passkeys().insert_ceremony(&challenge, &ceremony)
        };
        Ok(self.0.db.write(write_key(&challenge), unit).await?)
    }

    /// Removes a ceremony and returns its state, or `None` if it has expired or is not of `user`.
    async fn take_ceremony(&self, challenge: [u8; 32], user: Option<UserId>) -> Result<Option<String>, DbError> {
        let unit = move |tx: &mut Tx<'_>| {
            let now = tx.now();
            let taken = tx.passkeys().take_ceremony(&challenge)?;
            let valid = taken.filter(|taken| taken.user == user && now < taken.expires_at);
            Ok::<_, DbError>(valid.map(|taken| taken.state))
        };
        self.0.db.write(write_key(&challenge), unit).await
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
    let timeout = std::time::Duration::try_from(rules::CEREMONY_LIFETIME).ok()?;
    builder.rp_name("Habitro").timeout(timeout).build().ok()
}

/// Serializes the writes about one challenge.
fn write_key(challenge: &[u8; 32]) -> Key {
    let mut id = [0; 16];
    id.copy_from_slice(&challenge[..16]);
    Uuid::from_bytes(id).into()
}

fn invalid(field: &str, code: &'static str, detail: &str) -> PasskeyError {
    PasskeyError::Invalid(FieldError::new(field, code, detail))
}

/// Parses a browser's response. Unknown fields are ignored.
fn parse_response<T: DeserializeOwned>(credential: Value) -> Result<T, PasskeyError> {
    if rules::carries_prf_results(&credential) {
        return Err(invalid("credential", "secret", "PRF results must stay on the device. Leave them out."));
    }
    serde_json::from_value(credential)
        .map_err(|_| invalid("credential", "invalid", "This is not a passkey response of a browser."))
}

/// Logs the reason of a refusal. The response does not contain it, so an attacker learns nothing.
fn refused(signing_in: bool, error: &WebauthnError) -> PasskeyError {
    tracing::warn!(signing_in, reason = %error, "a passkey was refused");
    PasskeyError::Refused { signing_in }
}

fn to_value<T: Serialize>(value: &T) -> Result<Value, DbError> {
    serde_json::to_value(value).map_err(|error| DbError::Other(format!("a passkey can't be serialized: {error}")))
}

/// Returns the signature counter of a new passkey.
fn counter_of(passkey: &Passkey) -> u32 {
    let counter = serde_json::to_value(passkey).ok().and_then(|value| value["cred"]["counter"].as_u64());
    counter.and_then(|counter| u32::try_from(counter).ok()).unwrap_or(0)
}
