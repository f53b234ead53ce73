//! The keys: each can be read, is private and matches the database.

use std::path::Path;

use habitro_server::app;
use habitro_server::platform::config::Config;
use habitro_server::platform::db::Db;
use habitro_server::platform::key_ring::KeyRing;
use habitro_server::platform::push::{Vapid, vapid};
use habitro_server::platform::secrets::{self, Secrets};

use super::files::access_of_others;
use super::{Finding, fail, ok, warn};

pub fn check(config: &Config) -> Vec<Finding> {
    let secret_path = config.data_dir.join(secrets::KEY_FILE);
    let vapid_path = config.vapid_key_file.clone().unwrap_or_else(|| config.data_dir.join(vapid::KEY_FILE));
    let ring = app::key_ring_source(config);
    let ring_path = ring.path();
    let secret = Secrets::read(&config.data_dir, config.secret_key.as_deref());
    let ring = KeyRing::read(ring);
    let vapid = Vapid::read(&vapid_path, String::new());
    let broken = [secret.is_err(), ring.is_err(), vapid.is_err()].contains(&true);
    let secret_file = config.secret_key.is_none().then_some(secret_path.as_path());
    let mut findings = key("secret key", secret_file, secret.map(|key| key.is_some()));
    findings.extend(key("chat keys", ring_path.as_deref(), ring.map(|key| key.is_some())));
    findings.extend(key("web push key", Some(&vapid_path), vapid.map(|key| key.is_some())));
    if !broken {
        findings.extend(fit(config));
    }
    findings
}

/// A key that was read: whether it exists, or why it can't be used.
fn key<E: std::fmt::Display>(subject: &'static str, path: Option<&Path>, read: Result<bool, E>) -> Vec<Finding> {
    let advice = "restore it from a backup";
    let first = match (read, path) {
        (Err(error), _) => fail(subject, format!("{error}; {advice}")),
        (Ok(true), Some(path)) => ok(subject, format!("{} can be read", path.display())),
        (Ok(true), None) => ok(subject, "configured as a value"),
        // A start creates it, unless the database knows it, which is checked next.
        (Ok(false), _) => ok(subject, "does not exist yet; the first start creates it"),
    };
    let open = path.and_then(|path| Some((path, access_of_others(path)?))).map(|(path, mode)| {
        let shown = path.display();
        fail(subject, format!("{shown} has mode {mode:o}, so other users can read it; run chmod 600 {shown}"))
    });
    std::iter::once(first).chain(open).collect()
}

/// Compares the keys with those that the database has been used with. Files of the database that can't be used have a
/// finding of their own.
fn fit(config: &Config) -> Vec<Finding> {
    if Db::check_files(&config.database).is_err() {
        return Vec::new();
    }
    let problems = match app::verify_keys(config) {
        Ok(problems) => problems.unwrap_or_default(),
        Err(error) => return vec![warn("keys", format!("can't be compared with the database: {error}"))],
    };
    let advice = "put the right keys back, or run `habitro serve --accept-lost-keys` once if they are lost";
    problems.iter().map(|problem| fail("keys", format!("{problem}; {advice}"))).collect()
}
