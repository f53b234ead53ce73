//! What a person may see, change and delete of the own account.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::sessions::ended;
use super::{Accounts, Visitor};
use crate::features::accounts::emails::Notice;
use crate::features::accounts::rules::{Fault, profile};
use crate::features::accounts::store::ProfileRow;
use crate::features::accounts::{AccountsError, SessionId, UserId};
use crate::platform::db::{DbError, Tx};
use crate::platform::problem::FieldError;

/// How long a sign-in by passkey stands for the password.
const PROVED_FOR: SignedDuration = SignedDuration::from_mins(5);

/// What is to be changed; what is `None` stays. The inner `None` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileChanges {
    /// Name.
    pub full_name: Option<String>,
    /// What others see.
    pub display_name: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// `HH:MM`.
    pub day_start: Option<String>,
    /// Language tag.
    pub locale: Option<String>,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<Option<String>>,
    /// In the person's own words.
    pub gender: Option<Option<String>>,
    /// Whether strangers see this person on boards.
    pub leaderboard_visible: Option<bool>,
}

impl Accounts {
    /// The account as its owner sees it.
    ///
    /// # Errors
    /// `Unauthenticated` when it is gone, `Db`.
    pub async fn profile(&self, user: UserId) -> Result<ProfileRow, AccountsError> {
        self.db().read(move |tx| tx.accounts().profile(user)).await?.ok_or(AccountsError::Unauthenticated)
    }

    /// Changes the profile; part of the caller's unit of work.
    ///
    /// # Errors
    /// `Invalid` naming each wrong field, `Unauthenticated` when the account is gone, `Db`.
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

    /// Deletes the account and everything that is its own. The password proves that it is the
    /// owner who asks, or that `session` was opened by a passkey a moment ago.
    ///
    /// # Errors
    /// `InvalidCredentials` for a wrong password, `Invalid` for none where one is needed,
    /// `TooManyAttempts`, `Overloaded`, `Db`.
    pub async fn delete(
        &self,
        user: UserId,
        session: SessionId,
        password: Option<String>,
        visitor: &Visitor,
    ) -> Result<(), AccountsError> {
        let known = self
            .db()
            .read(move |tx| Ok::<_, DbError>((tx.accounts().credentials(user)?, proved_by_passkey(tx, user, session)?)))
            .await?;
        let (Some(known), proved) = known else { return Err(AccountsError::Unauthenticated) };
        let brakes = self.brakes(user.0.as_bytes(), visitor);
        match password {
            Some(password) => {
                let hash = Some(known.password_hash.clone());
                self.check_password(brakes, Some(user), visitor, password, hash).await?;
            }
            None if proved => {}
            None => {
                let detail = "Type the password, or sign in with a passkey and ask again within five minutes.";
                return Err(AccountsError::field("password", Fault::new("required", detail)));
            }
        }
        let marks: Vec<[u8; 32]> = known.identifiers().iter().map(|own| self.identifier_mark(own)).collect();
        let room = self.clone();
        self.db()
            .write(user, move |tx| {
                room.let_through(tx, &brakes)?;
                let (picture, now) = (tx.accounts().avatar(user)?, tx.now());
                let sessions = tx.accounts().end_other_sessions(user, None)?;
                room.options().reactions.account_closing(tx, user)?;
                if !tx.accounts().delete_user(user, &known.password_hash)? {
                    return Err(AccountsError::InvalidCredentials);
                }
                // These two hang on no account and would outlive it by a day.
                tx.idempotency().forget(user.0)?;
                for mark in &marks {
                    tx.accounts().drop_registrations(mark)?;
                    tx.accounts().forget_tries(mark)?;
                }
                if let Some(picture) = &picture {
                    tx.accounts().mark_file_orphaned(picture, now)?;
                }
                if known.email.is_some() {
                    room.tell_owner(tx, &known, Notice::Deleted)?;
                }
                ended(tx, sessions);
                Ok::<_, AccountsError>(())
            })
            .await?;
        // The account is gone; a file that resists is tried again every few minutes.
        if let Err(error) = self.remove_orphaned_files().await {
            tracing::warn!(%error, "the pictures of a deleted account wait to be removed");
        }
        Ok(())
    }
}

/// Whether a passkey opened the session so little ago that it stands for the password.
fn proved_by_passkey(tx: &mut Tx<'_>, user: UserId, session: SessionId) -> Result<bool, DbError> {
    let now = tx.now();
    let opened = tx.accounts().passkey_of(user, session)?.map(|(_, opened)| opened.duration_until(now));
    Ok(opened.is_some_and(|since| (SignedDuration::ZERO..PROVED_FOR).contains(&since)))
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

/// Sets what was sent and is fine, notes what is not.
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
