//! Configuration: TOML file < environment < flags, one table of keys ([`KEYS`]).
//!
//! Everything is read and judged once, at the start: what is wrong names its key and stops the
//! process before it does anything.

mod keys;
mod sources;
mod targets;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::db::Location;
use super::http::Network;

pub use keys::{KEYS, Key, reference};
use sources::Gathered;
pub use sources::{Origin, Sources};
pub use targets::{MailTarget, PublicUrl, SmsTarget};

/// A setting that can't be used. Never repeats the value of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The setting, as its source names it (`HABITRO_LISTEN`, `listen`, `--listen`).
    pub key: String,
    /// What is wrong.
    pub reason: String,
}

impl ConfigError {
    fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { key: key.into(), reason: reason.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.reason)
    }
}

impl std::error::Error for ConfigError {}

/// Who makes the plans.
#[derive(Clone, PartialEq, Eq)]
pub struct Ai {
    /// The API's address, without a slash at its end.
    pub base_url: String,
    /// The model asked for.
    pub model: String,
    /// Its key; an address without one is called without one.
    pub api_key: Option<String>,
}

impl fmt::Debug for Ai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ai({}, {}, key: {})", self.base_url, self.model, self.api_key.is_some())
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// Everything that is configured, judged and typed.
#[derive(Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// What people type.
    pub public_url: PublicUrl,
    /// Keys, uploads, the default database.
    pub data_dir: PathBuf,
    /// Where the database is.
    pub database: Location,
    /// The server's secret, when it is not the file in the data folder.
    pub secret_key: Option<String>,
    /// Where mails go.
    pub mail: MailTarget,
    /// Their sender; `None`: by the public host.
    pub mail_from: Option<String>,
    /// Where text messages go.
    pub sms: SmsTarget,
    /// Where a number without a country code is: two letters.
    pub phone_region: String,
    /// Whose numbers may be used; `None`: everybody's.
    pub phone_countries: Option<Vec<String>>,
    /// Text messages a day.
    pub sms_daily: u32,
    /// Text messages a day to numbers that begin alike.
    pub sms_daily_per_prefix: u32,
    /// Where pictures are kept; `None`: in the data folder.
    pub uploads_url: Option<String>,
    /// The AI that plans; `None`: the built-in planner.
    pub ai: Option<Ai>,
    /// Tokens of the AI that one user may use a day; 0: as many as they like.
    pub ai_daily_tokens: i64,
    /// The bus between nodes.
    pub bus_url: Option<String>,
    /// The chat's key ring, when it is not the file in the data folder.
    pub chat_keys: Option<String>,
    /// The file the ring was read from, when it is configured as one.
    pub chat_keys_file: Option<PathBuf>,
    /// Service account file of Firebase.
    pub fcm_credentials_file: Option<PathBuf>,
    /// Key of web pushes, when it is not the file in the data folder.
    pub vapid_key_file: Option<PathBuf>,
    /// Whose X-Forwarded-For is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whether pushes may go to this machine.
    pub push_loopback: bool,
    /// Whether rate limits hold.
    pub limits: bool,
    /// What is logged.
    pub log: String,
    /// How it is written.
    pub log_format: LogFormat,
    shown: Vec<Shown>,
    warnings: Vec<String>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.shown).finish()
    }
}

/// A setting as `habitro config` shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its name.
    pub name: &'static str,
    /// Its value, `(set)` for secrets, or the default in words.
    pub value: String,
    /// Who said it.
    pub origin: Origin,
}

impl Config {
    /// Reads and judges every setting.
    ///
    /// # Errors
    /// The first setting that can't be used.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        Self::judge(&sources.gather()?)
    }

    /// What is worth a warning but no reason to stop.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Every setting, for people's eyes.
    #[must_use]
    pub fn shown(&self) -> &[Shown] {
        &self.shown
    }

    fn judge(said: &Gathered) -> Result<Self, ConfigError> {
        let data_dir: PathBuf = said.text("data_dir").unwrap_or("./data").into();
        let default_ai = "https://openrouter.ai/api/v1";
        let ai = Ai {
            base_url: said.read("ai_base_url", default_ai, http_url)?,
            model: said.text("ai_model").unwrap_or("deepseek/deepseek-chat-v3.1").to_owned(),
            api_key: said.owned("ai_api_key"),
        };
        let ai_on = said.read("ai", "on", switch)?;
        let listen: SocketAddr = said.read("listen", "127.0.0.1:8080", |text| {
            text.parse().map_err(|_| "expected an address and a port, like 127.0.0.1:8080".to_owned())
        })?;
        let local = format!("http://localhost:{}", listen.port());
        let database = match said.values.get("database_url") {
            Some(_) => said.read("database_url", "", targets::database)?,
            None => Location::Sqlite(data_dir.join("habitro.db")),
        };
        Ok(Self {
            listen,
            public_url: said.read("public_url", &local, PublicUrl::parse)?,
            secret_key: said.owned("secret_key"),
            mail: said.read("mail_url", "log:", MailTarget::parse)?,
            mail_from: said.owned("mail_from").map(|_| said.read("mail_from", "", sender)).transpose()?,
            sms: said.read("sms_url", "log:", SmsTarget::parse)?,
            ai: ((ai.api_key.is_some() || ai.base_url != default_ai) && ai_on).then_some(ai),
            ai_daily_tokens: said.read("ai_daily_tokens", "100000", |text| {
                let tokens: u32 = text.parse().map_err(|_| "expected a whole number, 0 for no limit".to_owned())?;
                Ok(i64::from(tokens))
            })?,
            phone_region: said.read("phone_region", "LK", country)?,
            phone_countries: said.read("phone_countries", "all", countries)?,
            sms_daily: said.read("sms_daily", "1000", number)?,
            sms_daily_per_prefix: said.read("sms_daily_per_prefix", "200", number)?,
            uploads_url: said.owned("uploads_url").map(|_| said.read("uploads_url", "", store_url)).transpose()?,
            bus_url: said.owned("bus_url").map(|_| said.read("bus_url", "", |url| bus(url, &database))).transpose()?,
            chat_keys: said.owned("chat_keys"),
            chat_keys_file: said.values.get("chat_keys").and_then(|said| said.path.clone()),
            fcm_credentials_file: said.owned("fcm_credentials_file").map(PathBuf::from),
            vapid_key_file: said.owned("vapid_key_file").map(PathBuf::from),
            trusted_proxies: said.read("trusted_proxies", "", networks)?,
            push_loopback: said.read("push_loopback", "off", switch)?,
            limits: said.read("limits", "on", switch)?,
            log: said.text("log").unwrap_or("info").to_owned(),
            log_format: said.read("log_format", "text", |text| match text {
                "text" => Ok(LogFormat::Text),
                "json" => Ok(LogFormat::Json),
                _ => Err("expected text or json".to_owned()),
            })?,
            data_dir,
            database,
            shown: KEYS.iter().map(|key| said.show(key)).collect(),
            warnings: said.warnings.clone(),
        })
    }
}

impl Gathered {
    fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|said| said.text.as_str())
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    fn read<T>(&self, name: &str, default: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, ConfigError> {
        let origin = self.values.get(name).map_or(&Origin::Default, |said| &said.origin);
        parse(self.text(name).unwrap_or(default)).map_err(|reason| {
            let key = match origin {
                Origin::Variable(variable) => variable.clone(),
                Origin::Flag => format!("--{}", name.replace('_', "-")),
                Origin::File | Origin::Default => name.to_owned(),
            };
            ConfigError::new(key, reason)
        })
    }

    fn show(&self, key: &'static Key) -> Shown {
        let (value, origin) = match self.values.get(key.name) {
            Some(said) if key.secret => ("(set)".to_owned(), said.origin.clone()),
            Some(said) => (said.text.clone(), said.origin.clone()),
            None => (key.default.to_owned(), Origin::Default),
        };
        Shown { name: key.name, value, origin }
    }
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" | "true" | "1" => Ok(true),
        "off" | "false" | "0" => Ok(false),
        _ => Err("expected on or off".into()),
    }
}

/// A bus joins nodes, and nodes can share a PostgreSQL only: a SQLite file has one process.
fn bus(url: &str, database: &Location) -> Result<String, String> {
    if matches!(database, Location::Sqlite(_)) {
        return Err("several nodes need a PostgreSQL (database_url); with SQLite leave the bus out".into());
    }
    may_carry(url).map(|()| url.to_owned())
}

#[cfg(feature = "nats")]
fn may_carry(url: &str) -> Result<(), String> {
    crate::platform::bus::nats::understands(url)
}

#[cfg(not(feature = "nats"))]
fn may_carry(_: &str) -> Result<(), String> {
    Err("this build joins no nodes; build it with the feature `nats`".into())
}

fn sender(text: &str) -> Result<String, String> {
    let fine = text.parse::<lettre::message::Mailbox>().is_ok();
    if fine { Ok(text.to_owned()) } else { Err("expected an address, like Habitro <habitro@example.org>".into()) }
}

fn networks(text: &str) -> Result<Vec<Network>, String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect()
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "expected a whole number".to_owned())
}

fn country(text: &str) -> Result<String, String> {
    let text = text.trim().to_ascii_uppercase();
    if crate::platform::phones::is_country(&text) { Ok(text) } else { Err("expected two letters, like LK".into()) }
}

fn countries(text: &str) -> Result<Option<Vec<String>>, String> {
    match text.trim() {
        "all" => Ok(None),
        list => list.split(',').map(country).collect::<Result<_, _>>().map(Some),
    }
}

fn store_url(text: &str) -> Result<String, String> {
    crate::platform::uploads::understands(text).map(|()| text.to_owned())
}

fn http_url(text: &str) -> Result<String, String> {
    let fine = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if fine { Ok(text.trim_end_matches('/').to_owned()) } else { Err("expected an http:// or https:// address".into()) }
}

#[cfg(test)]
mod tests;
