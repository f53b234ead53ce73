//! Sessions: opened by a login, found by their token, kept alive by use, ended by their owner.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::session_cache::FoundSession;
use super::{Accounts, Visitor, after};
use crate::features::accounts::emails::Notice;
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::rules::password;
use crate::features::accounts::store::{Credentials, EventRow, NewSession, ProfileRow, Purpose, SessionRow};
use crate::features::accounts::{AccountsError, SESSION_ENDED, SecurityEvent, SessionId, UserId};
use crate::platform::bus::Hint;
use crate::platform::db::{DbError, Tx};

/// A session that is not used ends after this.
const LIFE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Use is noted at most so often: a write per request would cost more than the request.
const NOTED_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// Random bytes of a token.
const TOKEN: usize = 32;

/// A session just opened. The token is shown once and kept nowhere.
#[derive(Clone)]
pub struct SignedIn {
    /// 256 random bits, base64url.
    pub token: String,
    /// Ends then unless it is used.
    pub expires_at: Timestamp,
    /// Whose it is.
    pub profile: ProfileRow,
}

/// A session that came with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub session: SessionId,
    /// Its end was just moved on: a cookie should be, too.
    pub renewed: bool,
}

impl Accounts {
    /// Opens a session by password.
    ///
    /// # Errors
    /// `InvalidCredentials` alike for a wrong password and an unknown identifier,
    /// `TooManyAttempts`, `Overloaded`, `Db`.
    pub async fn login(
        &self,
        identifier: &str,
        password: String,
        visitor: &Visitor,
    ) -> Result<SignedIn, AccountsError> {
        // What is no address and no number is nobody's, and says so no faster.
        let parsed = Identifier::either(identifier, &self.options().phones).ok();
        let who = parsed.as_ref().map_or_else(|| identifier.trim().to_lowercase(), |parsed| parsed.key().to_owned());
        let brakes = self.brakes(who.as_bytes(), visitor);
        let known = match parsed {
            Some(identifier) => self.db().read(move |tx| tx.accounts().credentials_of(&identifier)).await?,
            None => None,
        };
        let (password, hash) = if password.len() > password::MOST_BYTES {
            (String::new(), None)
        } else {
            (password, known.as_ref().map(|known| known.password_hash.clone()))
        };
        self.check_password(brakes, known.as_ref().map(|known| known.user), visitor, password, hash).await?;
        let known = known.ok_or(AccountsError::InvalidCredentials)?;
        let (room, device) = (self.clone(), visitor.device.clone());
        self.db()
            .write(known.user, move |tx| {
                room.let_through(tx, &brakes)?;
                // Changed or deleted while the hash was computed: then it is no longer right.
                let still = tx.accounts().credentials(known.user)?;
                if still.is_none_or(|still| still.password_hash != known.password_hash) {
                    return Err(AccountsError::InvalidCredentials);
                }
                room.note_sign_in(tx, &known, AccountEventKind::SignedIn, &device)?;
                Self::open_session(tx, known.user, &device, None)
            })
            .await
    }

    /// Notes that somebody signed in, and tells the owner when the kind of device is new.
    fn note_sign_in(
        &self,
        tx: &mut Tx<'_>,
        owner: &Credentials,
        how: AccountEventKind,
        device: &str,
    ) -> Result<(), AccountsError> {
        let new = !tx.accounts().knows_device(owner.user, device)?;
        tx.accounts().note_event(owner.user, how, device)?;
        if new {
            self.report_security_event(tx, owner.user, SecurityEvent::NewDevice, device)?;
        }
        // By mail alone: a text message for each new device would cost more than it tells.
        if new && let Some(email) = owner.email.as_deref().and_then(|email| Identifier::email(email).ok()) {
            let by_passkey = how == AccountEventKind::SignedInByPasskey;
            self.send_notice(tx, &email, Notice::NewDevice { device, by_passkey })?;
        }
        Ok(())
    }

    /// What happened to a person's account, newest first, before an id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn events(&self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<EventRow>, DbError> {
        self.db().read(move |tx| tx.accounts().events(user, before, limit)).await
    }

    /// Opens a session for somebody whose passkey was checked; part of the caller's unit of work.
    ///
    /// # Errors
    /// `InvalidCredentials` when the account is gone, `Suspended`, `Db`.
    pub fn open_session_by_passkey(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        passkey: Uuid,
        device: &str,
    ) -> Result<SignedIn, AccountsError> {
        let known = tx.accounts().credentials(user)?.ok_or(AccountsError::InvalidCredentials)?;
        self.note_sign_in(tx, &known, AccountEventKind::SignedInByPasskey, device)?;
        Self::open_session(tx, user, device, Some(passkey))
    }

    /// Ends the sessions that a passkey opened, but the one that asks; part of the caller's unit
    /// of work.
    ///
    /// # Errors
    /// What the database says.
    pub fn end_sessions_of_passkey(
        tx: &mut Tx<'_>,
        user: UserId,
        passkey: Uuid,
        asking: SessionId,
    ) -> Result<(), DbError> {
        let sessions = tx.accounts().end_sessions_of_passkey(user, passkey, asking)?;
        ended(tx, sessions);
        Ok(())
    }

    pub(super) fn open_session(
        tx: &mut Tx<'_>,
        user: UserId,
        device: &str,
        passkey: Option<Uuid>,
    ) -> Result<SignedIn, AccountsError> {
        // Whatever opened the door: who is shut out is told why, after proving who they are.
        if let Some((reason, _)) = tx.accounts().suspension(user)? {
            return Err(AccountsError::Suspended(reason));
        }
        let expires_at = after(tx.now(), LIFE);
        let token = URL_SAFE_NO_PAD.encode(tx.random_bytes::<TOKEN>());
        let id = SessionId(tx.new_id());
        let new = NewSession { id, user, token_hash: hash_of(&token), device: device.to_owned(), expires_at, passkey };
        tx.accounts().insert_session(&new)?;
        let profile = tx.accounts().profile(user)?.ok_or(AccountsError::InvalidCredentials)?;
        Ok(SignedIn { token, expires_at, profile })
    }

    /// Whose token this is, if it is anybody's. Notes the use in the background, at most
    /// once an hour.
    ///
    /// # Errors
    /// What the database says.
    pub async fn session_of(&self, token: &str) -> Result<Option<Seen>, DbError> {
        let token = hash_of(token);
        let Some(found) = self.found(token).await? else { return Ok(None) };
        let now = self.db().clock().now();
        let renewed = found.last_used_at.duration_until(now) >= NOTED_EVERY;
        if renewed {
            self.0.known.renew(&token, now, after(now, LIFE));
            tokio::spawn(self.clone().note_use(found.id));
        }
        Ok(Some(Seen { user: found.user, session: found.id, renewed }))
    }

    /// Which of `sessions` are over, for whoever holds connections open for them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn ended_of(&self, sessions: Vec<Uuid>) -> Result<Vec<Uuid>, DbError> {
        self.db().read(move |tx| tx.accounts().ended_of(&sessions)).await
    }

    async fn found(&self, token: [u8; 32]) -> Result<Option<FoundSession>, DbError> {
        let now = self.db().clock().now();
        let endings = match self.0.known.recall(&token, now) {
            Ok(found) => return Ok(Some(found)),
            Err(endings) => endings,
        };
        let row = self.db().read(move |tx| tx.accounts().session_of(&token)).await?;
        let found = row.map(|row| FoundSession {
            id: row.id,
            user: row.user,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
        });
        if let Some(found) = found {
            self.0.known.remember(token, now, found, endings);
        }
        Ok(found)
    }

    async fn note_use(self, session: SessionId) {
        let noted = self
            .db()
            .background(session, move |tx| {
                let now = tx.now();
                tx.accounts().touch_session(session, after(now, LIFE), after(now, -NOTED_EVERY))
            })
            .await;
        if let Err(error) = noted {
            let error: DbError = error;
            tracing::warn!(%error, "the use of a session was not noted");
        }
    }

    /// A person's live sessions, newest first, those before an id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sessions(&self, user: UserId, before: Option<Uuid>, limit: u32) -> Result<Vec<SessionRow>, DbError> {
        self.db().read(move |tx| tx.accounts().sessions(user, before, limit)).await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// `NotFound` when this person has no such session, `Db`.
    pub async fn end_session(&self, user: UserId, session: SessionId, visitor: &Visitor) -> Result<(), AccountsError> {
        let device = visitor.device.clone();
        self.db()
            .write(user, move |tx| {
                if !tx.accounts().end_session(user, session)? {
                    return Err(AccountsError::NotFound);
                }
                tx.accounts().note_event(user, AccountEventKind::SessionEnded, &device)?;
                ended(tx, [session]);
                Ok(())
            })
            .await
    }

    /// Sets another password and ends every other session.
    ///
    /// # Errors
    /// `InvalidCredentials` for a wrong current password, `Invalid` naming `new_password`,
    /// `TooManyAttempts`, `Overloaded`, `Db`.
    pub async fn change_password(
        &self,
        user: UserId,
        session: SessionId,
        current: String,
        new: String,
        visitor: &Visitor,
    ) -> Result<(), AccountsError> {
        let known = self.db().read(move |tx| tx.accounts().credentials(user)).await?;
        let known = known.ok_or(AccountsError::Unauthenticated)?;
        password::check(&new, &known.full_name, &known.identifiers())
            .map_err(|fault| AccountsError::field("new_password", fault))?;
        let brakes = self.brakes(user.0.as_bytes(), visitor);
        self.check_password(brakes, Some(user), visitor, current, Some(known.password_hash.clone())).await?;
        let hash = self.options().hashing.hash(new).await?;
        let (room, device) = (self.clone(), visitor.device.clone());
        let reactions = Arc::clone(&self.options().reactions);
        self.db()
            .write(user, move |tx| {
                room.let_through(tx, &brakes)?;
                if !tx.accounts().replace_password(user, &known.password_hash, &hash)? {
                    return Err(AccountsError::InvalidCredentials);
                }
                // A code for another password that is on its way must not undo this one.
                tx.accounts().drop_account_codes(user, Purpose::Reset, None)?;
                tx.accounts().note_event(user, AccountEventKind::PasswordChanged, &device)?;
                room.tell_owner(tx, &known, Notice::PasswordChanged)?;
                room.report_security_event(tx, user, SecurityEvent::PasswordChanged, &device)?;
                let passkey = tx.accounts().passkey_of(user, session)?.map(|(passkey, _)| passkey);
                reactions.password_changed(tx, user, passkey)?;
                let others = tx.accounts().end_other_sessions(user, Some(session))?;
                ended(tx, others);
                Ok(())
            })
            .await
    }
}

/// Tells who holds connections open for these sessions.
pub(super) fn ended(tx: &mut Tx<'_>, sessions: impl IntoIterator<Item = SessionId>) {
    for session in sessions {
        tx.emit(Hint { topic: SESSION_ENDED, subject: session.0, day: None });
    }
}

fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
