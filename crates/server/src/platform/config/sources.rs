//! Reads the text of each setting and remembers its source.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::ConfigError;
use super::keys::{KEYS, Key};

/// The sources of settings.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The TOML file given by `--config`.
    pub file: Option<PathBuf>,
    /// Flags, named as in [`KEYS`].
    pub flags: Vec<(String, String)>,
    /// Environment variables with their full names.
    pub environment: Vec<(String, String)>,
}

/// The source of a setting's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A command-line flag.
    Flag,
    /// An environment variable with this name.
    Variable(String),
    /// The TOML file.
    File,
    /// The built-in default.
    Default,
}

/// The text of a setting and its source.
#[derive(Clone, Debug)]
pub(super) struct RawSetting {
    pub text: String,
    pub origin: Origin,
    /// The file it was read from, if it is a secret in a file.
    pub path: Option<PathBuf>,
}

#[derive(Debug, Default)]
pub(super) struct RawSettings {
    pub values: BTreeMap<&'static str, RawSetting>,
    pub warnings: Vec<String>,
}

/// Read when no other file is named, if it is there.
const USUAL_FILE: &str = "habitro.toml";
const FILE_VARIABLE: &str = "HABITRO_CONFIG";

impl Sources {
    /// The process's environment; no flags.
    #[must_use]
    pub fn from_process() -> Self {
        // Variables that are not UTF-8 can't be ours.
        let environment =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self { environment: environment.collect(), ..Self::default() }
    }

    pub(super) fn read_all(&self) -> Result<RawSettings, ConfigError> {
        let mut gathered = RawSettings::default();
        if let Some(path) = self.config_file() {
            let text = std::fs::read_to_string(&path)
                .map_err(|error| ConfigError::new("config", format!("{}: {error}", path.display())))?;
            gathered.add_file(&text, &path)?;
        }
        gathered.add_environment(&self.environment)?;
        for (name, text) in &self.flags {
            let key = find(name).ok_or_else(|| ConfigError::new(name, "there is no such setting"))?;
            gathered.values.insert(key.name, RawSetting { text: text.clone(), origin: Origin::Flag, path: None });
        }
        Ok(gathered)
    }

    fn config_file(&self) -> Option<PathBuf> {
        let variable =
            || self.environment.iter().find(|(name, _)| name == FILE_VARIABLE).map(|(_, path)| PathBuf::from(path));
        let usual = || Some(PathBuf::from(USUAL_FILE)).filter(|path| path.is_file());
        self.file.clone().or_else(variable).or_else(usual)
    }
}

fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The key and whether its value is the name of a file that holds it.
fn find_with_file(name: &str) -> Option<(&'static Key, bool)> {
    // `vapid_key_file` is a key of its own, so whole names go first.
    find(name)
        .map(|key| (key, false))
        .or_else(|| find(name.strip_suffix("_file")?).filter(|key| key.secret).map(|key| (key, true)))
}

impl RawSettings {
    fn add_file(&mut self, text: &str, path: &Path) -> Result<(), ConfigError> {
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
            ConfigError::new("config", format!("{}: {}", path.display(), error.message()))
        })?;
        let mut layer = BTreeMap::new();
        for (name, value) in table {
            let (key, from_file) = find_with_file(&name)
                .ok_or_else(|| ConfigError::new(&name, format!("there is no such setting ({})", path.display())))?;
            let text =
                scalar(&value).ok_or_else(|| ConfigError::new(&name, "must be a string, a number, true or false"))?;
            add(&mut layer, key, text, from_file, Origin::File, &name)?;
        }
        self.values.extend(layer);
        Ok(())
    }

    fn add_environment(&mut self, environment: &[(String, String)]) -> Result<(), ConfigError> {
        let mut layer = BTreeMap::new();
        for (variable, text) in environment {
            let Some(name) = variable.strip_prefix("HABITRO_") else { continue };
            if variable == FILE_VARIABLE {
                continue;
            }
            let Some((key, from_file)) = find_with_file(&name.to_ascii_lowercase()) else {
                self.warnings.push(format!("{variable} is set, but there is no such setting"));
                continue;
            };
            // An empty variable is how many tools say "not set".
            if !text.is_empty() {
                add(&mut layer, key, text.clone(), from_file, Origin::Variable(variable.clone()), variable)?;
            }
        }
        self.values.extend(layer);
        Ok(())
    }
}

fn add(
    layer: &mut BTreeMap<&'static str, RawSetting>,
    key: &'static Key,
    text: String,
    from_file: bool,
    origin: Origin,
    name: &str,
) -> Result<(), ConfigError> {
    let path = from_file.then(|| PathBuf::from(&text));
    let text = if from_file { read_secret(key, &text).map_err(|reason| ConfigError::new(name, reason))? } else { text };
    match layer.insert(key.name, RawSetting { text, origin, path }) {
        None => Ok(()),
        Some(_) => Err(ConfigError::new(name, "is set twice: directly and as a file")),
    }
}

/// Reads the file of a secret, without the line break at its end. The file of the chat keys may be missing: `habitro
/// keys rotate` creates it.
fn read_secret(key: &Key, path: &str) -> Result<String, String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
        Err(error) if key.name == "chat_keys" && error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(format!("{path}: {error}")),
    }
}

fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(on) => Some(if *on { "on" } else { "off" }.to_owned()),
        toml::Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            items.map(|items| items.join(","))
        }
        _ => None,
    }
}
