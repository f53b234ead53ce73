//! [`App`]: what the rooms are built from.

use std::sync::Arc;

use super::StartError;
use super::events::Events;
use crate::features::accounts::{Accounts, Cost, Hashing, Options, TextBudget};
use crate::features::planner::Planner;
use crate::features::planner::providers::Patience;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Db, DbOptions};
use crate::platform::folder;
use crate::platform::http::Executor;
use crate::platform::phones::Phones;
use crate::platform::rng::Entropy;
use crate::platform::secrets::Secrets;
use crate::platform::uploads::{Uploads, UploadsError};

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
    /// Makes plans.
    pub planner: Planner,
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
        let uploads = match &config.uploads_url {
            Some(url) => Uploads::at(url),
            // An absolute path is what the store wants.
            None => std::path::absolute(config.data_dir.join("uploads"))
                .map_err(|error| UploadsError::from(error.to_string()))
                .and_then(Uploads::in_folder),
        }?;
        Ok(Self::build(config, db, secrets, hashing, uploads))
    }

    /// Builds the rooms on a database that is open; tests bring their own clock in it.
    #[must_use]
    pub fn build(config: Config, db: Db, secrets: Secrets, hashing: Hashing, uploads: Uploads) -> Self {
        let executor = Executor::new(db.clone(), secrets.clone());
        let accounts = Accounts::new(Options {
            db: db.clone(),
            secrets: secrets.clone(),
            hashing,
            reactions: Arc::new(Events),
            origin: config.public_url.origin(),
            limits: config.limits,
            phones: Phones::new(&config.phone_region, config.phone_countries.as_deref()),
            texts: TextBudget { daily: config.sms_daily, per_prefix: config.sms_daily_per_prefix },
            uploads,
        });
        let planner = planner(&config, &db, Patience::default());
        Self { config: Arc::new(config), db, secrets, executor, accounts, planner }
    }

    /// The same with another patience for the AI; for tests.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.planner = planner(&self.config, &self.db, patience);
        self
    }
}

fn planner(config: &Config, db: &Db, patience: Patience) -> Planner {
    let tokens = if config.limits { config.ai_daily_tokens } else { 0 };
    Planner::new(db.clone(), config.ai.as_ref(), &config.public_url.origin(), patience, tokens)
}
