//! A server's dependencies, all controlled by the test.

use habitro_server::platform::bus::Bus;
use habitro_server::platform::db::{Db, DbOptions};
use habitro_server::platform::outbox::{Delivered, Outbox, Transports};
use habitro_server::platform::rng::Entropy;
use habitro_server::platform::secrets::Secrets;

use crate::{FixedClock, TestDatabase, TestMailbox};

/// A migrated database, a fixed clock, seeded randomness, a fixed secret and a mailbox in memory.
#[derive(Debug)]
#[allow(missing_docs, reason = "the names and types say it")]
pub struct TestWorld {
    pub db: Db,
    pub clock: FixedClock,
    /// Seeded, so repeatable.
    pub entropy: Entropy,
    pub secrets: Secrets,
    /// Receives the messages of all channels.
    pub mail: TestMailbox,
    /// Removes the database when dropped, after the other fields.
    pub database: TestDatabase,
}

impl TestWorld {
    /// Creates a world on `database`.
    #[must_use]
    pub fn on(database: TestDatabase) -> Self {
        let options = database.options();
        Self::with_options(database, options)
    }

    /// Creates a world on `database`, opened with `options`.
    #[must_use]
    pub fn with_options(database: TestDatabase, options: DbOptions) -> Self {
        let (clock, entropy) = (FixedClock::default(), Entropy::seeded(7));
        let db = database.open(options, clock.clock(), entropy.clone(), Bus::in_process());
        Self { db, clock, entropy, secrets: Secrets::fixed([42; 32]), mail: TestMailbox::default(), database }
    }

    /// Returns an outbox that sends to the mailbox.
    #[must_use]
    pub fn outbox(&self) -> Outbox {
        Outbox::new(self.db.clone(), self.secrets.clone(), self.transports())
    }

    /// Returns the mailbox as the transport of every channel.
    #[must_use]
    pub fn transports(&self) -> Transports {
        Transports { mail: self.mail.transport(), push: self.mail.transport(), sms: self.mail.transport() }
    }

    /// Sends all messages that are due to the mailbox.
    pub async fn deliver(&self) -> Vec<Delivered> {
        self.outbox().deliver_due().await.unwrap()
    }
}
