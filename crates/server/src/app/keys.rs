//! Reads the keys of a server and compares them with those that the database has been used with.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;

use super::StartError;
use super::state::contact;
use crate::features::chat;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::db::{Db, DbError, DbOptions, Location, Tx};
use crate::platform::key_checks::{self, KeyKind, KeyMismatch, PresentKeys, RegisteredKey};
use crate::platform::key_ring::{KeyRing, KeyRingSource};
use crate::platform::push::{Vapid, vapid};
use crate::platform::rng::Entropy;
use crate::platform::secret_file;
use crate::platform::secrets::{self, Secrets};

/// Keys that this server must not use with its database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyProblem {
    /// The setting of the keys.
    pub setting: &'static str,
    /// A sentence without the setting and without a full stop.
    pub message: String,
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.message)
    }
}

/// The keys of a running server.
pub(super) struct Keys {
    pub secrets: Secrets,
    pub ring: KeyRing,
    pub vapid: Vapid,
}

/// The keys that exist.
#[derive(Default)]
struct ExistingKeys {
    secrets: Option<Secrets>,
    ring: Option<KeyRing>,
    vapid: Option<Vapid>,
}

impl ExistingKeys {
    fn read(config: &Config) -> Result<Self, StartError> {
        Ok(Self {
            secrets: Secrets::read(&config.data_dir, config.secret_key.as_deref())?,
            ring: KeyRing::read(key_ring_source(config))?,
            vapid: Vapid::read(&vapid_path(config), contact(config))?,
        })
    }

    fn present(&self) -> [PresentKeys; 3] {
        [
            PresentKeys::Secret(self.secrets.as_ref().map(Secrets::check)),
            PresentKeys::Chat(self.ring.as_ref().map(KeyRing::checks)),
            PresentKeys::Vapid(self.vapid.as_ref().map(Vapid::check)),
        ]
    }
}

/// Reads the keys, creates those that a new installation lacks, and registers them in the database.
///
/// No file is created as long as a key does not match the database, so that a file that is put back later is the only
/// one. With `accept_lost`, the present keys replace those that the database has been used with. Blocks.
pub(super) fn open(config: &Config, db: &Db, accept_lost: bool) -> Result<Keys, StartError> {
    let entropy = Entropy::system();
    let existing = ExistingKeys::read(config)?;
    let present = existing.present();
    let (registered, used) = block_on(db.read(known_keys))?;
    let found = key_checks::mismatches(&registered, &present, &used);
    if !found.is_empty() && !accept_lost {
        return Err(StartError::Keys(problems(config, &found)));
    }
    let ring = match existing.ring {
        Some(ring) => ring,
        // A configured file is not created by accident: it may be on a volume that is not mounted.
        None if config.chat_keys_file.is_some() && !accept_lost => KeyRing::load(key_ring_source(config), &entropy)?,
        None => KeyRing::create(key_ring_source(config), &entropy)?,
    };
    let keys = Keys {
        secrets: match existing.secrets {
            Some(secrets) => secrets,
            None => Secrets::load(&config.data_dir, config.secret_key.as_deref(), &entropy)?,
        },
        vapid: match existing.vapid {
            Some(vapid) => vapid,
            None => Vapid::load(&vapid_path(config), contact(config), &entropy)?,
        },
        ring,
    };
    // Restored files are often readable for everybody.
    for name in [secrets::KEY_FILE, crate::platform::key_ring::KEY_FILE, vapid::KEY_FILE] {
        secret_file::make_private_or_warn(&config.data_dir.join(name));
    }
    let present = [
        PresentKeys::Secret(Some(keys.secrets.check())),
        PresentKeys::Chat(Some(keys.ring.checks())),
        PresentKeys::Vapid(Some(keys.vapid.check())),
    ];
    if !found.is_empty() || !key_checks::is_registered(&registered, &present) {
        // Another server may have been faster, with other keys.
        let refused = block_on(key_checks::register(db, present, chat::used_key_ids, accept_lost))?;
        if !refused.is_empty() && !accept_lost {
            return Err(StartError::Keys(problems(config, &refused)));
        }
    }
    for problem in problems(config, &found) {
        tracing::warn!("--accept-lost-keys: {problem}. The present keys are used from now on");
    }
    Ok(keys)
}

/// Compares the keys with the database without changing anything; meant for a server that is stopped. Returns `None`
/// if there is nothing to compare with: no database, or one of an older version.
///
/// # Errors
/// If a key can't be read, or the database can't be used. Blocks; don't call it from async code.
pub fn verify_keys(config: &Config) -> Result<Option<Vec<KeyProblem>>, StartError> {
    let existing = ExistingKeys::read(config)?;
    let Some((registered, used)) = read_known_keys(config)? else { return Ok(None) };
    let found = key_checks::mismatches(&registered, &existing.present(), &used);
    Ok(Some(problems(config, &found)))
}

/// As [`verify_keys`] for the chat's ring only.
///
/// # Errors
/// As [`verify_keys`].
pub fn verify_chat_keys(config: &Config) -> Result<Option<Vec<KeyProblem>>, StartError> {
    let ring = KeyRing::read(key_ring_source(config))?;
    let Some((registered, used)) = read_known_keys(config)? else { return Ok(None) };
    let present = [PresentKeys::Chat(ring.as_ref().map(KeyRing::checks))];
    Ok(Some(problems(config, &key_checks::mismatches(&registered, &present, &used))))
}

/// The keys that the database knows, and the ids of those with which messages are encrypted.
type KnownKeys = (Vec<RegisteredKey>, Vec<String>);

fn known_keys(tx: &mut Tx<'_>) -> Result<KnownKeys, DbError> {
    Ok((tx.key_checks().all()?, chat::used_key_ids(tx)?))
}

/// Returns the keys of a database that this program would not migrate first.
fn read_known_keys(config: &Config) -> Result<Option<KnownKeys>, StartError> {
    // Opening a missing file would create it.
    if matches!(&config.database, Location::Sqlite(path) if !path.exists())
        || Db::schema_at(&config.database)? != Db::schema_wanted()
    {
        return Ok(None);
    }
    let options = DbOptions { threads: 1, ..DbOptions::new(config.database.clone()) };
    let db = Db::open(&options, Clock::system(), Entropy::system(), Bus::in_process())?;
    let known = block_on(db.read(known_keys));
    db.close();
    Ok(Some(known?))
}

/// Returns where the chat's key ring is configured to be.
#[must_use]
pub fn key_ring_source(config: &Config) -> KeyRingSource<'_> {
    KeyRingSource {
        text: config.chat_keys.as_deref(),
        file: config.chat_keys_file.as_deref(),
        data_dir: &config.data_dir,
    }
}

fn vapid_path(config: &Config) -> PathBuf {
    config.vapid_key_file.clone().unwrap_or_else(|| config.data_dir.join(vapid::KEY_FILE))
}

fn problems(config: &Config, found: &[KeyMismatch]) -> Vec<KeyProblem> {
    let problem = |mismatch: &KeyMismatch| {
        let (setting, path) = match mismatch.kind {
            KeyKind::Secret => {
                ("secret_key", config.secret_key.is_none().then(|| config.data_dir.join(secrets::KEY_FILE)))
            }
            KeyKind::Chat => ("chat_keys", key_ring_source(config).path()),
            KeyKind::Vapid => ("vapid_key_file", Some(vapid_path(config))),
        };
        let subject = path.map_or_else(|| "the configured value".to_owned(), |path| path.display().to_string());
        KeyProblem { setting, message: format!("{subject} {mismatch}") }
    };
    found.iter().map(problem).collect()
}

/// Waits for the database's threads, on a thread that does not run async code.
fn block_on<T, E: From<DbError>>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    match tokio::runtime::Builder::new_current_thread().enable_time().build() {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => Err(DbError::Unavailable(error.to_string()).into()),
    }
}
