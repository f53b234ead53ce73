//! A server's surroundings, all of them in the test's hand.

use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::Db;
use habitro_server::platform::outbox::{Delivered, Outbox, Transports};
use habitro_server::platform::rng::Entropy;
use habitro_server::platform::secrets::Secrets;

use crate::{FixedClock, TestDatabase, TestMailbox};

/// A migrated database, a clock that stands still, seeded chance, a fixed secret and a
/// test_mailbox of letters.
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
    pub mail: TestMailbox,
    /// Removes the database; dropped last.
    pub database: TestDatabase,
}

impl TestWorld {
    /// A world over `database`.
    #[must_use]
    pub fn on(database: TestDatabase) -> Self {
        let (clock, entropy) = (FixedClock::default(), Entropy::seeded(7));
        let db = database.open(database.options(), clock.clock(), entropy.clone(), Bus::in_process());
        Self { db, clock, entropy, secrets: Secrets::fixed([42; 32]), mail: TestMailbox::default(), database }
    }

    /// A sender whose transports are the test_mailbox.
    #[must_use]
    pub fn outbox(&self) -> Outbox {
        Outbox::new(self.db.clone(), self.secrets.clone(), self.transports())
    }

    /// The test_mailbox as transport of both channels.
    #[must_use]
    pub fn transports(&self) -> Transports {
        Transports { mail: self.mail.transport(), push: self.mail.transport(), sms: self.mail.transport() }
    }

    /// Sends what is due into the test_mailbox.
    pub async fn deliver(&self) -> Vec<Delivered> {
        self.outbox().deliver_due().await.unwrap()
    }
}
