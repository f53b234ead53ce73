//! Limits on guessing passwords and codes. The counters are stored in the database, so they hold
//! on every node and across restarts.

use jiff::{SignedDuration, Timestamp};

use super::{Accounts, ClientInfo};
use crate::features::accounts::error::AttemptKind;
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::codes;
use crate::features::accounts::rules::login_throttle::{AttemptLimit, GUESSING_ALERT_THRESHOLD, LimitScope};
use crate::features::accounts::{AccountsError, SecurityEvent, UserId};
use crate::platform::db::{DbError, Tx};

/// Keyed hashes of the three limits that a password attempt counts against.
#[derive(Clone, Copy)]
pub(super) struct AttemptLimitKeys([(LimitScope, [u8; 32]); 3]);

impl AttemptLimitKeys {
    fn account_and_network(&self) -> &[u8; 32] {
        &self.0[0].1
    }
}

impl Accounts {
    /// Returns the limits for a password attempt by `client` on the account of `subject`: its
    /// identifier, or its id for a user who is signed in.
    pub(super) fn attempt_limit_keys(&self, subject: &[u8], client: &ClientInfo) -> AttemptLimitKeys {
        let network = codes::network_prefix(client.address);
        let mac = |parts: &[&[u8]]| self.options().secrets.mac("attempt-limit", parts);
        AttemptLimitKeys([
            (LimitScope::AccountAndNetwork, mac(&[b"account-network", subject, &network])),
            (LimitScope::Network, self.network_limit_key(client)),
            (LimitScope::Account, mac(&[b"account", subject])),
        ])
    }

    /// Returns the limit on wrong passwords and codes from the network of `client`.
    pub(super) fn network_limit_key(&self, client: &ClientInfo) -> [u8; 32] {
        let network = codes::network_prefix(client.address);
        self.options().secrets.mac("attempt-limit", &[b"network", &network])
    }

    /// Returns `TooManyAttempts` while one of the limits blocks further attempts.
    pub(super) fn check_attempt_limits(&self, tx: &mut Tx<'_>, keys: &AttemptLimitKeys) -> Result<(), AccountsError> {
        for (scope, key) in &keys.0 {
            let kind = match scope {
                LimitScope::Network => AttemptKind::Network,
                LimitScope::Account | LimitScope::AccountAndNetwork => AttemptKind::Password,
            };
            self.check_attempt_limit(tx, key, kind)?;
        }
        Ok(())
    }

    /// Returns `TooManyAttempts` while the limit of a network blocks further attempts.
    pub(super) fn check_network_limit(&self, tx: &mut Tx<'_>, network: &[u8; 32]) -> Result<(), AccountsError> {
        self.check_attempt_limit(tx, network, AttemptKind::Network)
    }

    fn check_attempt_limit(&self, tx: &mut Tx<'_>, key: &[u8; 32], kind: AttemptKind) -> Result<(), AccountsError> {
        match self.time_to_wait(tx, key)? {
            Some(left) => Err(AccountsError::TooManyAttempts(kind, codes::retry_seconds(left))),
            None => Ok(()),
        }
    }

    fn time_to_wait(&self, tx: &mut Tx<'_>, key: &[u8; 32]) -> Result<Option<SignedDuration>, DbError> {
        if !self.options().limits {
            return Ok(None);
        }
        let now = tx.now();
        Ok(tx.accounts().attempt_limit(key)?.and_then(|limit| limit.wait(now)))
    }

    /// Counts a wrong code against the limit of a network.
    pub(super) fn record_wrong_code(&self, tx: &mut Tx<'_>, network: &[u8; 32]) -> Result<(), DbError> {
        self.record_failure(tx, LimitScope::Network, network).map(|_| ())
    }

    /// Counts a failed attempt against one limit and returns the new number of failures.
    fn record_failure(&self, tx: &mut Tx<'_>, scope: LimitScope, key: &[u8; 32]) -> Result<u32, DbError> {
        if !self.options().limits {
            return Ok(0);
        }
        let now = tx.now();
        let limit = AttemptLimit::after_failure(tx.accounts().attempt_limit(key)?, scope, now);
        tx.accounts().set_attempt_limit(key, limit)?;
        Ok(limit.failures)
    }

    /// Checks `password` against `hash` within the limits on attempts, and counts a wrong one.
    /// Without a hash it takes as long and always fails.
    ///
    /// After success the caller must call [`Accounts::accept_attempt`] in the unit of work that
    /// does what the password was needed for.
    pub(super) async fn verify_password(
        &self,
        keys: AttemptLimitKeys,
        user: Option<UserId>,
        client: &ClientInfo,
        password: String,
        hash: Option<String>,
    ) -> Result<(), AccountsError> {
        let accounts = self.clone();
        self.db().read(move |tx| accounts.check_attempt_limits(tx, &keys)).await?;
        if self.options().hasher.verify(password, hash).await? {
            return Ok(());
        }
        let accounts = self.clone();
        let record = move |tx: &mut Tx<'_>| {
            // Parallel attempts may all have passed the check above. Only the first few that get
            // here are counted and get the response that the password was wrong; the others learn nothing.
            if let Err(blocked) = accounts.check_attempt_limits(tx, &keys) {
                return Ok((blocked, false));
            }
            let mut is_guessing = false;
            for (scope, key) in &keys.0 {
                let failures = accounts.record_failure(tx, *scope, key)?;
                is_guessing |= *scope == LimitScope::AccountAndNetwork && failures == GUESSING_ALERT_THRESHOLD;
            }
            Ok::<_, DbError>((AccountsError::InvalidCredentials, is_guessing))
        };
        let (refused, is_guessing) = self.db().write(write_key(&keys), record).await?;
        if is_guessing && let Some(user) = user {
            // Not awaited: the response would take longer if there is an account.
            tokio::spawn(self.clone().report_guessing(user, client.device.clone()));
        }
        Err(refused)
    }

    /// Alerts the owner of an account that someone is guessing its password.
    async fn report_guessing(self, user: UserId, device: String) {
        let accounts = self.clone();
        let report = move |tx: &mut Tx<'_>| {
            if tx.accounts().credentials(user)?.is_some() {
                tx.accounts().record_event(user, AccountEventKind::Guessing, &device)?;
                accounts.report_security_event(tx, user, SecurityEvent::Guessing, &device)?;
            }
            Ok::<_, DbError>(())
        };
        if let Err(error) = self.db().background(user, report).await {
            tracing::warn!(%error, "could not alert an account's owner that its password is being guessed");
        }
    }

    /// Rechecks the limits after a correct password, then clears the failures of this account
    /// from this network.
    ///
    /// Wrong attempts may have been counted while the password was being hashed. Without this
    /// check, sending a thousand attempts in parallel would test more passwords than the limits
    /// allow.
    pub(super) fn accept_attempt(&self, tx: &mut Tx<'_>, keys: &AttemptLimitKeys) -> Result<(), AccountsError> {
        if !self.options().limits {
            return Ok(());
        }
        self.check_attempt_limits(tx, keys)?;
        let key = keys.account_and_network();
        if tx.accounts().attempt_limit(key)?.is_some() {
            tx.accounts().delete_attempt_limit(key)?;
        }
        Ok(())
    }

    /// Returns `TooSoon` if the action stored under `key` was done less than a minute ago, and
    /// otherwise records that it is done now.
    pub(super) fn check_resend_interval(&self, tx: &mut Tx<'_>, key: &[u8; 32]) -> Result<(), AccountsError> {
        if let Some(left) = self.time_to_wait(tx, key)? {
            return Err(AccountsError::TooSoon(codes::retry_seconds(left)));
        }
        let next = after(tx.now(), codes::RESEND_INTERVAL);
        tx.accounts().set_attempt_limit(key, AttemptLimit { failures: 1, not_before: next, forgotten_at: next })?;
        Ok(())
    }
}

/// Serializes the writes of attempts at one account from one network.
fn write_key(keys: &AttemptLimitKeys) -> uuid::Uuid {
    let mut half = [0; 16];
    half.copy_from_slice(&keys.account_and_network()[..16]);
    uuid::Uuid::from_bytes(half)
}

fn after(instant: Timestamp, span: SignedDuration) -> Timestamp {
    instant.checked_add(span).unwrap_or(instant)
}
