//! [`App`]: what the rooms are built from.

use std::sync::Arc;

use super::StartError;
use super::events::Events;
use super::live::Live;
use crate::features::accounts::{Accounts, Cost, Hashing, Options};
use crate::features::notifications::{Channels, Pushes};
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Db, DbOptions};
use crate::platform::folder;
use crate::platform::http::Executor;
use crate::platform::push::{Fcm, Reach, Vapid, vapid};
use crate::platform::rng::Entropy;
use crate::platform::secrets::Secrets;
use crate::platform::socket::{Frames, SocketLimits};

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
    /// The sockets and what they are told.
    pub live: Live,
    /// The ways to push.
    pub pushes: Pushes,
    /// What alerts beyond the feed are made with.
    pub channels: Channels,
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
        let path = config.vapid_key_file.clone().unwrap_or_else(|| config.data_dir.join(vapid::KEY_FILE));
        let vapid = Vapid::load(&path, contact(&config), &Entropy::system())?;
        let mut pushes = Pushes::web(vapid, reach(&config), Entropy::system());
        if let Some(path) = &config.fcm_credentials_file {
            pushes.fcm = Some(Arc::new(Fcm::load(path)?));
        }
        Ok(Self::build(config, db, secrets, hashing).with_pushes(pushes))
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
        let limits = SocketLimits { paced: config.limits, ..SocketLimits::default() };
        let frames = Frames::new([]);
        let live = Live::new(db.clone(), accounts.clone(), limits, frames, config.bus_url.is_some());
        let channels = Channels::new(secrets.clone(), &config.public_url.origin());
        let vapid = Vapid::fresh(&contact(&config), &Entropy::system());
        let pushes = Pushes::web(vapid, reach(&config), Entropy::system());
        Self { config: Arc::new(config), db, secrets, executor, accounts, live, pushes, channels }
    }

    /// The same with these ways to push, in place of a key that lives as long as the value.
    #[must_use]
    pub fn with_pushes(mut self, pushes: Pushes) -> Self {
        self.pushes = pushes;
        self
    }
}

/// Whom push services write to about what we send.
fn contact(config: &Config) -> String {
    let origin = config.public_url.origin();
    if config.public_url.is_https() { origin } else { format!("mailto:habitro@{}", config.public_url.host()) }
}

fn reach(config: &Config) -> Reach {
    if config.push_loopback { Reach::Loopback } else { Reach::Public }
}
