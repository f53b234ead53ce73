//! Signing in and out, finding the session of a token, and changing the password.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::session_cache::CachedSession;
use super::{Accounts, ClientInfo, after};
use crate::features::accounts::emails::AccountNotice;
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::rules::password;
use crate::features::accounts::store::{Credentials, EventRow, NewSession, ProfileRow, SessionRow};
use crate::features::accounts::{AccountsError, SESSION_ENDED, SecurityEvent, SessionId, UserId};
use crate::platform::bus::Hint;
use crate::platform::db::{DbError, Tx};

/// A session ends when it has not been used for this long.
const SESSION_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The use of a session is recorded at most this often, since a write per request would cost more
/// than most requests.
const USE_RECORD_INTERVAL: SignedDuration = SignedDuration::from_hours(1);
/// Sessions of an account. Signing in once more ends the one that is unused for the longest time.
const MAX_SESSIONS: u32 = 100;
/// Random bytes in a token.
const TOKEN_BYTES: usize = 32;

/// A session that was just opened. Only a hash of the token is stored.
#[derive(Clone)]
pub struct SignedIn {
    /// 256 random bits, base64url.
    pub token: String,
    /// When the session ends unless it is used.
    pub expires_at: Timestamp,
    #[allow(missing_docs, reason = "the name says it")]
    pub profile: ProfileRow,
}

/// The session that a request belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct AuthenticatedSession {
    pub user: UserId,
    pub session: SessionId,
    /// Whether its expiry was just extended, so that a cookie should be extended too.
    pub renewed: bool,
}

impl Accounts {
    /// Opens a session for an identifier and a password.
    ///
    /// # Errors
    /// `InvalidCredentials` for a wrong password and for an unknown identifier alike,
    /// `TooManyAttempts`, `Suspended`, `Overloaded`.
    pub async fn login(
        &self,
        identifier: &str,
        password: String,
        client: &ClientInfo,
    ) -> Result<SignedIn, AccountsError> {
        // An invalid identifier fails like an unknown one, and takes as long.
        let parsed = Identifier::either(identifier, &self.options().phones).ok();
        let subject =
            parsed.as_ref().map_or_else(|| identifier.trim().to_lowercase(), |parsed| parsed.key().to_owned());
        let limit_keys = self.attempt_limit_keys(subject.as_bytes(), client);
        let owner = match parsed {
            Some(identifier) => self.db().read(move |tx| tx.accounts().credentials_by_identifier(&identifier)).await?,
            None => None,
        };
        let (password, hash) = if password.len() > password::MAX_BYTES {
            (String::new(), None)
        } else {
            (password, owner.as_ref().map(|owner| owner.password_hash.clone()))
        };
        self.verify_password(limit_keys, owner.as_ref().map(|owner| owner.user), client, password, hash).await?;
        let owner = owner.ok_or(AccountsError::InvalidCredentials)?;
        let (accounts, device) = (self.clone(), client.device.clone());
        self.db()
            .write(owner.user, move |tx| {
                accounts.accept_attempt(tx, &limit_keys)?;
                // The password may have been changed while its hash was being computed.
                let current = tx.accounts().credentials(owner.user)?;
                if current.is_none_or(|current| current.password_hash != owner.password_hash) {
                    return Err(AccountsError::InvalidCredentials);
                }
                accounts.record_sign_in(tx, &owner, AccountEventKind::SignedIn, &device)?;
                Self::open_session(tx, owner.user, &device, None)
            })
            .await
    }

    /// Records a sign-in, and notifies the owner if the device's name is new to the account.
    fn record_sign_in(
        &self,
        tx: &mut Tx<'_>,
        owner: &Credentials,
        kind: AccountEventKind,
        device: &str,
    ) -> Result<(), AccountsError> {
        let is_new = !tx.accounts().has_signed_in_from(owner.user, device)?;
        tx.accounts().record_event(owner.user, kind, device)?;
        if is_new {
            self.report_security_event(tx, owner.user, SecurityEvent::NewDevice, device)?;
        }
        // Only by email: a text message for each new device would be too expensive.
        if is_new && let Some(email) = owner.email.as_deref().and_then(|email| Identifier::email(email).ok()) {
            let by_passkey = kind == AccountEventKind::SignedInByPasskey;
            self.send_notice(tx, Some(owner.user), &email, AccountNotice::NewDevice { device, by_passkey })?;
        }
        Ok(())
    }

    /// Returns the events of an account before the id `before`, newest first.
    pub async fn events(&self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<EventRow>, DbError> {
        self.db().read(move |tx| tx.accounts().events(user, before, limit)).await
    }

    /// Opens a session for a user whose passkey was verified, in the caller's unit of work.
    ///
    /// # Errors
    /// `InvalidCredentials` if the account no longer exists, `Suspended`.
    pub fn sign_in_with_passkey(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        passkey: Uuid,
        device: &str,
    ) -> Result<SignedIn, AccountsError> {
        let owner = tx.accounts().credentials(user)?.ok_or(AccountsError::InvalidCredentials)?;
        self.record_sign_in(tx, &owner, AccountEventKind::SignedInByPasskey, device)?;
        Self::open_session(tx, user, device, Some(passkey))
    }

    /// Ends the sessions that a passkey opened, except `keep`, in the caller's unit of work.
    pub fn end_sessions_of_passkey(
        tx: &mut Tx<'_>,
        user: UserId,
        passkey: Uuid,
        keep: SessionId,
    ) -> Result<(), DbError> {
        let sessions = tx.accounts().end_sessions_of_passkey(user, passkey, keep)?;
        announce_ended_sessions(tx, sessions);
        Ok(())
    }

    pub(super) fn open_session(
        tx: &mut Tx<'_>,
        user: UserId,
        device: &str,
        passkey: Option<Uuid>,
    ) -> Result<SignedIn, AccountsError> {
        // The reason is shown only after the owner has proved who they are.
        if let Some((reason, _)) = tx.accounts().suspension(user)? {
            return Err(AccountsError::Suspended(reason));
        }
        let expires_at = after(tx.now(), SESSION_LIFETIME);
        let token = URL_SAFE_NO_PAD.encode(tx.random_bytes::<TOKEN_BYTES>());
        let id = SessionId(tx.new_id());
        let new = NewSession { id, user, token_hash: hash_of(&token), device: device.to_owned(), expires_at, passkey };
        tx.accounts().insert_session(&new)?;
        let ended = tx.accounts().end_unused_sessions_later(user, MAX_SESSIONS, id)?;
        let profile = tx.accounts().profile(user)?.ok_or(AccountsError::InvalidCredentials)?;
        let ended = tx.rows(ended)?;
        announce_ended_sessions(tx, ended);
        Ok(SignedIn { token, expires_at, profile })
    }

    /// Returns the session of a token, if there is one. Records its use in the background, at most
    /// once an hour.
    pub async fn authenticate(&self, token: &str) -> Result<Option<AuthenticatedSession>, DbError> {
        let token = hash_of(token);
        let Some(found) = self.find_session(token).await? else { return Ok(None) };
        let now = self.db().clock().now();
        let renewed = found.last_used_at.duration_until(now) >= USE_RECORD_INTERVAL;
        if renewed {
            self.0.session_cache.renew(&token, now, after(now, SESSION_LIFETIME));
            tokio::spawn(self.clone().record_use(found.id));
        }
        Ok(Some(AuthenticatedSession { user: found.user, session: found.id, renewed }))
    }

    /// Returns those of `sessions` that have ended, for the connections that they opened.
    pub async fn filter_ended_sessions(&self, sessions: Vec<Uuid>) -> Result<Vec<Uuid>, DbError> {
        self.db().read(move |tx| tx.accounts().filter_ended_sessions(&sessions)).await
    }

    async fn find_session(&self, token: [u8; 32]) -> Result<Option<CachedSession>, DbError> {
        let now = self.db().clock().now();
        let ended = match self.0.session_cache.get(&token, now) {
            Ok(found) => return Ok(Some(found)),
            Err(ended) => ended,
        };
        let row = self.db().read(move |tx| tx.accounts().find_session(&token)).await?;
        let found = row.map(|row| CachedSession {
            id: row.id,
            user: row.user,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
        });
        if let Some(found) = found {
            self.0.session_cache.insert(token, now, found, ended);
        }
        Ok(found)
    }

    async fn record_use(self, session: SessionId) {
        let recorded = self
            .db()
            .background(session, move |tx| {
                let now = tx.now();
                tx.accounts().touch_session(session, after(now, SESSION_LIFETIME), after(now, -USE_RECORD_INTERVAL))
            })
            .await;
        if let Err(error) = recorded {
            let error: DbError = error;
            tracing::warn!(%error, "could not record the use of a session");
        }
    }

    /// Returns a user's open sessions before the id `before`, newest first.
    pub async fn sessions(&self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<SessionRow>, DbError> {
        self.db().read(move |tx| tx.accounts().sessions(user, before, limit)).await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// `NotFound` if the user has no such session.
    pub async fn end_session(
        &self,
        user: UserId,
        session: SessionId,
        client: &ClientInfo,
    ) -> Result<(), AccountsError> {
        let device = client.device.clone();
        self.db()
            .write(user, move |tx| {
                if !tx.accounts().end_session(user, session)? {
                    return Err(AccountsError::NotFound);
                }
                tx.accounts().record_event(user, AccountEventKind::SessionEnded, &device)?;
                announce_ended_sessions(tx, [session]);
                Ok(())
            })
            .await
    }

    /// Sets a new password and ends every other session.
    ///
    /// # Errors
    /// `InvalidCredentials` if the current password is wrong, `Invalid` with the field
    /// `new_password`, `TooManyAttempts`, `Overloaded`.
    pub async fn change_password(
        &self,
        user: UserId,
        session: SessionId,
        current: String,
        new: String,
        client: &ClientInfo,
    ) -> Result<(), AccountsError> {
        let owner = self.db().read(move |tx| tx.accounts().credentials(user)).await?;
        let owner = owner.ok_or(AccountsError::Unauthenticated)?;
        password::check(&new, &owner.full_name, &owner.identifiers())
            .map_err(|fault| AccountsError::field("new_password", fault))?;
        let limit_keys = self.attempt_limit_keys(user.0.as_bytes(), client);
        self.verify_password(limit_keys, Some(user), client, current, Some(owner.password_hash.clone())).await?;
        let hash = self.options().hasher.hash(new).await?;
        let (accounts, device) = (self.clone(), client.device.clone());
        let reactions = Arc::clone(&self.options().reactions);
        self.db()
            .write(user, move |tx| {
                accounts.accept_attempt(tx, &limit_keys)?;
                if !tx.accounts().replace_password(user, &owner.password_hash, &hash)? {
                    return Err(AccountsError::InvalidCredentials);
                }
                // A reset code that was sent before must no longer work.
                accounts.delete_reset_codes(tx, &owner.identifiers())?;
                tx.accounts().record_event(user, AccountEventKind::PasswordChanged, &device)?;
                accounts.notify_owner(tx, &owner, AccountNotice::PasswordChanged)?;
                accounts.report_security_event(tx, user, SecurityEvent::PasswordChanged, &device)?;
                let passkey = tx.accounts().opening_passkey(user, session)?.map(|(passkey, _)| passkey);
                reactions.password_changed(tx, user, passkey)?;
                let others = tx.accounts().end_other_sessions(user, Some(session))?;
                announce_ended_sessions(tx, others);
                Ok(())
            })
            .await
    }
}

/// Emits a hint for each ended session, so that its connections are closed.
pub(super) fn announce_ended_sessions(tx: &mut Tx<'_>, sessions: impl IntoIterator<Item = SessionId>) {
    for session in sessions {
        tx.emit(Hint { topic: SESSION_ENDED, subject: session.0, day: None });
    }
}

fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
