//! The table of settings: what drives parsing, `habitro config`, the flags and the reference.

/// One setting. In the environment it is `HABITRO_` and the name in capitals, in the TOML file
/// the name as it is, on the command line `--` and the name with dashes.
#[derive(Debug)]
pub struct Key {
    /// The name, snake_case.
    pub name: &'static str,
    /// What holds when nobody says otherwise, as shown in the reference.
    pub default: &'static str,
    /// Secrets are never shown, may come from a file (`..._FILE`), and have no flag.
    pub secret: bool,
    /// What it means, in one line.
    pub doc: &'static str,
}

const fn key(name: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { name, default, secret: false, doc }
}

const fn secret(name: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { name, default, secret: true, doc }
}

/// Every setting there is.
pub const KEYS: &[Key] = &[
    key("listen", "127.0.0.1:8080", "Address and port to listen on."),
    key(
        "public_url",
        "http://localhost:(port of listen)",
        "What people type: scheme, host and port, no path. Passkeys, links, cookies and the check of `Origin` go by it.",
    ),
    key("data_dir", "./data", "Folder for keys, uploads and the default database."),
    secret(
        "database_url",
        "sqlite://<data_dir>/habitro.db",
        "`sqlite://` and a path, or `postgres://user:password@host/name`.",
    ),
    secret(
        "secret_key",
        "<data_dir>/secret.key, made at first start",
        "32 bytes in base64url: keyed hashes and seals of the server are made with it. Nodes that share a database share it.",
    ),
    secret(
        "mail_url",
        "log:",
        "`smtp://user:password@host:587` (STARTTLS), `smtps://...`, `file:///folder` (one .eml a mail) or `log:` (on the console).",
    ),
    key("mail_from", "Habitro <habitro@(host of public_url)>", "The sender of mails."),
    secret(
        "sms_url",
        "log:",
        "`textlk://API_KEY@app.text.lk?sender=ID`, `file:///folder` (one .txt a message) or `log:` (on the console).",
    ),
    key("phone_region", "LK", "Where a phone number without a country code is: two letters (ISO 3166-1)."),
    key(
        "phone_countries",
        "all",
        "Countries whose numbers may be used: two letters each, separated by commas (`LK,IN`), or `all`.",
    ),
    key("sms_daily", "1000", "Text messages that may be sent in a day (UTC). Beyond it none is sent."),
    key(
        "sms_daily_per_prefix",
        "200",
        "The same for numbers that begin alike (country code and on to six digits): numbers of one block are what fraud uses.",
    ),
    key(
        "uploads_url",
        "file:///<data_dir>/uploads",
        "Where pictures are kept: `file:///folder`, or `s3://bucket/path` and the like in a build with the feature `cloud-storage`.",
    ),
    key(
        "ai_base_url",
        "https://openrouter.ai/api/v1",
        "An OpenAI-compatible API for the planner. No key and the default address: the built-in planner.",
    ),
    key("ai_model", "deepseek/deepseek-chat-v3.1", "The model asked for plans."),
    secret("ai_api_key", "none", "Key of the AI's API."),
    key("ai", "on", "`off`: the built-in planner only, whatever else is said about an AI. Nothing is sent anywhere."),
    key(
        "ai_daily_tokens",
        "100000",
        "Tokens of the AI that one user may use a day (UTC), questions and answers together; 0: as many as they like.",
    ),
    secret("bus_url", "none (one process)", "`nats://...` when several nodes serve one database."),
    secret(
        "chat_keys",
        "<data_dir>/chat.keys, made at first start",
        "Key ring of the chat, newest first: one base64url Fernet key a line, an id before it is fine.",
    ),
    key("fcm_credentials_file", "none", "Service account file for pushes through Firebase."),
    key("vapid_key_file", "<data_dir>/vapid.pem, made at first start", "Private key that web pushes are signed with."),
    key(
        "trusted_proxies",
        "none",
        "Addresses or ranges (10.0.0.0/8), separated by commas, whose X-Forwarded-For is believed, from the right.",
    ),
    key("limits", "on", "`off` lifts the rate limits, for load tests. The rules stay."),
    key(
        "log",
        "info",
        "What is logged: `error`, `warn`, `info`, `debug`, or a filter such as `info,habitro_server=debug`.",
    ),
    key("log_format", "text", "`text` for people, `json` for machines."),
];

impl Key {
    /// Its name in the environment.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("HABITRO_{}", self.name.to_ascii_uppercase())
    }

    /// Its flag, without the dashes in front; secrets have none.
    #[must_use]
    pub fn flag(&self) -> Option<String> {
        (!self.secret).then(|| self.name.replace('_', "-"))
    }
}

/// docs/configuration.md, written from [`KEYS`].
#[must_use]
pub fn reference() -> String {
    let mut text = String::from(HEAD);
    for key in KEYS {
        let file = if key.secret { " (or `_FILE`)" } else { "" };
        let flag = key.flag().map_or(String::from("none"), |flag| format!("`--{flag}`"));
        let doc = key.doc.replace('|', "\\|");
        text.push_str(&format!("| `{}`{file} | `{}` | {flag} | {} | {doc} |\n", key.variable(), key.name, key.default));
    }
    text
}

const HEAD: &str = "# Configuration

Nothing needs to be configured to try Habitro. What is said in several places holds in this order:
flags, then the environment, then the TOML file, then the default.

The file is named by `--config` or `HABITRO_CONFIG`; without either, `habitro.toml` in the working
folder is read if it is there. A key the file has and Habitro does not know stops the start; an unknown
`HABITRO_...` variable gets a warning. Secrets may come from a file: `HABITRO_MAIL_URL_FILE` (in the
TOML file `mail_url_file`) names one whose content, without the line break at its end, is the value.
`habitro config` shows what holds and where it came from, without showing secrets.

This page is written from the table in `crates/server/src/platform/config/keys.rs` by
`habitro config --reference`; a test compares them.

| variable | in the TOML file | flag | default | meaning |
|---|---|---|---|---|
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert!(written == reference(), "run `cargo run -p habitro -- config --reference > docs/configuration.md`");
    }
}
