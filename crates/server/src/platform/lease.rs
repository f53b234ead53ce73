//! Leases: rows that say which process does a piece of work, until when.

use jiff::SignedDuration;
use uuid::Uuid;

use super::db::{DbError, Tx};
use super::rng::Entropy;

const TAKE: &str = "
    INSERT INTO leases (name, holder, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE leases.holder = excluded.holder OR leases.expires_at <= $4";
const OTHER: &str = "SELECT 1 FROM leases WHERE name = $1 AND holder <> $2 AND expires_at > $3";
const RELEASE: &str = "DELETE FROM leases WHERE name = $1 AND holder = $2";

/// Returns a new id of a lease holder: one per process, or per worker within a process.
#[must_use]
pub fn new_holder() -> Uuid {
    // Always from the system: tests give several processes the same seed.
    uuid::Builder::from_random_bytes(Entropy::system().bytes()).into_uuid()
}

/// The leases in a unit of work.
pub struct Leases<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Returns the leases on this unit of work.
    pub fn leases(&mut self) -> Leases<'_, 'c> {
        Leases(self)
    }
}

impl Leases<'_, '_> {
    /// Takes or renews the lease `name` for `duration`; returns false if another holder has it.
    pub fn take(&mut self, name: &str, holder: Uuid, duration: SignedDuration) -> Result<bool, DbError> {
        let now = self.0.now();
        let expires_at = now.checked_add(duration).unwrap_or(now);
        Ok(self.0.execute(TAKE, &[&name, &holder, &expires_at, &now])? > 0)
    }

    /// Returns whether a holder other than `holder` has the lease `name`.
    pub fn is_held_by_another(&mut self, name: &str, holder: Uuid) -> Result<bool, DbError> {
        let now = self.0.now();
        Ok(self.0.optional(OTHER, &[&name, &holder, &now], |_| Ok(()))?.is_some())
    }

    /// Ends the lease `name`, if `holder` has it.
    pub fn release(&mut self, name: &str, holder: Uuid) -> Result<(), DbError> {
        self.0.execute_later(RELEASE, &[&name, &holder])
    }
}
