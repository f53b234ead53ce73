//! The keys: each can be read, is private and matches the database.

use std::path::Path;

use habitro_server::app::{self, KeyProblem};
use habitro_server::platform::config::Config;
use habitro_server::platform::db::Db;
use habitro_server::platform::key_ring::KeyRing;
use habitro_server::platform::push::{Vapid, vapid};
use habitro_server::platform::secrets::{self, Secrets};

use super::files::access_of_others;
use super::{Finding, fail, ok, warn};

pub fn check(config: &Config) -> Vec<Finding> {
    let secret = Secrets::read(&config.data_dir, config.secret_key.as_deref()).map(|key| key.is_some());
    let ring = KeyRing::read(app::key_ring_source(config)).map(|key| key.is_some());
    let vapid_path = config.vapid_key_file.clone().unwrap_or_else(|| config.data_dir.join(vapid::KEY_FILE));
    let vapid = Vapid::read(&vapid_path, String::new()).map(|key| key.is_some());
    let compared = if secret.is_ok() && ring.is_ok() && vapid.is_ok() { compare(config) } else { Ok(Vec::new()) };
    let problems = compared.as_ref().map_or(&[][..], Vec::as_slice);
    let secret_path = config.secret_key.is_none().then(|| config.data_dir.join(secrets::KEY_FILE));
    let ring_path = app::key_ring_source(config).path();
    let is_lost = |setting| problems.iter().any(|problem| problem.setting == setting);
    let mut findings = Vec::new();
    findings.extend(match secret {
        Ok(false) if is_lost("secret_key") => None,
        secret => Some(key("secret key", secret_path.as_deref(), secret)),
    });
    findings.extend(match ring {
        Ok(false) if is_lost("chat_keys") => None,
        // A start does not create a file that is configured: it may be on a volume that is not mounted.
        Ok(false) if config.chat_keys_file.is_some() => {
            let shown = ring_path.iter().map(|path| path.display().to_string()).collect::<String>();
            Some(fail("chat keys", format!("{shown} does not exist; `habitro keys rotate` creates it")))
        }
        ring => Some(key("chat keys", ring_path.as_deref(), ring)),
    });
    findings.extend(match vapid {
        Ok(false) if is_lost("vapid_key_file") => None,
        vapid => Some(key("web push key", Some(&vapid_path), vapid)),
    });
    let files = [("secret key", secret_path), ("chat keys", ring_path), ("web push key", Some(vapid_path))];
    findings.extend(files.iter().filter_map(|(subject, path)| access(subject, path.as_deref()?, &config.data_dir)));
    let advice = "put the right keys back, or run `habitro serve --accept-lost-keys` once if they are lost";
    findings.extend(problems.iter().map(|problem| fail("keys", format!("{problem}; {advice}"))));
    findings.extend(compared.err());
    findings
}

/// A key that was read: whether it exists, or why it can't be used.
fn key<E: std::fmt::Display>(subject: &'static str, path: Option<&Path>, read: Result<bool, E>) -> Finding {
    match (read, path) {
        (Err(error), _) => fail(subject, format!("{error}; restore it from a backup")),
        (Ok(true), Some(path)) => ok(subject, format!("{} can be read", path.display())),
        (Ok(true), None) => ok(subject, "configured as a value"),
        (Ok(false), _) => ok(subject, "does not exist yet; the first start creates it"),
    }
}

/// Compares the keys with those that the database has been used with. Files of the database that can't be used have a
/// finding of their own.
fn compare(config: &Config) -> Result<Vec<KeyProblem>, Finding> {
    if Db::check_files(&config.database).is_err() {
        return Ok(Vec::new());
    }
    let compared = app::verify_keys(config).map(Option::unwrap_or_default);
    compared.map_err(|error| warn("keys", format!("can't be compared with the database: {error}")))
}

/// Whether other users can read a key. Elsewhere than in the data folder, this may be intended: secrets that are
/// mounted in a container are readable for everybody in it.
fn access(subject: &'static str, path: &Path, data_dir: &Path) -> Option<Finding> {
    let (mode, shown) = (access_of_others(path)?, path.display());
    Some(if path.starts_with(data_dir) {
        fail(subject, format!("{shown} has mode {mode:o}, so other users can read it; run chmod 600 {shown}"))
    } else {
        warn(subject, format!("{shown} has mode {mode:o}; if this machine has other users, they can read it"))
    })
}
