//! A forgotten password, and another contact.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::contact;
use super::me::Profile;
use super::session::CurrentUser;
use crate::features::accounts::AccountsError;
use crate::features::accounts::actions::{Accounts, OnItsWay, Visitor};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Command, Executor};
use crate::platform::problem::Problem;

/// Whose password is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForgotPassword {
    /// E-mail address or phone number.
    #[schema(max_length = 254)]
    identifier: String,
}

/// The code that came, and the password that is to work.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResetPassword {
    /// E-mail address or phone number.
    #[schema(max_length = 254)]
    identifier: String,
    /// Six digits.
    #[schema(min_length = 6, max_length = 6)]
    otp: String,
    /// Not among the common ones.
    #[schema(min_length = 8, max_length = 200, format = Password)]
    new_password: String,
}

/// A contact to be added or to take the place of the one there is; exactly one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewContact {
    /// E-mail address.
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// Phone number.
    #[schema(max_length = 32)]
    phone_number: Option<String>,
}

/// The contact and the code that went there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyContact {
    /// E-mail address.
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// Phone number.
    #[schema(max_length = 32)]
    phone_number: Option<String>,
    /// Six digits.
    #[schema(min_length = 6, max_length = 6)]
    otp: String,
}

/// A code is on its way, if there is somebody to get it.
#[derive(Serialize, ToSchema)]
pub(super) struct CodeOnItsWay {
    /// Where it goes.
    identifier: String,
    /// The code works until then.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Another can be asked for from then on.
    #[schema(value_type = String, format = DateTime)]
    resend_at: Timestamp,
}

impl From<OnItsWay> for CodeOnItsWay {
    fn from(sent: OnItsWay) -> Self {
        let OnItsWay { identifier, expires_at, resend_at } = sent;
        Self { identifier, expires_at, resend_at }
    }
}

/// Ask for a code to choose another password
///
/// The answer is the same whether or not there is such an account.
#[utoipa::path(post, path = "/auth/forgot-password", tag = "accounts", security(()), request_body = ForgotPassword,
    responses((status = 202, body = CodeOnItsWay)))]
pub(super) async fn forgot_password(
    State(accounts): State<Accounts>,
    visitor: Visitor,
    Command { input, .. }: Command<ForgotPassword>,
) -> Result<Answer, Problem> {
    let sent = accounts.forgot_password(&input.identifier, &visitor).await?;
    Answer::json(StatusCode::ACCEPTED, &CodeOnItsWay::from(sent))
}

/// Choose another password with the code; every session ends
#[utoipa::path(post, path = "/auth/reset-password", tag = "accounts", security(()), request_body = ResetPassword,
    responses((status = 204, description = "Done")))]
pub(super) async fn reset_password(
    State(accounts): State<Accounts>,
    visitor: Visitor,
    Command { input, .. }: Command<ResetPassword>,
) -> Result<Answer, Problem> {
    accounts.reset_password(&input.identifier, &input.otp, input.new_password, &visitor).await?;
    Ok(Answer::empty())
}

/// Ask for a code to a contact that is to be the account's
///
/// Adds the second contact, or puts one in the place of the old; the contacts the account has
/// are told once it is done.
#[utoipa::path(post, path = "/me/contacts", tag = "accounts", request_body = NewContact,
    responses((status = 202, body = CodeOnItsWay)))]
pub(super) async fn propose_contact(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    visitor: Visitor,
    command: Command<NewContact>,
) -> Result<Answer, Problem> {
    let proposed = contact(&accounts, command.input.email.as_deref(), command.input.phone_number.as_deref())?;
    let executor = executor(&accounts);
    let work = move |tx: &mut Tx<'_>, _: &NewContact| {
        let sent = accounts.propose_contact(tx, user.id, &proposed, &visitor)?;
        Ok::<_, AccountsError>(CodeOnItsWay::from(sent))
    };
    executor.run(user.id.0, StatusCode::ACCEPTED, command, work).await
}

/// Take the contact on with the code that came there
#[utoipa::path(post, path = "/me/contacts/verify", tag = "accounts", request_body = VerifyContact,
    responses((status = 200, body = Profile)))]
pub(super) async fn verify_contact(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    visitor: Visitor,
    command: Command<VerifyContact>,
) -> Result<Answer, Problem> {
    let input = &command.input;
    let proposed = contact(&accounts, input.email.as_deref(), input.phone_number.as_deref())?;
    let executor = executor(&accounts);
    if let Some(answer) = executor.kept(user.id.0, &command).await? {
        return Ok(answer);
    }
    let proof = accounts.proof(user.id, proposed, &command.input.otp, &visitor);
    // In a unit of its own: a wrong code is counted even though the call fails.
    accounts.check_contact(&proof).await?;
    let work = move |tx: &mut Tx<'_>, _: &VerifyContact| {
        Ok::<_, AccountsError>(Profile::from(accounts.take_contact(tx, &proof)?))
    };
    executor.run(user.id.0, StatusCode::OK, command, work).await
}

fn executor(accounts: &Accounts) -> Executor {
    Executor::new(accounts.options().db.clone(), accounts.options().secrets.clone())
}
