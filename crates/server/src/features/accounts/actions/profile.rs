//! Showing, changing and deleting the user's own account.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::sessions::announce_ended_sessions;
use super::{Accounts, ClientInfo};
use crate::features::accounts::emails::AccountNotice;
use crate::features::accounts::rules::{Fault, profile};
use crate::features::accounts::store::ProfileRow;
use crate::features::accounts::{AccountsError, SessionId, UserId};
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// How long after signing in with a passkey the password is not needed to delete the account.
const PASSKEY_PROOF_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// Changes to a profile. `None` keeps a value; `Some(None)` clears it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ProfileChanges {
    pub full_name: Option<String>,
    pub display_name: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// `HH:MM`.
    pub day_start: Option<String>,
    /// Language tag.
    pub locale: Option<String>,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<Option<String>>,
    /// In the user's own words.
    pub gender: Option<Option<String>>,
    /// Whether people who are not friends see this user on leaderboards.
    pub leaderboard_visible: Option<bool>,
}

impl Accounts {
    /// Returns the account as its owner sees it.
    ///
    /// # Errors
    /// `Unauthenticated` if it no longer exists.
    pub async fn profile(&self, user: UserId) -> Result<ProfileRow, AccountsError> {
        self.db().read(move |tx| tx.accounts().profile(user)).await?.ok_or(AccountsError::Unauthenticated)
    }

    /// Changes the profile, in the caller's unit of work.
    ///
    /// # Errors
    /// `Invalid` with each invalid field, `Unauthenticated` if the account no longer exists.
    pub fn change_profile(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        changes: &ProfileChanges,
    ) -> Result<ProfileRow, AccountsError> {
        let before = tx.accounts().profile(user)?.ok_or(AccountsError::Unauthenticated)?;
        let today = tx.now().to_zoned(TimeZone::get(&before.time_zone).unwrap_or(TimeZone::UTC)).date();
        let after = apply(&before, changes, today)?;
        if after == before {
            return Ok(after);
        }
        tx.accounts().update_profile(&after)?;
        if (&after.time_zone, after.day_start) != (&before.time_zone, before.day_start) {
            self.options().reactions.clock_changed(tx, user, &after.time_zone, after.day_start)?;
        }
        Ok(after)
    }

    /// Deletes the account and all its data. Needs the password, unless `session` was opened with a
    /// passkey within the last five minutes.
    ///
    /// # Errors
    /// `InvalidCredentials` if the password is wrong, `Invalid` if it is missing but needed,
    /// `TooManyAttempts`, `Overloaded`.
    pub async fn delete(
        &self,
        user: UserId,
        session: SessionId,
        password: Option<String>,
        client: &ClientInfo,
    ) -> Result<(), AccountsError> {
        let owner = self
            .db()
            .read(move |tx| Ok::<_, DbError>((tx.accounts().credentials(user)?, proved_by_passkey(tx, user, session)?)))
            .await?;
        let (Some(owner), proved) = owner else { return Err(AccountsError::Unauthenticated) };
        let limit_keys = self.attempt_limit_keys(user.0.as_bytes(), client);
        match password {
            Some(password) => {
                let hash = Some(owner.password_hash.clone());
                self.verify_password(limit_keys, Some(user), client, password, hash).await?;
            }
            None if proved => {}
            None => {
                let detail = "Enter your password, or sign in with a passkey and try again within five minutes.";
                return Err(AccountsError::field("password", Fault::new("required", detail)));
            }
        }
        let macs: Vec<[u8; 32]> = owner.identifiers().iter().map(|own| self.identifier_mac(own)).collect();
        let accounts = self.clone();
        self.db()
            .write(user, move |tx| {
                accounts.accept_attempt(tx, &limit_keys)?;
                let (picture, now) = (tx.accounts().avatar(user)?, tx.now());
                let sessions = tx.accounts().end_other_sessions(user, None)?;
                accounts.options().reactions.account_closing(tx, user)?;
                if !tx.accounts().delete_user(user, &owner.password_hash)? {
                    return Err(AccountsError::InvalidCredentials);
                }
                // These rows don't refer to the account and would remain for up to a day.
                tx.idempotency().delete_of_user(user.0)?;
                for mac in &macs {
                    tx.accounts().delete_registrations(mac)?;
                    tx.accounts().delete_code_attempts(mac)?;
                    tx.accounts().delete_reset_code(mac)?;
                }
                if let Some(picture) = &picture {
                    tx.accounts().mark_file_orphaned(picture, now)?;
                }
                if owner.email.is_some() {
                    accounts.notify_owner(tx, &owner, AccountNotice::Deleted)?;
                }
                announce_ended_sessions(tx, sessions);
                Ok::<_, AccountsError>(())
            })
            .await?;
        // A file that can't be removed now is tried again every few minutes.
        if let Err(error) = self.remove_orphaned_files().await {
            tracing::warn!(%error, "could not remove the picture of a deleted account yet");
        }
        Ok(())
    }
}

/// Returns whether the session was opened with a passkey within [`PASSKEY_PROOF_LIFETIME`].
fn proved_by_passkey(tx: &mut Tx<'_>, user: UserId, session: SessionId) -> Result<bool, DbError> {
    let now = tx.now();
    let opened = tx.accounts().opening_passkey(user, session)?.map(|(_, opened)| opened.duration_until(now));
    Ok(opened.is_some_and(|since| (SignedDuration::ZERO..PASSKEY_PROOF_LIFETIME).contains(&since)))
}

fn apply(before: &ProfileRow, changes: &ProfileChanges, today: jiff::civil::Date) -> Result<ProfileRow, AccountsError> {
    let mut after = before.clone();
    let mut errors: Vec<FieldError> = Vec::new();
    let mut set = Setter(&mut errors);
    set.field("full_name", changes.full_name.as_deref().map(profile::name), &mut after.full_name);
    set.field("display_name", changes.display_name.as_deref().map(profile::name), &mut after.display_name);
    set.field("time_zone", changes.time_zone.as_deref().map(profile::time_zone), &mut after.time_zone);
    set.field("day_start", changes.day_start.as_deref().map(profile::day_start), &mut after.day_start);
    set.field("locale", changes.locale.as_deref().map(profile::locale), &mut after.locale);
    let birth = |text: &str| profile::date_of_birth(text, today);
    set.field(
        "date_of_birth",
        changes.date_of_birth.as_ref().map(|d| d.as_deref().map(birth).transpose()),
        &mut after.date_of_birth,
    );
    set.field(
        "gender",
        changes.gender.as_ref().map(|g| g.as_deref().map(profile::gender).transpose()),
        &mut after.gender,
    );
    if let Some(visible) = changes.leaderboard_visible {
        after.leaderboard_visible = visible;
    }
    if errors.is_empty() { Ok(after) } else { Err(AccountsError::Invalid(errors)) }
}

/// Sets the valid fields that were sent and collects the errors of the others.
struct Setter<'e>(&'e mut Vec<FieldError>);

impl Setter<'_> {
    fn field<T>(&mut self, name: &str, sent: Option<Result<T, Fault>>, place: &mut T) {
        match sent {
            Some(Ok(value)) => *place = value,
            Some(Err(fault)) => self.0.push(FieldError::new(name, fault.code, fault.detail)),
            None => {}
        }
    }
}
