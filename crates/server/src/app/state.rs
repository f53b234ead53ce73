//! [`App`]: the state that features are built from.

use std::sync::Arc;

use super::StartError;
use super::events::Events;
use super::keys::{self, Keys};
use super::live::Live;
use crate::features::accounts::{Accounts, AccountsOptions, HashCost, PasswordHasher, SmsBudget};
use crate::features::chat::{Chat, ChatOptions};
use crate::features::leaderboard::Leaderboard;
use crate::features::notifications::{DispatchContext, PushServices};
use crate::features::passkeys::Passkeys;
use crate::features::planner::Planner;
use crate::features::planner::providers::Timeouts;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Db, DbOptions};
use crate::platform::http::Executor;
use crate::platform::key_ring::KeyRing;
use crate::platform::limits::AccountLimits;
use crate::platform::phones::Phones;
use crate::platform::push::{Fcm, Reach, Vapid};
use crate::platform::rng::Entropy;
use crate::platform::secret_file;
use crate::platform::secrets::Secrets;
use crate::platform::socket::{SocketLimits, Sockets};
use crate::platform::uploads::{Uploads, UploadsError};

/// The server without its connections: the features and the infrastructure they use.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub struct App {
    pub config: Arc<Config>,
    pub db: Db,
    pub secrets: Secrets,
    pub executor: Executor,
    /// Also authenticates the requests of all features.
    pub accounts: Accounts,
    /// Of each signed-in user's requests.
    pub account_limits: AccountLimits,
    pub live: Live,
    pub pushes: PushServices,
    /// Used to send alerts by email and push.
    pub channels: DispatchContext,
    pub leaderboard: Leaderboard,
    pub planner: Planner,
    pub passkeys: Passkeys,
    pub chat: Chat,
}

impl App {
    /// Builds the app from its configuration: migrates the database and loads or creates the secrets and
    /// keys. With `accept_lost_keys` the present keys replace those that the database has been used with. Blocks;
    /// don't call it from async code.
    pub fn open(config: Config, accept_lost_keys: bool) -> Result<Self, StartError> {
        let (clock, entropy) = (Clock::system(), Entropy::system());
        secret_file::create_private_folder(&config.data_dir)
            .map_err(|error| StartError::DataDir(config.data_dir.clone(), error.to_string()))?;
        let hasher = PasswordHasher::start(HashCost::STANDARD, &entropy);
        let db = Db::open(&DbOptions::new(config.database.clone()), clock, entropy, Bus::in_process())?;
        let Keys { secrets, ring, vapid } = keys::open(&config, &db, accept_lost_keys)?;
        let uploads = match &config.uploads_url {
            Some(url) => Uploads::at(url),
            // The store requires an absolute path.
            None => std::path::absolute(config.data_dir.join("uploads"))
                .map_err(|error| UploadsError::from(error.to_string()))
                .and_then(|folder| {
                    secret_file::make_private_or_warn(&folder);
                    Uploads::in_folder(folder)
                }),
        }?;
        let mut pushes = PushServices::web(vapid, reach(&config), Entropy::system());
        if let Some(path) = &config.fcm_credentials_file {
            pushes.fcm = Some(Arc::new(Fcm::load(path)?));
        }
        Ok(Self::build_with(config, db, secrets, hasher, uploads, ring).with_pushes(pushes))
    }

    /// Builds the features on an open database, for tests: the database brings the clock, and the chat's
    /// key is derived from `secrets`.
    #[must_use]
    pub fn build(config: Config, db: Db, secrets: Secrets, hasher: PasswordHasher, uploads: Uploads) -> Self {
        let ring = KeyRing::of_one(secrets.mac("chat ring of tests", &[]));
        Self::build_with(config, db, secrets, hasher, uploads, ring)
    }

    /// Builds the features on an open database, with a new Web Push key; see [`App::with_pushes`].
    #[must_use]
    pub fn build_with(
        config: Config,
        db: Db,
        secrets: Secrets,
        hasher: PasswordHasher,
        uploads: Uploads,
        ring: KeyRing,
    ) -> Self {
        let executor = Executor::new(db.clone(), secrets.clone());
        let accounts = Accounts::new(AccountsOptions {
            db: db.clone(),
            secrets: secrets.clone(),
            hasher,
            reactions: Arc::new(Events),
            origin: config.public_url.origin(),
            limits: config.limits,
            phones: Phones::new(&config.phone_region, config.phone_countries.as_deref()),
            sms_budget: SmsBudget { daily: config.sms_daily, per_prefix: config.sms_daily_per_prefix },
            uploads,
        });
        let (chat, live) = build_chat(&config, &db, &accounts, ring);
        let channels = DispatchContext::new(secrets.clone(), &config.public_url.origin());
        let vapid = Vapid::fresh(&contact(&config), &Entropy::system());
        let pushes = PushServices::web(vapid, reach(&config), Entropy::system());
        let planner = planner(&config, &db, Timeouts::default());
        let leaderboard = Leaderboard::new(db.clone());
        let passkeys = Passkeys::new(db.clone(), accounts.clone(), &config.public_url.origin(), config.limits);
        let account_limits = AccountLimits::new(config.limits);
        Self {
            account_limits,
            config: Arc::new(config),
            db,
            secrets,
            executor,
            accounts,
            leaderboard,
            planner,
            passkeys,
            live,
            pushes,
            channels,
            chat,
        }
    }

    /// Replaces the push services.
    #[must_use]
    pub fn with_pushes(mut self, pushes: PushServices) -> Self {
        self.pushes = pushes;
        self
    }

    /// Replaces the limits of accounts; for tests whose clock stands still, which never refills a bucket.
    #[must_use]
    pub fn with_account_limits(mut self, limits: AccountLimits) -> Self {
        self.account_limits = limits;
        self
    }

    /// Replaces the chat's key ring; for tests.
    #[must_use]
    pub fn with_ring(mut self, ring: KeyRing) -> Self {
        (self.chat, self.live) = build_chat(&self.config, &self.db, &self.accounts, ring);
        self
    }

    /// Replaces the timeouts of the AI; for tests.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.planner = planner(&self.config, &self.db, timeouts);
        self
    }
}

/// Builds the chat and the sockets that carry its frames.
fn build_chat(config: &Config, db: &Db, accounts: &Accounts, ring: KeyRing) -> (Chat, Live) {
    let sockets = Sockets::new(SocketLimits { limit_rate: config.limits, ..SocketLimits::default() });
    let several_nodes = config.bus_url.is_some();
    let chat = Chat::new(ChatOptions {
        db: db.clone(),
        ring,
        sockets: sockets.clone(),
        reactions: Arc::new(Events),
        limits: config.limits,
        several_nodes,
    });
    let live = Live::new(db.clone(), accounts.clone(), sockets, chat.clone(), several_nodes);
    (chat, live)
}

/// Returns the contact that push services get with each message (RFC 8292 section 2.1).
pub(super) fn contact(config: &Config) -> String {
    let origin = config.public_url.origin();
    if config.public_url.is_https() { origin } else { format!("mailto:habitro@{}", config.public_url.host()) }
}

fn reach(config: &Config) -> Reach {
    if config.push_loopback { Reach::Loopback } else { Reach::Public }
}

fn planner(config: &Config, db: &Db, timeouts: Timeouts) -> Planner {
    let tokens = if config.limits { config.ai_daily_tokens } else { 0 };
    Planner::new(db.clone(), config.ai.as_ref(), &config.public_url.origin(), timeouts, tokens)
}
