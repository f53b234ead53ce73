//! Sending: letters to people, and what text messages may cost.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Accounts;
use crate::features::accounts::emails::{self, Notice, Words};
use crate::features::accounts::rules::codes;
use crate::features::accounts::rules::identifier::Identifier;
use crate::features::accounts::{AccountsError, SecurityEvent, UserId};
use crate::platform::db::{DbError, Tx};
use crate::platform::phones;

/// How many text messages may be sent in a UTC day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextBudget {
    /// To everybody together.
    pub daily: u32,
    /// To numbers that begin alike.
    pub per_prefix: u32,
}

impl Accounts {
    /// Refuses a text message that today's budget has no room for, whoever it would be to.
    pub(super) fn may_text(&self, tx: &mut Tx<'_>, to: &Identifier) -> Result<(), AccountsError> {
        let Identifier::Phone(number) = to else { return Ok(()) };
        let (now, budget) = (tx.now(), self.options().texts);
        let today = now.to_zoned(TimeZone::UTC);
        let day = today.date();
        let spent = tx.accounts().texts_sent(day, "")? >= budget.daily
            || tx.accounts().texts_sent(day, phones::prefix(number))? >= budget.per_prefix;
        if self.options().limits && spent {
            let midnight = day.tomorrow().ok().and_then(|next| next.to_zoned(TimeZone::UTC).ok());
            let left = midnight.map_or(SignedDuration::from_hours(1), |next| now.duration_until(next.timestamp()));
            tracing::warn!("today's budget of text messages is spent");
            return Err(AccountsError::TextsSpent(codes::retry_seconds(left)));
        }
        Ok(())
    }

    /// Sends a code; a former one about the same thing that still waits is taken back.
    pub(super) fn send_code_message(
        &self,
        tx: &mut Tx<'_>,
        to: &Identifier,
        words: &Words,
        expires_at: Timestamp,
        about: &[u8],
    ) -> Result<(), DbError> {
        Self::count_text(tx, to)?;
        tx.outbox().enqueue_newest(&self.options().secrets, &words.to(to), expires_at, about)
    }

    /// Tells an owner what happened.
    pub(super) fn send_notice(&self, tx: &mut Tx<'_>, to: &Identifier, what: Notice<'_>) -> Result<(), AccountsError> {
        self.send_template(tx, to, &emails::notice(what, &self.options().origin))
    }

    /// Tells an owner, unless a text message is more than today's budget allows.
    pub(super) fn send_template(&self, tx: &mut Tx<'_>, to: &Identifier, words: &Words) -> Result<(), AccountsError> {
        if let Err(refused) = self.may_text(tx, to) {
            return match refused {
                // Codes need what is left more than notices do; the line in the history stays.
                AccountsError::TextsSpent(_) => Ok(()),
                other => Err(other),
            };
        }
        Self::count_text(tx, to)?;
        tx.outbox().enqueue(&self.options().secrets, &words.to(to), None)?;
        Ok(())
    }

    /// Has the other rooms tell an owner what happened to the account's safety.
    ///
    /// # Errors
    /// What the database says.
    pub fn report_security_event(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        what: SecurityEvent,
        device: &str,
    ) -> Result<(), DbError> {
        self.options().reactions.security_event(tx, user, what, device)
    }

    fn count_text(tx: &mut Tx<'_>, to: &Identifier) -> Result<(), DbError> {
        let Identifier::Phone(number) = to else { return Ok(()) };
        let day = tx.now().to_zoned(TimeZone::UTC).date();
        tx.accounts().count_text(day, phones::prefix(number))
    }
}
