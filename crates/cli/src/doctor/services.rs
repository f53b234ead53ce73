//! The database, and the services that Habitro uses.

use std::sync::Arc;
use std::time::Duration;

use habitro_server::platform::config::{Ai, Config, MailTarget, SmsTarget, SmtpSecurity};
use habitro_server::platform::db::{Db, DbError, DbOptions, Location};
use habitro_server::platform::outbox::mail::Smtp;
use habitro_server::platform::probe::{self, ProbeResponse};
use habitro_server::platform::push::Fcm;
use habitro_server::platform::uploads::Uploads;
use serde_json::Value;

use super::{Finding, fail, files, ok, warn};

/// The timeout of an SMTP session.
const SMTP_TIMEOUT: Duration = Duration::from_secs(5);

pub fn database(config: &Config) -> Vec<Finding> {
    let subject = "database";
    let (wanted, location) = (Db::schema_wanted(), &config.database);
    if let Err(error) = Db::check_files(location) {
        return vec![fail(subject, format!("{error}; correct its owner or permissions"))];
    }
    if let Location::Sqlite(path) = location
        && !path.exists()
    {
        // A folder of its own has no other finding.
        if let Some(folder) = path.parent()
            && let Err(reason) = files::probe_folder(folder)
        {
            return vec![fail(subject, format!("{reason}; correct HABITRO_DATABASE_URL or the owner of the folder"))];
        }
        return vec![warn(subject, format!("{} does not exist yet; the first start creates it", path.display()))];
    }
    let mut findings = vec![match Db::schema_at(location) {
        Ok(at) if at == wanted => ok(subject, format!("reachable, schema {at} is up to date")),
        Ok(at) if at < wanted => {
            warn(subject, format!("reachable, schema {at}; the next start migrates it to {wanted}"))
        }
        Ok(at) => fail(
            subject,
            format!(
                "schema {at} was created by a newer Habitro; this version supports {wanted}. \
                 Install the newer version again, or restore a backup"
            ),
        ),
        Err(error) => fail(subject, format!("{error}; {}", database_advice(location, &error))),
    }];
    if let Some(host) = location.unconfirmed_plain_host() {
        let text = format!(
            "the connection to {host} is not encrypted. Keep it in a private network or a tunnel, and write \
             sslmode=disable to confirm"
        );
        findings.push(warn(subject, text));
    }
    // A server that can't be reached has a finding already.
    for advice in Db::server_advice(&DbOptions::new(location.clone())).unwrap_or_default() {
        let text = advice.to_string();
        findings.push(if advice.is_warning() { warn(subject, text) } else { ok(subject, text) });
    }
    findings
}

fn database_advice(location: &Location, error: &DbError) -> &'static str {
    match (location, error) {
        (_, DbError::Schema(_)) => "restore a backup, or use another database",
        (Location::Sqlite(_), _) => "restore a backup if the file is damaged; check its owner",
        (Location::Postgres(_), DbError::Unavailable(_)) => {
            "start PostgreSQL, or correct the host in HABITRO_DATABASE_URL"
        }
        (Location::Postgres(_), _) => "correct the user, password and name in HABITRO_DATABASE_URL",
    }
}

pub async fn mail(config: Arc<Config>) -> Vec<Finding> {
    let subject = "mail";
    vec![match &config.mail {
        MailTarget::Log => warn(subject, "printed to the console: users will not receive their codes"),
        MailTarget::File(folder) => files::message_folder(subject, folder),
        MailTarget::Smtp(relay) => {
            let server = format!("{}:{} {}", relay.host, relay.port, relay.security);
            let checked = match Smtp::new(relay, config.mail_from.clone(), SMTP_TIMEOUT) {
                Ok(smtp) => smtp.check().await.map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            match checked {
                Err(reason) => {
                    fail(subject, format!("{server}: {reason}; correct HABITRO_MAIL_URL or HABITRO_MAIL_FROM"))
                }
                Ok(()) if relay.credentials.is_some() && relay.security == SmtpSecurity::Plain => {
                    warn(subject, format!("sent through {server}, with a password in clear (tls=none)"))
                }
                Ok(()) => ok(subject, format!("sent through {server}, as {}", config.mail_from.email)),
            }
        }
    }]
}

pub async fn sms(config: Arc<Config>) -> Vec<Finding> {
    let subject = "text messages";
    vec![match &config.sms {
        SmsTarget::Log => warn(subject, "printed to the console: users will not receive their codes"),
        SmsTarget::File(folder) => files::message_folder(subject, folder),
        SmsTarget::TextLk { base, sender, api_key } => {
            let key: String = url_encoded(api_key);
            let response = probe::get(&format!("{base}/api/http/balance?api_token={key}"), None).await;
            let refused = |response: &ProbeResponse| {
                let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
                matches!(response.status, 401 | 403) || body["status"] == "error"
            };
            match response {
                Err(reason) => fail(subject, format!("{base}: {reason}; check HABITRO_SMS_URL and the network")),
                Ok(response) if refused(&response) => {
                    fail(subject, format!("{base} refused the API key; correct it in HABITRO_SMS_URL"))
                }
                Ok(response) if response.status >= 500 => {
                    fail(subject, format!("{base} failed with status {}; ask the provider", response.status))
                }
                Ok(response) if response.status != 200 => {
                    warn(subject, format!("{base} answers, but the API key could not be checked ({})", response.status))
                }
                Ok(_) => ok(subject, format!("sent through {base} as {sender}")),
            }
        }
    }]
}

/// Encodes a value of a query.
fn url_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

pub fn push(config: &Config) -> Vec<Finding> {
    config
        .fcm_credentials_file
        .iter()
        .map(|path| match Fcm::load(path) {
            Ok(_) => ok("push", format!("{} is a service account of Firebase", path.display())),
            Err(error) => fail("push", format!("{error}; correct HABITRO_FCM_CREDENTIALS_FILE")),
        })
        .collect()
}

pub async fn uploads(config: Arc<Config>) -> Vec<Finding> {
    let subject = "uploads";
    let advice = "correct HABITRO_UPLOADS_URL or the owner of the folder";
    if let Some(folder) = files::uploads_folder(&config) {
        return vec![match files::probe_folder(&folder) {
            Ok(()) => ok(subject, format!("{} can be written", folder.display())),
            Err(reason) => fail(subject, format!("{reason}; {advice}")),
        }];
    }
    let found = async {
        let store = Uploads::at(config.uploads_url.as_deref().unwrap_or_default())?;
        store.get("habitro-doctor").await
    };
    vec![match found.await {
        Ok(_) => ok(subject, "the object store can be read"),
        Err(error) => fail(
            subject,
            format!("the object store can't be used: {error}; check the credentials and HABITRO_UPLOADS_URL"),
        ),
    }]
}

pub async fn planner(config: Arc<Config>) -> Vec<Finding> {
    let subject = "planner";
    let Some(ai) = &config.ai else { return vec![ok(subject, "built in: needs no network and no key")] };
    let is_openrouter = ai.base_url.contains("://openrouter.ai/");
    // Everyone can list OpenRouter's models, so they say nothing about the key.
    let url = format!("{}/{}", ai.base_url, if is_openrouter { "key" } else { "models" });
    vec![match probe::get(&url, ai.api_key.as_deref()).await {
        Err(reason) => fail(
            subject,
            format!(
                "{}: {reason}; correct HABITRO_AI_BASE_URL. Until then, plans come from the built-in planner",
                ai.base_url
            ),
        ),
        Ok(response) => planner_response(ai, &response),
    }]
}

fn planner_response(ai: &Ai, response: &ProbeResponse) -> Finding {
    let subject = "planner";
    let Ai { base_url, model, .. } = ai;
    let key = if ai.api_key.is_some() { "with a key" } else { "without a key" };
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let lists_other_models = body["data"].as_array().is_some_and(|models| {
        !models.is_empty() && models.iter().all(|each| each["id"].is_string() && each["id"] != model.as_str())
    });
    match response.status {
        401 | 403 => fail(subject, format!("{base_url} refused the request {key}; correct HABITRO_AI_API_KEY")),
        500.. => fail(subject, format!("{base_url} failed with status {}; ask the provider", response.status)),
        200 if lists_other_models => {
            fail(subject, format!("{base_url} does not offer the model {model}; correct HABITRO_AI_MODEL"))
        }
        200 => ok(subject, format!("{model} at {base_url} {key}; the built-in planner replaces failed responses")),
        status => warn(subject, format!("{base_url} answers, but {model} and the key could not be checked ({status})")),
    }
}

#[cfg(feature = "nats")]
pub async fn bus(config: Arc<Config>) -> Vec<Finding> {
    let Some(url) = &config.bus_url else { return Vec::new() };
    vec![match habitro_server::platform::bus::nats::check(url).await {
        Ok(()) => ok("bus", "NATS accepts the connection"),
        Err(reason) => {
            fail("bus", format!("{reason}; correct HABITRO_BUS_URL. Until then, nodes only poll the database"))
        }
    }]
}

#[cfg(not(feature = "nats"))]
pub async fn bus(_: Arc<Config>) -> Vec<Finding> {
    Vec::new()
}
