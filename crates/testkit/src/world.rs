//! A server's surroundings, all of them in the test's hand.

use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::Db;
use habitro_server::platform::outbox::{Couriers, Delivered, Outbox};
use habitro_server::platform::rng::Entropy;
use habitro_server::platform::secrets::Secrets;

use crate::{Catcher, FixedClock, TestDatabase};

/// A migrated database, a clock that stands still, seeded chance, a fixed secret and a
/// catcher of letters.
#[derive(Debug)]
pub struct TestWorld {
    /// The database.
    pub db: Db,
    /// Its clock.
    pub clock: FixedClock,
    /// Repeatable chance.
    pub entropy: Entropy,
    /// A fixed secret.
    pub secrets: Secrets,
    /// Where letters end.
    pub mail: Catcher,
    /// Removes the database; dropped last.
    pub database: TestDatabase,
}

impl TestWorld {
    /// A world over `database`.
    #[must_use]
    pub fn on(database: TestDatabase) -> Self {
        let (clock, entropy) = (FixedClock::default(), Entropy::seeded(7));
        let db = database.open(database.options(), clock.clock(), entropy.clone(), Bus::in_process());
        Self { db, clock, entropy, secrets: Secrets::fixed([42; 32]), mail: Catcher::default(), database }
    }

    /// A sender whose couriers are the catcher.
    #[must_use]
    pub fn outbox(&self) -> Outbox {
        Outbox::new(self.db.clone(), self.secrets.clone(), self.couriers())
    }

    /// The catcher as courier of both channels.
    #[must_use]
    pub fn couriers(&self) -> Couriers {
        Couriers { mail: self.mail.courier(), push: self.mail.courier(), sms: self.mail.courier() }
    }

    /// Sends what is due into the catcher.
    pub async fn deliver(&self) -> Vec<Delivered> {
        self.outbox().deliver_due().await.unwrap()
    }
}
