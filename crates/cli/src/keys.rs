//! `habitro keys`: manages the keys that encrypt chat messages.

use clap::Subcommand;
use habitro_server::app::{key_ring_source, verify_chat_keys};
use habitro_server::features::chat::KeyUse;
use habitro_server::platform::bus::Bus;
use habitro_server::platform::clock::Clock;
use habitro_server::platform::config::Config;
use habitro_server::platform::db::{Db, DbOptions};
use habitro_server::platform::key_ring::{KeyRing, add_key, new_line};
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

fn rotate(config: &Config) -> Result<(), String> {
    let Some(path) = key_ring_source(config).path() else {
        return Err(format!(
            "chat_keys: the key ring is configured as a value, which this command can't change. \
             Add this line at its start, then restart every server:\n{}",
            new_line(&Entropy::system())
        ));
    };
    // A new ring would hide that the former one is lost.
    if !path.exists() {
        let problems =
            verify_chat_keys(config).map_err(|error| format!("can't tell whether there are chat keys: {error}"))?;
        if let Some(problem) = problems.iter().flatten().next() {
            return Err(format!("{problem}. Put the file back, or see `habitro serve --help`"));
        }
    }
    let id = add_key(&path, &Entropy::system()).map_err(|error| format!("chat_keys: {error}"))?;
    println!("{id} is the newest key in {}", path.display());
    println!("Servers that read this file load the key within seconds and re-encrypt every message.");
    println!("Keep the older keys until `habitro keys status` shows no messages for them.");
    Ok(())
}

fn status(config: &Config) -> Result<(), String> {
    let database_error = |error: &dyn std::fmt::Display| format!("database_url: {error}");
    let ring = KeyRing::read(key_ring_source(config)).map_err(|error| format!("chat_keys: {error}"))?;
    let ring = ring.unwrap_or_else(KeyRing::empty);
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
