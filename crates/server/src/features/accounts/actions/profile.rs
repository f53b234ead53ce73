//! Showing and changing the user's own account.

use jiff::tz::TimeZone;

use super::Accounts;
use crate::features::accounts::rules::{Fault, profile};
use crate::features::accounts::store::ProfileRow;
use crate::features::accounts::{AccountsError, UserId};
use crate::platform::db::Tx;
use crate::platform::problem::FieldError;

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
