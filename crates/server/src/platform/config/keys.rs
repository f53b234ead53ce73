//! The table of settings, used for parsing, `habitro config`, the flags and docs/configuration.md.

/// One setting. For `data_dir` the environment variable is `HABITRO_DATA_DIR`, the key in the TOML file
/// `data_dir` and the flag `--data-dir`.
#[derive(Debug)]
pub struct Key {
    /// The name in snake_case.
    pub name: &'static str,
    /// The default, as shown in the reference.
    pub default: &'static str,
    /// Secrets are never shown, may come from a file (`..._FILE`) and have no flag.
    pub secret: bool,
    /// The description in the reference, in one line.
    pub doc: &'static str,
}

const fn key(name: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { name, default, secret: false, doc }
}

const fn secret(name: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { name, default, secret: true, doc }
}

/// All settings.
pub const KEYS: &[Key] = &[
    key("listen", "127.0.0.1:8080", "Address and port to listen on."),
    key(
        "public_url",
        "http://localhost:(port of listen)",
        "The URL users open: scheme, host and port, no path. Passkeys, links, cookies and the `Origin` check depend on it.",
    ),
    key("data_dir", "./data", "Folder for keys, uploads and the default database."),
    secret(
        "database_url",
        "sqlite://<data_dir>/habitro.db",
        "`sqlite://` and a path, or `postgres://user:password@host/name`. Connections to PostgreSQL are not encrypted yet.",
    ),
    secret(
        "secret_key",
        "<data_dir>/secret.key, created at first start",
        "32 bytes in base64url, for keyed hashes and encryption on the server. Nodes that share a database must share it.",
    ),
    secret(
        "mail_url",
        "log:",
        "`smtp://user:password@host:587` (STARTTLS), `smtps://...` (TLS), `file:///folder` (one .eml file per email) or `log:` (console). A password is never sent without TLS, except with `?tls=none` to a loopback address.",
    ),
    key("mail_from", "Habitro <habitro@(host of public_url)>", "Sender of emails."),
    secret(
        "sms_url",
        "log:",
        "`textlk://API_KEY@app.text.lk?sender=ID`, `file:///folder` (one .txt file per message) or `log:` (console).",
    ),
    key("phone_region", "LK", "Country of phone numbers without a country code: two letters (ISO 3166-1)."),
    key(
        "phone_countries",
        "all",
        "Countries whose numbers are accepted: two letters each, separated by commas (`LK,IN`), or `all`.",
    ),
    key("sms_daily", "1000", "Maximum number of text messages per day (UTC)."),
    key(
        "sms_daily_per_prefix",
        "200",
        "The same per block of numbers that share their first six digits, country code included: fraud often uses such blocks.",
    ),
    key(
        "uploads_url",
        "file:///<data_dir>/uploads",
        "Where uploaded pictures are stored: `file:///folder`, or `s3://bucket/path`, `gs://` or `az://` in a build with the feature `cloud-storage`.",
    ),
    key(
        "ai_base_url",
        "https://openrouter.ai/api/v1",
        "OpenAI-compatible API for the planner. With this default and no key, only the built-in planner is used.",
    ),
    key("ai_model", "deepseek/deepseek-chat-v3.1", "Model that writes the plans."),
    secret("ai_api_key", "none", "API key of the AI."),
    key("ai", "on", "`off`: use only the built-in planner, whatever the other AI settings say."),
    key(
        "ai_daily_tokens",
        "100000",
        "AI tokens per user and day (UTC), prompts and answers together; 0 means no limit.",
    ),
    secret("bus_url", "none (one process)", "`nats://...` if several nodes share a database."),
    secret(
        "chat_keys",
        "<data_dir>/chat.keys, created at first start",
        "Key ring of the chat, newest first: one base64url Fernet key per line, optionally preceded by an id.",
    ),
    key("fcm_credentials_file", "none", "Service account file for push messages through Firebase."),
    key("vapid_key_file", "<data_dir>/vapid.pem, created at first start", "Private key that signs web push messages."),
    key(
        "trusted_proxies",
        "none",
        "Addresses or ranges (10.0.0.0/8), separated by commas, whose `X-Forwarded-For` is trusted, read from the right.",
    ),
    key(
        "push_loopback",
        "off",
        "`on` allows push services on this machine, without TLS. Only for tests: users could make the server connect to local services.",
    ),
    key("limits", "on", "`off` disables rate limits, for load tests. Business rules still apply."),
    key("log", "info", "Log level: `error`, `warn`, `info`, `debug`, or a filter such as `info,habitro_server=debug`."),
    key("log_format", "text", "`text` or `json` (one object per line)."),
];

impl Key {
    /// Returns the name of the environment variable.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("HABITRO_{}", self.name.to_ascii_uppercase())
    }

    /// Returns the flag without the leading dashes, or `None` for secrets.
    #[must_use]
    pub fn flag(&self) -> Option<String> {
        (!self.secret).then(|| self.name.replace('_', "-"))
    }
}

/// Returns the text of docs/configuration.md.
#[must_use]
pub fn reference() -> String {
    let mut text = String::from(REFERENCE_HEAD);
    for key in KEYS {
        let file = if key.secret { " (or `_FILE`)" } else { "" };
        let flag = key.flag().map_or(String::from("none"), |flag| format!("`--{flag}`"));
        let doc = key.doc.replace('|', "\\|");
        text.push_str(&format!("| `{}`{file} | `{}` | {flag} | {} | {doc} |\n", key.variable(), key.name, key.default));
    }
    text
}

const REFERENCE_HEAD: &str = "# Configuration

Every setting has a default. The TOML file overrides the default, environment variables override the file, and flags
override environment variables.

The file is the one named by `--config` or `HABITRO_CONFIG`, otherwise `habitro.toml` in the working directory, if it
exists. An unknown key in the file is an error; an unknown `HABITRO_...` variable causes a warning. Secrets can be read
from a file: `HABITRO_MAIL_URL_FILE` (in the TOML file `mail_url_file`) names a file whose content, without a trailing
line break, is the value. `habitro config` shows the effective settings and where they come from, without secrets.

This page is generated from `crates/server/src/platform/config/keys.rs` by `habitro config --reference`; a test compares
them.

| variable | in the TOML file | flag | default | meaning |
|---|---|---|---|---|
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == reference(), "run `cargo run -p habitro -- config --reference > docs/configuration.md`");
    }
}
