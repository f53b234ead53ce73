//! Slows down who guesses passwords and codes. The counts stand in the database: they hold on
//! every node and over restarts.

use jiff::{SignedDuration, Timestamp};

use super::{Accounts, Visitor};
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::rules::codes;
use crate::features::accounts::rules::login_throttle::{Brake, Counted, WORTH_A_LINE};
use crate::features::accounts::{AccountsError, SecurityEvent, UserId};
use crate::platform::db::{DbError, Tx};

/// The counts that one try at a password falls under.
#[derive(Clone, Copy)]
pub(super) struct Brakes([(Counted, [u8; 32]); 3]);

impl Accounts {
    /// The counts of a try at the password of `who` from where `visitor` is.
    pub(super) fn brakes(&self, who: &[u8], visitor: &Visitor) -> Brakes {
        let network = codes::network_of(visitor.address);
        let mac = |parts: &[&[u8]]| self.options().secrets.mac("brake", parts);
        Brakes([
            (Counted::AccountAndNetwork, mac(&[b"account-network", who, &network])),
            (Counted::Network, self.network_brake(visitor)),
            (Counted::Account, mac(&[b"account", who])),
        ])
    }

    /// The count of wrong passwords and codes from where `visitor` is.
    pub(super) fn network_brake(&self, visitor: &Visitor) -> [u8; 32] {
        let network = codes::network_of(visitor.address);
        self.options().secrets.mac("brake", &[b"network", &network])
    }

    /// Refuses a try that comes too early.
    pub(super) fn may_try(&self, tx: &mut Tx<'_>, brakes: &Brakes) -> Result<(), AccountsError> {
        let (limits, now) = (self.options().limits, tx.now());
        for (_, mac) in brakes.0.iter().filter(|_| limits) {
            if let Some(left) = tx.accounts().brake(mac)?.and_then(|brake| brake.wait(now)) {
                return Err(AccountsError::TooManyAttempts(codes::retry_seconds(left)));
            }
        }
        Ok(())
    }

    /// Refuses a code that comes from where too many wrong ones came from.
    pub(super) fn may_try_code(&self, tx: &mut Tx<'_>, network: &[u8; 32]) -> Result<(), AccountsError> {
        let now = tx.now();
        if self.options().limits
            && let Some(left) = tx.accounts().brake(network)?.and_then(|brake| brake.wait(now))
        {
            return Err(AccountsError::TooManyAttempts(codes::retry_seconds(left)));
        }
        Ok(())
    }

    /// Counts a wrong code from a network.
    pub(super) fn count_wrong_code(&self, tx: &mut Tx<'_>, network: &[u8; 32]) -> Result<(), DbError> {
        self.count(tx, Counted::Network, network).map(|_| ())
    }

    fn count(&self, tx: &mut Tx<'_>, counted: Counted, mac: &[u8; 32]) -> Result<u32, DbError> {
        if !self.options().limits {
            return Ok(0);
        }
        let now = tx.now();
        let brake = Brake::after_failure(tx.accounts().brake(mac)?, counted, now);
        tx.accounts().set_brake(mac, brake)?;
        Ok(brake.failures)
    }

    /// Whether `password` opens an account, unless it was tried too often. Without a hash the
    /// answer takes as long and is no. What is done on a yes calls [`Accounts::let_through`]
    /// in its own unit of work.
    pub(super) async fn check_password(
        &self,
        brakes: Brakes,
        user: Option<UserId>,
        visitor: &Visitor,
        password: String,
        hash: Option<String>,
    ) -> Result<(), AccountsError> {
        let room = self.clone();
        self.db().read(move |tx| room.may_try(tx, &brakes)).await?;
        if self.options().hashing.verify(password, hash).await? {
            return Ok(());
        }
        let (room, device) = (self.clone(), visitor.device.clone());
        let refused = move |tx: &mut Tx<'_>| {
            // Many tries at the same time pass the question above together. The first few that
            // come here are counted and told that they were wrong; the rest learn nothing.
            if let Err(early) = room.may_try(tx, &brakes) {
                return Ok(early);
            }
            for (counted, mac) in &brakes.0 {
                let failures = room.count(tx, *counted, mac)?;
                if *counted == Counted::AccountAndNetwork
                    && failures == WORTH_A_LINE
                    && let Some(user) = user
                    && tx.accounts().credentials(user)?.is_some()
                {
                    tx.accounts().note_event(user, AccountEventKind::Guessing, &device)?;
                    room.report_security_event(tx, user, SecurityEvent::Guessing, &device)?;
                }
            }
            Ok::<_, DbError>(AccountsError::InvalidCredentials)
        };
        Err(self.db().write(brake_key(&brakes), refused).await?)
    }

    /// After a right password: refused all the same if too many wrong ones came beside it, so
    /// that a thousand tries at once find out no more than a few after one another. Forgets the
    /// wrong ones of this account and network.
    pub(super) fn let_through(&self, tx: &mut Tx<'_>, brakes: &Brakes) -> Result<(), AccountsError> {
        if !self.options().limits {
            return Ok(());
        }
        self.may_try(tx, brakes)?;
        let (_, mac) = &brakes.0[0];
        if tx.accounts().brake(mac)?.is_some() {
            tx.accounts().release_brake(mac)?;
        }
        Ok(())
    }

    /// Refuses what was done less than a minute ago, and notes that it is done now.
    pub(super) fn once_a_minute(&self, tx: &mut Tx<'_>, mac: &[u8; 32]) -> Result<(), AccountsError> {
        let now = tx.now();
        if self.options().limits
            && let Some(left) = tx.accounts().brake(mac)?.and_then(|brake| brake.wait(now))
        {
            return Err(AccountsError::TooSoon(codes::retry_seconds(left)));
        }
        let next = after(now, codes::RESEND_AFTER);
        tx.accounts().set_brake(mac, Brake { failures: 1, not_before: next, forgotten_at: next })?;
        Ok(())
    }
}

/// Tries at one account from one network wait for each other.
fn brake_key(brakes: &Brakes) -> uuid::Uuid {
    let (_, mac) = &brakes.0[0];
    let mut half = [0; 16];
    half.copy_from_slice(&mac[..16]);
    uuid::Uuid::from_bytes(half)
}

fn after(instant: Timestamp, span: SignedDuration) -> Timestamp {
    instant.checked_add(span).unwrap_or(instant)
}
