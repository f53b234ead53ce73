//! `habitro keys`: the keys that the chat is sealed with.

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
    /// Put a new key in front of the ring; running servers take it up and seal every message anew
    Rotate,
    /// Say how many messages each key has sealed; one that has none any more may be taken off
    Status,
}

/// Runs `command`.
///
/// # Errors
/// What went wrong, in words.
pub fn run(config: &Config, command: KeysCommand) -> Result<(), String> {
    match command {
        KeysCommand::Rotate => rotate(config),
        KeysCommand::Status => status(config),
    }
}

/// Where the ring is.
pub fn place(config: &Config) -> KeyRingSource<'_> {
    KeyRingSource {
        text: config.chat_keys.as_deref(),
        file: config.chat_keys_file.as_deref(),
        data_dir: &config.data_dir,
    }
}

fn rotate(config: &Config) -> Result<(), String> {
    let Some(path) = place(config).path() else {
        return Err(format!(
            "chat_keys: the ring is given as a value, which can't be changed from here. \
             Put this line in front of it, and start every server again:\n{}",
            new_line(&Entropy::system())
        ));
    };
    let id = add_key(&path, &Entropy::system()).map_err(|error| format!("chat_keys: {error}"))?;
    println!("{id} is the newest key in {}", path.display());
    println!("Servers that read this file take it up within seconds and seal every message anew.");
    println!("Keep the older keys until `habitro keys status` has no message under them.");
    Ok(())
}

fn status(config: &Config) -> Result<(), String> {
    let said = |error: &dyn std::fmt::Display| format!("database_url: {error}");
    let ring = KeyRing::load(place(config), &Entropy::system()).map_err(|error| format!("chat_keys: {error}"))?;
    let at = Db::schema_at(&config.database).map_err(|error| said(&error))?;
    if at != Db::schema_wanted() {
        return Err(format!("database_url: schema {at}, wanted {}; run `habitro migrate` first", Db::schema_wanted()));
    }
    let options = DbOptions::new(config.database.clone());
    let db = Db::open(&options, Clock::system(), Entropy::system(), Bus::in_process()).map_err(|error| said(&error))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let found = runtime.block_on(KeyUse::all(&db)).map_err(|error| said(&error));
    db.close();
    let found = found?;
    for id in ring.ids() {
        let messages = found.iter().find(|used| *used.key_id == *id).map_or(0, |used| used.messages);
        let newest = if id == ring.newest_id() { "  (newest)" } else { "" };
        println!("{id}  {messages} messages{newest}");
    }
    for lost in found.iter().filter(|used| ring.ids().iter().all(|id| **id != *used.key_id)) {
        println!("{}  {} messages  NOT ON THE RING: they can't be opened", lost.key_id, lost.messages);
    }
    Ok(())
}
