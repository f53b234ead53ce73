//! [`App`]: what the rooms are built from.

use std::sync::Arc;

use super::StartError;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Db, DbOptions};
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
}

impl App {
    /// Opens the database (bringing its schema up to date) and the server's secret. Blocks.
    ///
    /// # Errors
    /// When one of them can't be had.
    pub fn open(config: Config) -> Result<Self, StartError> {
        let (clock, entropy) = (Clock::system(), Entropy::system());
        std::fs::create_dir_all(&config.data_dir)
            .map_err(|error| StartError::DataDir(config.data_dir.clone(), error.to_string()))?;
        let secrets = Secrets::load(&config.data_dir, config.secret_key.as_deref())?;
        let db = Db::open(&DbOptions::new(config.database.clone()), clock, entropy, Bus::in_process())?;
        Ok(Self::build(config, db, secrets))
    }

    /// Builds the rooms on a database that is open; tests bring their own clock in it.
    #[must_use]
    pub fn build(config: Config, db: Db, secrets: Secrets) -> Self {
        let executor = Executor::new(db.clone(), secrets.clone());
        Self { config: Arc::new(config), db, secrets, executor }
    }
}
