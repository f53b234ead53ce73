//! Sending messages to people, within the budget for text messages.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Accounts;
use crate::features::accounts::emails::{self, AccountNotice, MessageTemplate};
use crate::features::accounts::rules::codes;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::{AccountsError, SecurityEvent, UserId};
use crate::platform::db::{DbError, Tx};
use crate::platform::outbox::OutboxMessage;
use crate::platform::phones;

/// How many text messages may be sent per UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmsBudget {
    /// To all numbers together.
    pub daily: u32,
    /// To numbers with the same prefix.
    pub per_prefix: u32,
}

impl Accounts {
    /// Returns `SmsBudgetSpent` if a text message to `to` would exceed today's budget, whether or
    /// not anyone has an account with this number.
    pub(super) fn check_sms_budget(&self, tx: &mut Tx<'_>, to: &Identifier) -> Result<(), AccountsError> {
        let Identifier::Phone(number) = to else { return Ok(()) };
        let (now, budget) = (tx.now(), self.options().sms_budget);
        let today = now.to_zoned(TimeZone::UTC);
        let day = today.date();
        let spent = tx.accounts().sms_sent(day, "")? >= budget.daily
            || tx.accounts().sms_sent(day, phones::prefix(number))? >= budget.per_prefix;
        if self.options().limits && spent {
            let midnight = day.tomorrow().ok().and_then(|next| next.to_zoned(TimeZone::UTC).ok());
            let left = midnight.map_or(SignedDuration::from_hours(1), |next| now.duration_until(next.timestamp()));
            tracing::warn!("today's budget of text messages is spent");
            return Err(AccountsError::SmsBudgetSpent(codes::retry_seconds(left)));
        }
        Ok(())
    }

    /// Enqueues a code. It replaces an earlier message with the same `about` that has not been sent
    /// yet.
    pub(super) fn send_code_message(
        &self,
        tx: &mut Tx<'_>,
        to: &Identifier,
        template: &MessageTemplate,
        expires_at: Timestamp,
        about: &[u8],
    ) -> Result<(), DbError> {
        Self::record_sms(tx, to, 1)?;
        tx.outbox().enqueue_newest(&self.options().secrets, &template.to(to), expires_at, about)
    }

    /// Runs the same statements as [`Accounts::send_code_message`] for an account that does not exist. Nothing is sent.
    pub(super) fn pretend_to_send_code(
        &self,
        tx: &mut Tx<'_>,
        to: &Identifier,
        template: &MessageTemplate,
        expires_at: Timestamp,
        about: &[u8],
    ) -> Result<(), DbError> {
        Self::record_sms(tx, to, 0)?;
        let decoy = OutboxMessage::Decoy { instead_of: Box::new(template.to(to)) };
        tx.outbox().enqueue_newest(&self.options().secrets, &decoy, expires_at, about)
    }

    /// Enqueues a notice; see [`Accounts::send_template`].
    pub(super) fn send_notice(
        &self,
        tx: &mut Tx<'_>,
        account: Option<UserId>,
        to: &Identifier,
        notice: AccountNotice<'_>,
    ) -> Result<(), AccountsError> {
        self.send_template(tx, account, to, &emails::notice(notice, &self.options().origin))
    }

    /// Enqueues a message, unless it is a text message and today's budget is spent. It is dropped if `account` is
    /// deleted before it is sent.
    pub(super) fn send_template(
        &self,
        tx: &mut Tx<'_>,
        account: Option<UserId>,
        to: &Identifier,
        template: &MessageTemplate,
    ) -> Result<(), AccountsError> {
        if let Err(refused) = self.check_sms_budget(tx, to) {
            return match refused {
                // The rest of the budget is for codes. The event is still in the history.
                AccountsError::SmsBudgetSpent(_) => Ok(()),
                other => Err(other),
            };
        }
        Self::record_sms(tx, to, 1)?;
        let (secrets, message) = (&self.options().secrets, template.to(to));
        match account {
            Some(account) => tx.outbox().enqueue_for(account.0, secrets, &message, None)?,
            None => tx.outbox().enqueue(secrets, &message, None)?,
        }
        Ok(())
    }

    /// Reports a security event to the other features, which alert the owner.
    pub fn report_security_event(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        event: SecurityEvent,
        device: &str,
    ) -> Result<(), DbError> {
        self.options().reactions.security_event(tx, user, event, device)
    }

    fn record_sms(tx: &mut Tx<'_>, to: &Identifier, messages: u32) -> Result<(), DbError> {
        let Identifier::Phone(number) = to else { return Ok(()) };
        let day = tx.now().to_zoned(TimeZone::UTC).date();
        tx.accounts().record_sms(day, phones::prefix(number), messages)
    }
}
