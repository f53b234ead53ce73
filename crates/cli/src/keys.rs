//! `habitro keys`: manages the keys that encrypt chat messages.

use clap::Subcommand;
use habitro_server::features::chat::KeyUse;
use habitro_server::platform::bus::Bus;
use habitro_server::platform::clock::Clock;
use habitro_server::platform::config::Config;
use habitro_server::platform::db::{Db, DbOptions};
use habitro_server::platform::key_ring::{KeyRing, KeyRingSource, add_key, new_line};
use habitro_server::platform::rng::Entropy;

#[derive(Clone, Copy, Subcommand)]
pub enum KeysCommand {
    /// Add a new key to the key ring; running servers load it and re-encrypt every message
    Rotate,
    /// Show how many messages each key encrypts; a key without messages can be removed
    Status,
}

/// Runs `command`; an error is a message for the user.
pub fn run(config: &Config, command: KeysCommand) -> Result<(), String> {
    match command {
        KeysCommand::Rotate => rotate(config),
        KeysCommand::Status => status(config),
    }
}

/// Returns the configured location of the key ring.
pub fn source(config: &Config) -> KeyRingSource<'_> {
    KeyRingSource {
        text: config.chat_keys.as_deref(),
        file: config.chat_keys_file.as_deref(),
        data_dir: &config.data_dir,
    }
}

fn rotate(config: &Config) -> Result<(), String> {
    let Some(path) = source(config).path() else {
        return Err(format!(
            "chat_keys: the key ring is configured as a value, which this command can't change. \
             Add this line at its start, then restart every server:\n{}",
            new_line(&Entropy::system())
        ));
    };
    let id = add_key(&path, &Entropy::system()).map_err(|error| format!("chat_keys: {error}"))?;
    println!("{id} is the newest key in {}", path.display());
    println!("Servers that read this file load the key within seconds and re-encrypt every message.");
    println!("Keep the older keys until `habitro keys status` shows no messages for them.");
    Ok(())
}

fn status(config: &Config) -> Result<(), String> {
    let database_error = |error: &dyn std::fmt::Display| format!("database_url: {error}");
    let ring = KeyRing::load(source(config), &Entropy::system()).map_err(|error| format!("chat_keys: {error}"))?;
    let at = Db::schema_at(&config.database).map_err(|error| database_error(&error))?;
    if at != Db::schema_wanted() {
        return Err(format!("database_url: schema {at}, wanted {}; run `habitro migrate` first", Db::schema_wanted()));
    }
    let options = DbOptions::new(config.database.clone());
    let db = Db::open(&options, Clock::system(), Entropy::system(), Bus::in_process())
        .map_err(|error| database_error(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let uses = runtime.block_on(KeyUse::all(&db)).map_err(|error| database_error(&error));
    db.close();
    let uses = uses?;
    for id in ring.ids() {
        let messages = uses.iter().find(|used| *used.key_id == *id).map_or(0, |used| used.messages);
        let newest = if id == ring.newest_id() { "  (newest)" } else { "" };
        println!("{id}  {messages} messages{newest}");
    }
    for lost in uses.iter().filter(|used| ring.ids().iter().all(|id| **id != *used.key_id)) {
        println!("{}  {} messages  NOT ON THE KEY RING: can't be decrypted", lost.key_id, lost.messages);
    }
    Ok(())
}
