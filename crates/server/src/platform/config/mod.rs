//! Configuration from flags, environment variables and a TOML file, in that order of precedence,
//! with one table of keys ([`KEYS`]).
//!
//! All settings are read and validated once, at the start. An invalid one stops the process with an
//! error that names its key.

mod keys;
mod sources;
mod targets;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use lettre::address::Address;
use lettre::message::Mailbox;

use super::db::Location;
use super::http::Network;
use super::text::ascii_domain;

pub use keys::{KEYS, Key, reference};
use sources::RawSettings;
pub use sources::{Origin, Sources};
pub use targets::{MailTarget, PublicUrl, Relay, SmsTarget, SmtpSecurity};

/// An invalid setting. The text never contains the value of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The setting as its source names it (`HABITRO_LISTEN`, `listen`, `--listen`).
    pub key: String,
    /// Why it is invalid.
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

/// The AI provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Ai {
    /// The base URL, without a trailing slash.
    pub base_url: String,
    /// The model to request.
    pub model: String,
    /// The API key; `None` sends no key.
    pub api_key: Option<String>,
}

impl fmt::Debug for Ai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ai({}, {}, key: {})", self.base_url, self.model, self.api_key.is_some())
    }
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// The validated configuration.
#[derive(Clone)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The URL that users open.
    pub public_url: PublicUrl,
    /// The folder for keys, uploads and the default database.
    pub data_dir: PathBuf,
    /// The address of the database.
    pub database: Location,
    /// The server's secret key; `None` uses the file in the data folder.
    pub secret_key: Option<String>,
    /// How emails are sent.
    pub mail: MailTarget,
    /// The sender of emails.
    pub mail_from: Mailbox,
    /// How text messages are sent.
    pub sms: SmsTarget,
    /// The country of numbers without a country code: two letters.
    pub phone_region: String,
    /// The countries whose numbers are accepted; `None` accepts all.
    pub phone_countries: Option<Vec<String>>,
    /// The maximum number of text messages a day.
    pub sms_daily: u32,
    /// The maximum number of text messages a day to numbers with the same prefix.
    pub sms_daily_per_prefix: u32,
    /// The URL of the upload store; `None` uses the data folder.
    pub uploads_url: Option<String>,
    /// The AI provider; `None` uses only the built-in planner.
    pub ai: Option<Ai>,
    /// AI tokens per user and day; 0 means no limit.
    pub ai_daily_tokens: i64,
    /// The URL of the bus between nodes.
    pub bus_url: Option<String>,
    /// The chat's key ring; `None` uses the file in the data folder.
    pub chat_keys: Option<String>,
    /// The file of the key ring, if one is configured.
    pub chat_keys_file: Option<PathBuf>,
    /// The service account file of Firebase.
    pub fcm_credentials_file: Option<PathBuf>,
    /// The VAPID key file; `None` uses the one in the data folder.
    pub vapid_key_file: Option<PathBuf>,
    /// The proxies whose X-Forwarded-For header is trusted.
    pub trusted_proxies: Vec<Network>,
    /// Whether push endpoints may be on the loopback interface; for tests.
    pub push_loopback: bool,
    /// Whether rate limits are enforced.
    pub limits: bool,
    /// The filter of log lines.
    pub log: String,
    /// The format of log lines.
    pub log_format: LogFormat,
    shown: Vec<DisplayedSetting>,
    warnings: Vec<String>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.shown).finish()
    }
}

/// A setting as `habitro config` prints it.
#[derive(Clone, Debug)]
pub struct DisplayedSetting {
    #[allow(missing_docs, reason = "the name says it")]
    pub name: &'static str,
    /// The value, `(set)` for a secret, or the description of the default.
    pub value: String,
    /// The source of the value.
    pub origin: Origin,
}

impl Config {
    /// Reads and validates all settings.
    ///
    /// # Errors
    /// The first invalid setting.
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        Self::validate(&sources.read_all()?)
    }

    /// Returns warnings to log, such as unknown variables.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Returns all settings for display.
    #[must_use]
    pub fn shown(&self) -> &[DisplayedSetting] {
        &self.shown
    }

    fn validate(values: &RawSettings) -> Result<Self, ConfigError> {
        let data_dir: PathBuf = values.text("data_dir").unwrap_or("./data").into();
        let default_ai = "https://openrouter.ai/api/v1";
        let ai = Ai {
            base_url: values.read("ai_base_url", default_ai, http_url)?,
            model: values.text("ai_model").unwrap_or("deepseek/deepseek-chat-v3.1").to_owned(),
            api_key: values.owned("ai_api_key"),
        };
        let ai_on = values.read("ai", "on", switch)?;
        let listen: SocketAddr = values.read("listen", "127.0.0.1:8080", |text| {
            text.parse().map_err(|_| "expected an address and a port, like 127.0.0.1:8080".to_owned())
        })?;
        let local = format!("http://localhost:{}", listen.port());
        let database = match values.values.get("database_url") {
            Some(_) => values.read("database_url", "", targets::database)?,
            None => Location::Sqlite(data_dir.join("habitro.db")),
        };
        let public_url = values.read("public_url", &local, PublicUrl::parse)?;
        let mail = values.read("mail_url", "log:", MailTarget::parse)?;
        Ok(Self {
            listen,
            secret_key: values.owned("secret_key"),
            mail_from: match values.values.get("mail_from") {
                Some(_) => values.read("mail_from", "", sender)?,
                None => default_sender(&public_url, &mail)?,
            },
            mail,
            sms: values.read("sms_url", "log:", SmsTarget::parse)?,
            ai: ((ai.api_key.is_some() || ai.base_url != default_ai) && ai_on).then_some(ai),
            ai_daily_tokens: values.read("ai_daily_tokens", "100000", |text| {
                let tokens: u32 = text.parse().map_err(|_| "expected a whole number, 0 for no limit".to_owned())?;
                Ok(i64::from(tokens))
            })?,
            phone_region: values.read("phone_region", "LK", country)?,
            phone_countries: values.read("phone_countries", "all", countries)?,
            sms_daily: values.read("sms_daily", "1000", number)?,
            sms_daily_per_prefix: values.read("sms_daily_per_prefix", "200", number)?,
            uploads_url: values.owned("uploads_url").map(|_| values.read("uploads_url", "", store_url)).transpose()?,
            bus_url: values
                .owned("bus_url")
                .map(|_| values.read("bus_url", "", |url| bus(url, &database)))
                .transpose()?,
            chat_keys: values.owned("chat_keys"),
            chat_keys_file: values.values.get("chat_keys").and_then(|value| value.path.clone()),
            fcm_credentials_file: values.owned("fcm_credentials_file").map(PathBuf::from),
            vapid_key_file: values.owned("vapid_key_file").map(PathBuf::from),
            trusted_proxies: values.read("trusted_proxies", "", networks)?,
            push_loopback: values.read("push_loopback", "off", switch)?,
            limits: values.read("limits", "on", switch)?,
            log: values.read("log", "info", log_filter)?,
            log_format: values.read("log_format", "text", |text| match text {
                "text" => Ok(LogFormat::Text),
                "json" => Ok(LogFormat::Json),
                _ => Err("expected text or json".to_owned()),
            })?,
            data_dir,
            database,
            public_url,
            shown: KEYS.iter().map(|key| values.show(key)).collect(),
            warnings: values.warnings.clone(),
        })
    }
}

impl RawSettings {
    fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|value| value.text.as_str())
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    fn read<T>(&self, name: &str, default: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, ConfigError> {
        let origin = self.values.get(name).map_or(&Origin::Default, |value| &value.origin);
        parse(self.text(name).unwrap_or(default)).map_err(|reason| {
            let key = match origin {
                Origin::Variable(variable) => variable.clone(),
                Origin::Flag => format!("--{}", name.replace('_', "-")),
                Origin::File | Origin::Default => name.to_owned(),
            };
            ConfigError::new(key, reason)
        })
    }

    fn show(&self, key: &'static Key) -> DisplayedSetting {
        let (value, origin) = match self.values.get(key.name) {
            Some(value) if key.secret => ("(set)".to_owned(), value.origin.clone()),
            Some(value) => (value.text.clone(), value.origin.clone()),
            None => (key.default.to_owned(), Origin::Default),
        };
        DisplayedSetting { name: key.name, value, origin }
    }
}

fn switch(text: &str) -> Result<bool, String> {
    match text {
        "on" | "true" | "1" => Ok(true),
        "off" | "false" | "0" => Ok(false),
        _ => Err("expected on or off".into()),
    }
}

/// A bus connects nodes that share a PostgreSQL database; a SQLite file belongs to one process.
fn bus(url: &str, database: &Location) -> Result<String, String> {
    if matches!(database, Location::Sqlite(_)) {
        return Err("several nodes need a PostgreSQL (database_url); with SQLite leave the bus out".into());
    }
    check_bus_url(url).map(|()| url.to_owned())
}

#[cfg(feature = "nats")]
fn check_bus_url(url: &str) -> Result<(), String> {
    crate::platform::bus::nats::check_url(url)
}

#[cfg(not(feature = "nats"))]
fn check_bus_url(_: &str) -> Result<(), String> {
    Err("this build joins no nodes; build it with the feature `nats`".into())
}

fn sender(text: &str) -> Result<Mailbox, String> {
    let mailbox: Option<Mailbox> = text.parse().ok();
    let sender = mailbox.and_then(|mailbox| {
        let domain = ascii_domain(mailbox.email.domain())?;
        Some(Mailbox { email: Address::new(mailbox.email.user(), domain).ok()?, ..mailbox })
    });
    sender.ok_or_else(|| "expected an address, like Habitro <habitro@example.org>".into())
}

fn default_sender(public_url: &PublicUrl, mail: &MailTarget) -> Result<Mailbox, ConfigError> {
    match (public_url.default_sender(), mail) {
        (Some(sender), _) => Ok(sender),
        // The log shows no sender.
        (None, MailTarget::Log) => {
            sender("Habitro <habitro@localhost>").map_err(|reason| ConfigError::new("mail_from", reason))
        }
        (None, _) => {
            let host = public_url.host();
            let reason =
                format!("must be set, because habitro@{host} (the host of public_url) is not an email address");
            Err(ConfigError::new("mail_from", reason))
        }
    }
}

fn log_filter(text: &str) -> Result<String, String> {
    let parsed = tracing_subscriber::EnvFilter::try_new(text);
    parsed.map(|_| text.to_owned()).map_err(|error| format!("not a filter: {error}"))
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
    crate::platform::uploads::check_url(text).map(|()| text.to_owned())
}

fn http_url(text: &str) -> Result<String, String> {
    let fine = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if fine { Ok(text.trim_end_matches('/').to_owned()) } else { Err("expected an http:// or https:// address".into()) }
}

#[cfg(test)]
mod tests;
