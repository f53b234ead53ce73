//! Settings that are URLs: the public URL, and where messages and data go.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use lettre::address::Address;
use lettre::message::Mailbox;
use url::{Host, Url};

use crate::platform::db::Location;

/// The URL that users open: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("not a URL: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err("must start with http:// or https:// and name a host".into());
        }
        if url.path() != "/"
            || url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err("must have only a scheme, a host and a port: hosting under a path is not supported".into());
        }
        Ok(Self(url))
    }

    /// Returns the origin as browsers send it: `https://habits.example`, no default port, no slash.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Returns the host in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Returns the sender of emails unless another one is configured: `habitro@` the host. `None` if the host can't
    /// be that of an address, like `-host`.
    pub(super) fn default_sender(&self) -> Option<Mailbox> {
        let domain = match self.0.host()? {
            Host::Domain(name) => name.trim_end_matches('.').to_owned(),
            // An address literal (RFC 5321 section 4.1.3).
            Host::Ipv4(ip) => format!("[{ip}]"),
            Host::Ipv6(ip) => format!("[IPv6:{ip}]"),
        };
        Some(Mailbox::new(Some("Habitro".into()), Address::new("habitro", domain).ok()?))
    }

    /// Returns whether the scheme is https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Returns the URL of `path`, which must begin with a slash.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

/// How the connection to a mail server is protected. A password is sent in clear only to a loopback address, and
/// only if the URL says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte: `smtps://`.
    Tls,
    /// STARTTLS, and no message without it: `smtp://` with a password.
    StartTls,
    /// STARTTLS if the server offers it: `smtp://` without a password.
    StartTlsIfOffered,
    /// No TLS: `?tls=none`, or `smtp://` without a password to this machine.
    Plain,
}

impl SmtpSecurity {
    /// Returns the security of a connection to `host`; `plain` is whether the URL has `?tls=none`.
    fn of(smtps: bool, plain: bool, host: &str, has_password: bool) -> Result<Self, String> {
        let is_loopback = host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        match (smtps, plain, has_password) {
            (true, true, _) => Err("smtps:// and tls=none contradict each other".into()),
            (true, false, _) => Ok(Self::Tls),
            (false, true, true) if !is_loopback => {
                Err("tls=none with a password is permitted only for a loopback address, like 127.0.0.1".into())
            }
            (false, true, _) => Ok(Self::Plain),
            (false, false, true) => Ok(Self::StartTls),
            (false, false, false) if is_loopback || host == "localhost" => Ok(Self::Plain),
            (false, false, false) => Ok(Self::StartTlsIfOffered),
        }
    }
}

impl fmt::Display for SmtpSecurity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls => "with TLS",
            Self::StartTls => "with STARTTLS",
            Self::StartTlsIfOffered => "with STARTTLS if the server offers it",
            Self::Plain => "without TLS",
        })
    }
}

/// An SMTP server.
#[derive(Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Relay {
    pub security: SmtpSecurity,
    /// A name, or an IP address without brackets.
    pub host: String,
    /// By default 465 for `smtps://` and 587 for `smtp://`.
    pub port: u16,
    /// User name and password.
    pub credentials: Option<(String, String)>,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relay({}:{} {})", self.host, self.port, self.security)
    }
}

/// How emails are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTarget {
    /// Through an SMTP server.
    Smtp(Relay),
    /// As an .eml file in this folder.
    File(PathBuf),
    /// To the log.
    Log,
}

impl MailTarget {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if let Some(target) = local(text)? {
            return Ok(target.map_or(Self::Log, Self::File));
        }
        let url = Url::parse(text).map_err(|_| "not a URL; expected smtp://, smtps://, file:/// or log:".to_owned())?;
        let tls = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err("expected smtp://, smtps://, file:/// or log:".into()),
        };
        let host = match url.host() {
            Some(Host::Domain(name)) if !name.is_empty() => name.to_owned(),
            Some(Host::Ipv4(ip)) => ip.to_string(),
            Some(Host::Ipv6(ip)) => ip.to_string(),
            _ => return Err("names no host".into()),
        };
        let plain = match url.query() {
            None => false,
            Some("tls=none") => true,
            Some(_) => return Err("the only parameter is tls=none".into()),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err("must have only a user, a password, a host and a port".into());
        }
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, Some(password)) if !user.is_empty() => Some((decoded(user)?, decoded(password)?)),
            _ => return Err("a user needs a password and a password a user".into()),
        };
        let security = SmtpSecurity::of(tls, plain, &host, credentials.is_some())?;
        let port = url.port().unwrap_or(if tls { 465 } else { 587 });
        Ok(Self::Smtp(Relay { security, host, port, credentials }))
    }
}

/// How text messages are sent.
#[derive(Clone, PartialEq, Eq)]
pub enum SmsTarget {
    /// Through the API of Text.lk.
    TextLk {
        /// The API key.
        api_key: String,
        /// `https://app.text.lk` by default.
        base: String,
        /// The sender id.
        sender: String,
    },
    /// As a .txt file in this folder.
    File(PathBuf),
    /// To the log.
    Log,
}

impl SmsTarget {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if let Some(target) = local(text)? {
            return Ok(target.map_or(Self::Log, Self::File));
        }
        let url = Url::parse(text).map_err(|_| "not a URL; expected textlk://, file:/// or log:".to_owned())?;
        if url.scheme() != "textlk" {
            return Err("expected textlk://, file:/// or log:".into());
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("names no host")?;
        let api_key = decoded(url.username())?;
        // URL parsing splits a key at a colon; the part after it belongs to the key.
        let api_key = match url.password() {
            Some(rest) => format!("{api_key}:{}", decoded(rest)?),
            None => api_key,
        };
        if api_key.is_empty() {
            return Err("names no API key".into());
        }
        let port = url.port().map_or(String::new(), |port| format!(":{port}"));
        let (mut base, mut sender) = (format!("https://{host}{port}"), None);
        for (name, value) in url.query_pairs() {
            match &*name {
                "sender" => sender = Some(value.into_owned()),
                "base" => base = value.trim_end_matches('/').to_owned(),
                other => return Err(format!("there is no parameter `{other}`")),
            }
        }
        let sender = sender.filter(|sender| !sender.is_empty()).ok_or("names no sender: add ?sender=ID")?;
        Ok(Self::TextLk { api_key, base, sender })
    }
}

impl fmt::Debug for SmsTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TextLk { base, sender, .. } => write!(f, "TextLk({base}, sender: {sender})"),
            Self::File(folder) => write!(f, "File({})", folder.display()),
            Self::Log => f.write_str("Log"),
        }
    }
}

/// Parses `log:` (`Some(None)`) and `file:///folder` (`Some(Some(folder))`); `None` for other URLs.
fn local(text: &str) -> Result<Option<Option<PathBuf>>, String> {
    if text == "log:" {
        return Ok(Some(None));
    }
    if !text.starts_with("file:") {
        return Ok(None);
    }
    let path = Url::parse(text).ok().and_then(|url| url.to_file_path().ok());
    path.map(|path| Some(Some(path))).ok_or_else(|| "a folder is written file:///absolute/path".to_owned())
}

/// Parses the URL of a database.
pub(super) fn database(text: &str) -> Result<Location, String> {
    if let Some(path) = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")) {
        if path.is_empty() || path.contains(['?', '#']) {
            return Err("a SQLite database is written sqlite:// and a path, without parameters".into());
        }
        // Each connection would have a database of its own.
        if path == ":memory:" {
            return Err("a database in memory can't be used; name a file".into());
        }
        return Ok(Location::Sqlite(PathBuf::from(path)));
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        let encrypted = tls_parameter(text);
        if let Some(parameter) = encrypted {
            return Err(format!(
                "{parameter} can't be honoured: connections to PostgreSQL are not encrypted yet. \
                 Write sslmode=disable, and keep the database on this machine, in a private network or behind a tunnel"
            ));
        }
        return match text.parse::<postgres::Config>() {
            Ok(_) => Ok(Location::Postgres(text.to_owned())),
            // The error repeats parts of the URL, which may hold the password.
            Err(_) => Err("not a PostgreSQL URL: postgres://user:password@host:5432/name".into()),
        };
    }
    Err("expected sqlite:// or postgres://".into())
}

/// Returns the first parameter of a PostgreSQL URL that asks for TLS. `allow` and `prefer` do, too: a server with TLS
/// would get an encrypted connection from any other client.
fn tls_parameter(url: &str) -> Option<String> {
    let parameters = url.split_once('?')?.1;
    let mut pairs = url::form_urlencoded::parse(parameters.as_bytes());
    pairs.find_map(|(name, value)| match &*name {
        "sslmode" if value == "disable" => None,
        // Only known values are repeated.
        "sslmode" => ["allow", "prefer", "require", "verify-ca", "verify-full"]
            .iter()
            .find(|mode| value == **mode)
            .map(|mode| format!("sslmode={mode}")),
        name if name.starts_with("ssl") => Some(name.chars().filter(char::is_ascii_lowercase).collect()),
        _ => None,
    })
}

fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = || std::str::from_utf8(after.get(..2)?).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (byte, hex()) {
            (b'%', Some(value)) => {
                bytes.push(value);
                rest = &after[2..];
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| "holds %-escapes that are not UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_urls() {
        let url = PublicUrl::parse("HTTPS://Habits.Example:443/").unwrap();
        assert_eq!(
            (url.origin().as_str(), url.host(), url.is_https()),
            ("https://habits.example", "habits.example", true)
        );
        assert_eq!(PublicUrl::parse("http://localhost:8080").unwrap().join("/x"), "http://localhost:8080/x");
        for bad in ["localhost", "ftp://x", "http://x/path", "http://x/?a", "http://u:p@x", "http://:p@x", ""] {
            assert!(PublicUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn mail_targets() {
        assert_eq!(MailTarget::parse("log:"), Ok(MailTarget::Log));
        assert_eq!(MailTarget::parse("file:///tmp/mails"), Ok(MailTarget::File("/tmp/mails".into())));
        let smtp = MailTarget::parse("smtp://me%40x.y:p%3Aw@mail.example").unwrap();
        let credentials = Some(("me@x.y".to_owned(), "p:w".to_owned()));
        let security = SmtpSecurity::StartTls;
        assert_eq!(smtp, MailTarget::Smtp(Relay { security, host: "mail.example".into(), port: 587, credentials }));
        let MailTarget::Smtp(relay) = MailTarget::parse("smtps://mail.example:2465").unwrap() else { panic!() };
        assert_eq!((relay.security, relay.port), (SmtpSecurity::Tls, 2465));
        let MailTarget::Smtp(relay) = MailTarget::parse("smtp://[::1]:2525").unwrap() else { panic!() };
        assert_eq!((relay.host.as_str(), relay.port), ("::1", 2525));
        assert!(!format!("{smtp:?}").contains("p:w"));
        for bad in ["", "mail.example", "http://x", "smtp://", "smtp://user@host", "file://relative", "smtp://h/x"] {
            assert!(MailTarget::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn password_requires_tls_except_with_tls_none_and_a_loopback_address() {
        use SmtpSecurity::{Plain, StartTls, StartTlsIfOffered, Tls};
        for (url, security) in [
            ("smtp://u:p@mail.example", Some(StartTls)),
            ("smtp://u:p@localhost", Some(StartTls)),
            ("smtp://u:p@127.0.0.1:25", Some(StartTls)),
            ("smtp://u:p@127.0.0.1:25?tls=none", Some(Plain)),
            ("smtp://u:p@[::1]/?tls=none", Some(Plain)),
            ("smtp://u:p@localhost?tls=none", None),
            ("smtp://u:p@127.0.0.1.example?tls=none", None),
            ("smtp://u:p@mail.example?tls=none", None),
            ("smtp://u:p@mail.example?tls=maybe", None),
            ("smtp://mail.example", Some(StartTlsIfOffered)),
            ("smtp://mail.example?tls=none", Some(Plain)),
            ("smtp://localhost", Some(Plain)),
            ("smtp://[::1]", Some(Plain)),
            ("smtps://u:p@localhost", Some(Tls)),
            ("smtps://localhost?tls=none", None),
        ] {
            let parsed = MailTarget::parse(url);
            let parsed = parsed.ok().map(|target| match target {
                MailTarget::Smtp(relay) => relay.security,
                _ => panic!("{url}"),
            });
            assert_eq!(parsed, security, "{url}");
        }
    }

    #[test]
    fn default_sender_follows_the_public_host() {
        for (url, sender) in [
            ("https://habits.example", Some("Habitro <habitro@habits.example>")),
            ("http://localhost:8080", Some("Habitro <habitro@localhost>")),
            ("https://habits.example.", Some("Habitro <habitro@habits.example>")),
            ("http://127.0.0.1:8080", Some("Habitro <habitro@[127.0.0.1]>")),
            ("http://[::1]:8080", Some("Habitro <habitro@[IPv6:::1]>")),
            ("http://-host", None),
        ] {
            let default = PublicUrl::parse(url).unwrap().default_sender().map(|sender| sender.to_string());
            assert_eq!(default.as_deref(), sender, "{url}");
        }
    }

    #[test]
    fn sms_targets() {
        let real = SmsTarget::parse("textlk://12%7Cabc@app.text.lk?sender=Habitro").unwrap();
        let base = "https://app.text.lk".to_owned();
        assert_eq!(real, SmsTarget::TextLk { api_key: "12|abc".into(), base, sender: "Habitro".into() });
        let test = SmsTarget::parse("textlk://k@app.text.lk?sender=H&base=http://127.0.0.1:9/").unwrap();
        assert!(matches!(test, SmsTarget::TextLk { base, .. } if base == "http://127.0.0.1:9"));
        for bad in
            ["textlk://app.text.lk?sender=x", "textlk://k@app.text.lk", "textlk://k@h?sender=x&y=1", "twilio://x"]
        {
            assert!(SmsTarget::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn databases() {
        assert_eq!(database("sqlite:///var/h.db"), Ok(Location::Sqlite("/var/h.db".into())));
        assert_eq!(database("sqlite://./data/h.db"), Ok(Location::Sqlite("./data/h.db".into())));
        assert!(matches!(database("postgres://u:p@h/db"), Ok(Location::Postgres(_))));
        for bad in ["", "sqlite://", "mysql://x", "h.db", "sqlite://x?mode=ro", "postgres://h/db?sslmode=off"] {
            assert!(database(bad).is_err(), "{bad}");
        }
        assert!(database("postgres://u:p@h/db?sslmode=disable&connect_timeout=3").is_ok());
        for parameter in
            ["sslmode=allow", "sslmode=prefer", "sslmode=require", "sslmode=verify-ca", "sslmode=verify-full"]
        {
            let refused = database(&format!("postgres://u:p@h/db?application_name=x&{parameter}")).unwrap_err();
            assert!(refused.starts_with(parameter) && refused.contains("not encrypted yet"), "{refused}");
        }
        let refused = database("postgres://u:p@h/db?sslrootcert=/ca.pem&sslmode=disable").unwrap_err();
        assert!(refused.starts_with("sslrootcert "), "{refused}");
    }
}
