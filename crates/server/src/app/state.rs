//! [`App`]: what the rooms are built from.

use std::sync::Arc;

use super::StartError;
use super::events::Events;
use crate::features::accounts::{Accounts, Cost, Hashing, Options};
use crate::features::passkeys::Passkeys;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Db, DbOptions};
use crate::platform::folder;
use crate::platform::http::Executor;
use crate::platform::rng::Entropy;
use crate::platform::secrets::Secrets;

/// The server without its connections: the rooms' states and what they stand on.
#[derive(Clone, Debug)]
pub struct App {
    /// What was configured.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The server's secret.
    pub secrets: Secrets,
    /// Runs commands.
    pub executor: Executor,
    /// The accounts room, which also says who is asking.
    pub accounts: Accounts,
    /// The passkeys room.
    pub passkeys: Passkeys,
}

impl App {
    /// Opens the database (bringing its schema up to date) and the server's secret. Blocks.
    ///
    /// # Errors
    /// When one of them can't be had.
    pub fn open(config: Config) -> Result<Self, StartError> {
        let (clock, entropy) = (Clock::system(), Entropy::system());
        folder::make_private(&config.data_dir)
            .map_err(|error| StartError::DataDir(config.data_dir.clone(), error.to_string()))?;
        let secrets = Secrets::load(&config.data_dir, config.secret_key.as_deref(), &entropy)?;
        let hashing = Hashing::start(Cost::STANDARD, &entropy);
        let db = Db::open(&DbOptions::new(config.database.clone()), clock, entropy, Bus::in_process())?;
        Ok(Self::build(config, db, secrets, hashing))
    }

    /// Builds the rooms on a database that is open; tests bring their own clock in it.
    #[must_use]
    pub fn build(config: Config, db: Db, secrets: Secrets, hashing: Hashing) -> Self {
        let executor = Executor::new(db.clone(), secrets.clone());
        let accounts = Accounts::new(Options {
            db: db.clone(),
            secrets: secrets.clone(),
            hashing,
            reactions: Arc::new(Events),
            origin: config.public_url.origin(),
            limits: config.limits,
        });
        let passkeys = Passkeys::new(db.clone(), accounts.clone(), &config.public_url.origin(), config.limits);
        Self { config: Arc::new(config), db, secrets, executor, accounts, passkeys }
    }
}
