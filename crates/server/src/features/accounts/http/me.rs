//! `/me`: the user's own account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::avatar::avatar_url;
use super::session::{Cookie, CurrentUser};
use crate::features::accounts::actions::{Accounts, ClientInfo, ProfileChanges};
use crate::features::accounts::rules::profile::clock_text;
use crate::features::accounts::store::ProfileRow;
use crate::features::accounts::{AccountsError, UserId};
use crate::platform::http::{Answer, Command, Executor, Optional};
use crate::platform::problem::Problem;

/// An account as its owner sees it.
#[derive(Serialize, ToSchema)]
pub(super) struct Profile {
    #[schema(value_type = uuid::Uuid)]
    id: UserId,
    full_name: String,
    /// The name others see.
    display_name: String,
    #[schema(required)]
    email: Option<String>,
    /// In E.164 form.
    #[schema(required)]
    phone_number: Option<String>,
    /// IANA name.
    time_zone: String,
    /// When the user's day starts, `HH:MM`.
    day_start: String,
    /// Language tag.
    locale: String,
    #[schema(required, value_type = Option<String>, format = Date)]
    date_of_birth: Option<Date>,
    /// In the user's own words.
    #[schema(required)]
    gender: Option<String>,
    /// URL path of the picture.
    #[schema(required)]
    avatar_url: Option<String>,
    /// Whether people who are not friends see this user on leaderboards.
    leaderboard_visible: bool,
    /// When the account was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<ProfileRow> for Profile {
    fn from(row: ProfileRow) -> Self {
        Self {
            id: row.id,
            full_name: row.full_name,
            display_name: row.display_name,
            email: row.email,
            phone_number: row.phone_number,
            time_zone: row.time_zone,
            day_start: clock_text(row.day_start),
            locale: row.locale,
            date_of_birth: row.date_of_birth,
            gender: row.gender,
            avatar_url: row.avatar.as_deref().map(avatar_url),
            leaderboard_visible: row.leaderboard_visible,
            created_at: row.created_at,
        }
    }
}

/// The fields to change. Omitted fields keep their values.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeProfile {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    full_name: Option<String>,
    /// The name others see.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    display_name: Option<String>,
    /// IANA name.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, max_length = 64)]
    time_zone: Option<String>,
    /// When the user's day starts: `HH:MM`, from 00:00 to 06:00.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, min_length = 5, max_length = 5)]
    day_start: Option<String>,
    /// Language tag (BCP 47).
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, max_length = 35)]
    locale: Option<String>,
    /// Null clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, required = false, format = Date)]
    date_of_birth: Option<Option<String>>,
    /// In the user's own words. Null clears it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, required = false, min_length = 1, max_length = 40)]
    gender: Option<Option<String>>,
    /// Whether people who are not friends see this user on leaderboards.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false)]
    leaderboard_visible: Option<bool>,
}

/// Deserializes a field that is present as `Some`, so that an omitted field (`None`) differs from
/// null, which is a value for some fields and an error for others.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(source: D) -> Result<Option<T>, D::Error> {
    T::deserialize(source).map(Some)
}

/// Confirms the deletion of an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeleteAccount {
    /// May be omitted within five minutes after signing in with a passkey.
    #[serde(default)]
    #[schema(max_length = 200, format = Password)]
    password: Option<String>,
}

/// Get your account
#[utoipa::path(get, path = "/me", tag = "accounts", responses((status = 200, body = Profile)))]
pub(super) async fn show_profile(State(accounts): State<Accounts>, user: CurrentUser) -> Result<Answer, Problem> {
    Answer::json(StatusCode::OK, &Profile::from(accounts.profile(user.id).await?))
}

/// Change your account
#[utoipa::path(patch, path = "/me", tag = "accounts", request_body = ChangeProfile,
    responses((status = 200, body = Profile)))]
pub(super) async fn change_profile(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    command: Command<ChangeProfile>,
) -> Result<Answer, Problem> {
    let command = command.map(|input| ProfileChanges {
        full_name: input.full_name,
        display_name: input.display_name,
        time_zone: input.time_zone,
        day_start: input.day_start,
        locale: input.locale,
        date_of_birth: input.date_of_birth,
        gender: input.gender,
        leaderboard_visible: input.leaderboard_visible,
    });
    let options = accounts.options();
    let executor = Executor::new(options.db.clone(), options.secrets.clone());
    let work = move |tx: &mut crate::platform::db::Tx<'_>, changes: &ProfileChanges| {
        Ok::<_, AccountsError>(Profile::from(accounts.change_profile(tx, user.id, changes)?))
    };
    executor.run(user.id.0, StatusCode::OK, command, work).await
}

/// Delete your account and all its data
///
/// Needs the password, except within five minutes after signing in with a passkey.
#[utoipa::path(delete, path = "/me", tag = "accounts", request_body = DeleteAccount, responses((status = 204, description = "Done")))]
pub(super) async fn delete_account(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    client: ClientInfo,
    Command { input, .. }: Command<Optional<DeleteAccount>>,
) -> Result<Response, Problem> {
    let password = input.0.and_then(|input| input.password);
    accounts.delete(user.id, user.session, password, &client).await?;
    let mut response = Answer::empty().into_response();
    Cookie::of(&accounts).clear(&mut response);
    Ok(response)
}
