//! Resetting a forgotten password, and adding or replacing a contact.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::read_contact;
use super::me::Profile;
use super::session::CurrentUser;
use crate::features::accounts::AccountsError;
use crate::features::accounts::actions::{Accounts, ClientInfo, CodeDelivery};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Command, Executor};
use crate::platform::problem::Problem;

/// The account whose password is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ForgotPassword {
    /// Email address or phone number.
    #[schema(max_length = 254)]
    identifier: String,
}

/// The code that was sent, and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ResetPassword {
    /// Email address or phone number.
    #[schema(max_length = 254)]
    identifier: String,
    /// Six digits of any script. Blanks and dashes don't count.
    #[schema(min_length = 6, max_length = 32)]
    otp: String,
    /// Must not be a common password.
    #[schema(min_length = 8, max_length = 200, format = Password)]
    new_password: String,
}

/// A contact to add or to replace the current one of its kind. Exactly one field must be set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewContact {
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// In any common notation; an extension is ignored.
    #[schema(max_length = 64)]
    phone_number: Option<String>,
}

/// The new contact and the code that was sent to it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyContact {
    #[schema(max_length = 254, format = Email)]
    email: Option<String>,
    /// In any common notation; an extension is ignored.
    #[schema(max_length = 64)]
    phone_number: Option<String>,
    /// Six digits of any script. Blanks and dashes don't count.
    #[schema(min_length = 6, max_length = 32)]
    otp: String,
}

/// A code was requested. It was sent only if there is someone to receive it.
#[derive(Serialize, ToSchema)]
pub(super) struct CodeOnItsWay {
    /// The address or number as it was given.
    identifier: String,
    /// When the code expires.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// When another code may be requested.
    #[schema(value_type = String, format = DateTime)]
    resend_at: Timestamp,
}

impl From<CodeDelivery> for CodeOnItsWay {
    fn from(sent: CodeDelivery) -> Self {
        let CodeDelivery { identifier, expires_at, resend_at } = sent;
        Self { identifier, expires_at, resend_at }
    }
}

/// Request a code to reset the password
///
/// The response is the same if there is no such account.
#[utoipa::path(post, path = "/auth/forgot-password", tag = "accounts", security(()), request_body = ForgotPassword,
    responses((status = 202, body = CodeOnItsWay)))]
pub(super) async fn forgot_password(
    State(accounts): State<Accounts>,
    client: ClientInfo,
    Command { input, .. }: Command<ForgotPassword>,
) -> Result<Answer, Problem> {
    let sent = accounts.forgot_password(&input.identifier, &client).await?;
    Answer::json(StatusCode::ACCEPTED, &CodeOnItsWay::from(sent))
}

/// Reset the password with the code; every session ends
#[utoipa::path(post, path = "/auth/reset-password", tag = "accounts", security(()), request_body = ResetPassword,
    responses((status = 204, description = "Done")))]
pub(super) async fn reset_password(
    State(accounts): State<Accounts>,
    client: ClientInfo,
    Command { input, .. }: Command<ResetPassword>,
) -> Result<Answer, Problem> {
    accounts.reset_password(&input.identifier, &input.otp, input.new_password, &client).await?;
    Ok(Answer::empty())
}

/// Request a code to add or replace a contact of your account
///
/// Once the code is verified, the previous contacts of the account are notified.
#[utoipa::path(post, path = "/me/contacts", tag = "accounts", request_body = NewContact,
    responses((status = 202, body = CodeOnItsWay)))]
pub(super) async fn propose_contact(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    client: ClientInfo,
    command: Command<NewContact>,
) -> Result<Answer, Problem> {
    let proposed = read_contact(&accounts, command.input.email.as_deref(), command.input.phone_number.as_deref())?;
    let executor = executor(&accounts);
    let work = move |tx: &mut Tx<'_>, _: &NewContact| {
        let sent = accounts.propose_contact(tx, user.id, &proposed, &client)?;
        Ok::<_, AccountsError>(CodeOnItsWay::from(sent))
    };
    executor.run(user.id.0, StatusCode::ACCEPTED, command, work).await
}

/// Confirm the new contact with the code that was sent to it
#[utoipa::path(post, path = "/me/contacts/verify", tag = "accounts", request_body = VerifyContact,
    responses((status = 200, body = Profile)))]
pub(super) async fn verify_contact(
    State(accounts): State<Accounts>,
    user: CurrentUser,
    client: ClientInfo,
    command: Command<VerifyContact>,
) -> Result<Answer, Problem> {
    let input = &command.input;
    let proposed = read_contact(&accounts, input.email.as_deref(), input.phone_number.as_deref())?;
    let executor = executor(&accounts);
    if let Some(answer) = executor.stored_answer(user.id.0, &command).await? {
        return Ok(answer);
    }
    let proof = accounts.contact_proof(user.id, proposed, &command.input.otp, &client);
    // In a unit of work of its own, so that a wrong code is counted even though the request fails.
    accounts.check_contact_code(&proof).await?;
    let work = move |tx: &mut Tx<'_>, _: &VerifyContact| {
        Ok::<_, AccountsError>(Profile::from(accounts.confirm_contact(tx, &proof)?))
    };
    executor.run(user.id.0, StatusCode::OK, command, work).await
}

fn executor(accounts: &Accounts) -> Executor {
    Executor::new(accounts.options().db.clone(), accounts.options().secrets.clone())
}
