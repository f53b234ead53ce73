//! Accounts.

use jiff::Timestamp;
use jiff::civil::Date;

use super::AccountsStore;
use crate::features::accounts::UserId;
use crate::features::accounts::rules::identifier::Identifier;
use crate::platform::db::{DbError, Row};

const INSERT: &str =
    "INSERT INTO users (id, full_name, display_name, email, email_key, phone_number, password_hash, time_zone,
        day_start, locale, leaderboard_visible, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11)
    ON CONFLICT DO NOTHING";
const SELECT_BY_EMAIL: &str = "SELECT id, password_hash, full_name, email, phone_number FROM users
    WHERE email_key = $1 AND deleted = FALSE";
const SELECT_BY_PHONE: &str = "SELECT id, password_hash, full_name, email, phone_number FROM users
    WHERE phone_number = $1 AND deleted = FALSE";
const SELECT_BY_ID: &str = "SELECT id, password_hash, full_name, email, phone_number FROM users
    WHERE id = $1 AND deleted = FALSE";
const SELECT_PROFILE: &str =
    "SELECT id, full_name, display_name, email, phone_number, time_zone, day_start, locale, date_of_birth, gender,
        leaderboard_visible, created_at, avatar
    FROM users WHERE id = $1 AND deleted = FALSE";
const UPDATE_PROFILE: &str =
    "UPDATE users SET full_name = $2, display_name = $3, time_zone = $4, day_start = $5, locale = $6,
        date_of_birth = $7, gender = $8, leaderboard_visible = $9
    WHERE id = $1 AND deleted = FALSE";
const UPDATE_PASSWORD: &str = "UPDATE users SET password_hash = $3
    WHERE id = $1 AND password_hash = $2 AND deleted = FALSE";
const UPDATE_EMAIL: &str = "UPDATE users SET email = $2, email_key = $3 WHERE id = $1 AND deleted = FALSE";
const UPDATE_PHONE: &str = "UPDATE users SET phone_number = $2 WHERE id = $1 AND deleted = FALSE";

/// The fields of an account that its password is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Credentials {
    pub user: UserId,
    /// PHC string.
    pub password_hash: String,
    /// The password must not equal the name, the address or the number.
    pub full_name: String,
    pub email: Option<String>,
    pub phone_number: Option<String>,
}

impl Credentials {
    /// Returns the identifiers of the account, the email address first.
    #[must_use]
    pub fn identifiers(&self) -> Vec<Identifier> {
        let email = self.email.clone().map(|email| Identifier::from_row("email", email));
        let phone = self.phone_number.clone().map(Identifier::Phone);
        email.into_iter().chain(phone).collect()
    }
}

/// An account to insert.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NewUser {
    pub id: UserId,
    pub full_name: String,
    pub display_name: String,
    /// The contact that was confirmed with a code.
    pub identifier: Identifier,
    /// PHC string.
    pub password_hash: String,
    /// IANA name.
    pub time_zone: String,
    /// Language tag.
    pub locale: String,
}

/// An account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ProfileRow {
    pub id: UserId,
    pub full_name: String,
    pub display_name: String,
    /// The address as typed.
    pub email: Option<String>,
    /// In E.164 form.
    pub phone_number: Option<String>,
    /// IANA name.
    pub time_zone: String,
    /// Minutes after midnight, 0-360.
    pub day_start: u16,
    /// Language tag.
    pub locale: String,
    pub date_of_birth: Option<Date>,
    /// In the user's own words.
    pub gender: Option<String>,
    /// Whether people who are not friends see this user on leaderboards.
    pub leaderboard_visible: bool,
    /// When the sign-up was confirmed.
    pub created_at: Timestamp,
    /// File name of the picture.
    pub avatar: Option<String>,
}

impl AccountsStore<'_, '_> {
    /// Inserts an account. Returns `false` if the identifier already has one.
    pub fn insert_user(&mut self, user: &NewUser) -> Result<bool, DbError> {
        let now = self.0.now();
        let (email, key, phone) = match &user.identifier {
            Identifier::Email { typed, key } => (Some(typed), Some(key), None),
            Identifier::Phone(number) => (None, None, Some(number)),
        };
        let inserted = self.0.execute(
            INSERT,
            &[
                &user.id,
                &user.full_name,
                &user.display_name,
                &email.cloned(),
                &key.cloned(),
                &phone.cloned(),
                &user.password_hash,
                &user.time_zone,
                &user.locale,
                &true,
                &now,
            ],
        )?;
        Ok(inserted == 1)
    }

    /// Returns the credentials of the account that `identifier` signs in to.
    pub fn credentials_by_identifier(&mut self, identifier: &Identifier) -> Result<Option<Credentials>, DbError> {
        match identifier {
            Identifier::Email { key, .. } => self.0.optional(SELECT_BY_EMAIL, &[key], credentials),
            Identifier::Phone(number) => self.0.optional(SELECT_BY_PHONE, &[number], credentials),
        }
    }

    /// Returns the credentials of a user.
    pub fn credentials(&mut self, user: UserId) -> Result<Option<Credentials>, DbError> {
        self.0.optional(SELECT_BY_ID, &[&user], credentials)
    }

    /// Returns the account as its owner sees it.
    pub fn profile(&mut self, user: UserId) -> Result<Option<ProfileRow>, DbError> {
        self.0.optional(SELECT_PROFILE, &[&user], profile)
    }

    /// Stores the fields of a profile that its owner may change.
    pub fn update_profile(&mut self, profile: &ProfileRow) -> Result<(), DbError> {
        self.0.execute(
            UPDATE_PROFILE,
            &[
                &profile.id,
                &profile.full_name,
                &profile.display_name,
                &profile.time_zone,
                &profile.day_start,
                &profile.locale,
                &profile.date_of_birth,
                &profile.gender,
                &profile.leaderboard_visible,
            ],
        )?;
        self.0.change_log().record(profile.id.0, None)
    }

    /// Sets a new password hash if the current one is still `checked`.
    pub fn replace_password(&mut self, user: UserId, checked: &str, new: &str) -> Result<bool, DbError> {
        Ok(self.0.execute(UPDATE_PASSWORD, &[&user, &checked, &new])? == 1)
    }

    /// Sets the email address or phone number of a user. The caller must check in the same unit of
    /// work that no other account has it.
    pub fn set_contact(&mut self, user: UserId, contact: &Identifier) -> Result<(), DbError> {
        match contact {
            Identifier::Email { typed, key } => self.0.execute(UPDATE_EMAIL, &[&user, typed, key])?,
            Identifier::Phone(number) => self.0.execute(UPDATE_PHONE, &[&user, number])?,
        };
        Ok(())
    }
}

fn credentials(row: &Row<'_>) -> Result<Credentials, DbError> {
    Ok(Credentials {
        user: row.get(0)?,
        password_hash: row.get(1)?,
        full_name: row.get(2)?,
        email: row.get(3)?,
        phone_number: row.get(4)?,
    })
}

fn profile(row: &Row<'_>) -> Result<ProfileRow, DbError> {
    Ok(ProfileRow {
        id: row.get(0)?,
        full_name: row.get(1)?,
        display_name: row.get(2)?,
        email: row.get(3)?,
        phone_number: row.get(4)?,
        time_zone: row.get(5)?,
        day_start: row.get(6)?,
        locale: row.get(7)?,
        date_of_birth: row.get(8)?,
        gender: row.get(9)?,
        leaderboard_visible: row.get(10)?,
        created_at: row.get(11)?,
        avatar: row.get(12)?,
    })
}
