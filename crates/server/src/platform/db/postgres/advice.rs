//! Advice for operators about the settings of a PostgreSQL server and the URL it is reached by.

use std::fmt;
use std::path::Path;
use std::time::Instant;

use postgres::Config;
use postgres::config::Host;
use url::form_urlencoded::byte_serialize;

use super::super::error::DbError;
use super::connect::config_from_url;
use super::session::{PostgresSession, UnitKind};

/// The least value of `max_pred_locks_per_transaction` that is not reported, and the one to set.
const FEW_LOCKS: u32 = 256;
const ENOUGH_LOCKS: u32 = 1024;
/// Connections for `habitro doctor`, `habitro admin` and a second process that starts before the first one stops.
const OTHER_CONNECTIONS: u32 = 4;
/// Where distributions put the socket. Only administrators can read the setting.
const SOCKET_DIRECTORIES: &str = "/var/run/postgresql, /run/postgresql, /tmp";
const SETTINGS: &str = "
    SELECT name, setting FROM pg_settings
    WHERE name IN ('max_connections', 'max_pred_locks_per_transaction', 'port', 'superuser_reserved_connections',
                   'unix_socket_directories')";

/// Something that an operator could improve. Displayed as a sentence without a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerAdvice {
    /// The value of `max_pred_locks_per_transaction` is low.
    FewPredicateLocks(u32),
    /// One process may need more connections than the server allows.
    FewConnections {
        /// Connections that the server allows, without those for superusers.
        allowed: u32,
        /// Connections of one process.
        used: u32,
        /// The value to set.
        set: u32,
    },
    /// The server is reached by TCP, but it is on this machine and has a Unix socket.
    UnixSocket {
        /// The URL for the socket, without a password.
        url: String,
    },
}

impl ServerAdvice {
    /// Returns whether requests may fail otherwise.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        !matches!(self, Self::UnixSocket { .. })
    }
}

impl fmt::Display for ServerAdvice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FewPredicateLocks(locks) => write!(
                f,
                "PostgreSQL has few predicate locks (max_pred_locks_per_transaction = {locks}), so a long \
                 transaction of another program can make writes fail. Set max_pred_locks_per_transaction = \
                 {ENOUGH_LOCKS} in postgresql.conf and restart PostgreSQL"
            ),
            Self::FewConnections { allowed, used, set } => write!(
                f,
                "PostgreSQL allows {allowed} connections, and each process uses up to {used}. Set max_connections = \
                 {set} in postgresql.conf and restart PostgreSQL"
            ),
            Self::UnixSocket { url } => write!(
                f,
                "PostgreSQL is on this machine, and its Unix socket is 15 to 33 % faster than TCP. Consider \
                 HABITRO_DATABASE_URL={url} (with the password, if it asks for one)"
            ),
        }
    }
}

/// The settings of a server. Engines that only speak PostgreSQL's protocol may know none of them.
#[derive(Debug, Default)]
struct ServerSettings {
    pred_locks: Option<u32>,
    connections: Option<u32>,
    reserved: Option<u32>,
    port: Option<u16>,
    socket_directories: Option<String>,
}

impl ServerSettings {
    fn read(session: &mut PostgresSession) -> Result<Self, DbError> {
        let mut settings = Self::default();
        session.begin(UnitKind::Read(Instant::now()));
        let read = session.each(SETTINGS, &[], &mut |row| {
            let (name, value): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            let value = value.unwrap_or_default();
            match name.as_str() {
                "max_pred_locks_per_transaction" => settings.pred_locks = value.parse().ok(),
                "max_connections" => settings.connections = value.parse().ok(),
                "superuser_reserved_connections" => settings.reserved = value.parse().ok(),
                "port" => settings.port = value.parse().ok(),
                _ => settings.socket_directories = Some(value),
            }
            Ok(true)
        });
        session.end_read();
        session.close_read();
        read.map(|()| settings)
    }
}

/// Returns the advice for a process with `threads` connections to the server at `url`.
pub(in super::super) fn advice(
    session: &mut PostgresSession,
    url: &str,
    threads: usize,
) -> Result<Vec<ServerAdvice>, DbError> {
    let settings = ServerSettings::read(session)?;
    let used = u32::try_from(threads).unwrap_or(u32::MAX);
    let socket = socket_url(&config_from_url(url)?, &settings, Path::exists);
    let found = [few_locks(&settings), few_connections(&settings, used), socket];
    Ok(found.into_iter().flatten().collect())
}

fn few_locks(settings: &ServerSettings) -> Option<ServerAdvice> {
    settings.pred_locks.filter(|locks| *locks < FEW_LOCKS).map(ServerAdvice::FewPredicateLocks)
}

fn few_connections(settings: &ServerSettings, used: u32) -> Option<ServerAdvice> {
    let reserved = settings.reserved.unwrap_or_default();
    let allowed = settings.connections?.saturating_sub(reserved);
    let needed = used.saturating_add(OTHER_CONNECTIONS);
    (allowed < needed).then(|| ServerAdvice::FewConnections { allowed, used, set: needed.saturating_add(reserved) })
}

/// Returns the URL of the server's Unix socket, if `config` names this machine and a socket of that port exists.
fn socket_url(config: &Config, settings: &ServerSettings, exists: impl Fn(&Path) -> bool) -> Option<ServerAdvice> {
    let [Host::Tcp(host)] = config.get_hosts() else { return None };
    let is_loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    // A server in a container has a port of its own, unless it has the same.
    let port = config.get_ports().first().copied().unwrap_or(5432);
    if !is_loopback || settings.port != Some(port) {
        return None;
    }
    let directories = settings.socket_directories.as_deref().unwrap_or(SOCKET_DIRECTORIES);
    let directory = directories.split(',').map(|directory| directory.trim().trim_matches('"')).find(|directory| {
        directory.starts_with('/') && exists(&Path::new(directory).join(format!(".s.PGSQL.{port}")))
    })?;
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let user = encode(config.get_user().unwrap_or("habitro"));
    let name = encode(config.get_dbname().unwrap_or("habitro"));
    let port = if port == 5432 { String::new() } else { format!(":{port}") };
    Some(ServerAdvice::UnixSocket { url: format!("postgres://{user}@{}{port}/{name}", encode(directory)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(directories: Option<&str>) -> ServerSettings {
        ServerSettings {
            pred_locks: Some(64),
            connections: Some(20),
            reserved: Some(3),
            port: Some(5433),
            socket_directories: directories.map(str::to_owned),
        }
    }

    fn socket(url: &str, directories: Option<&str>) -> Option<String> {
        let exists = |path: &Path| path == "/var/run/postgresql/.s.PGSQL.5433" || path == "/a b/.s.PGSQL.5433";
        let found = socket_url(&url.parse().unwrap(), &settings(directories), exists);
        found.map(|advice| match advice {
            ServerAdvice::UnixSocket { url } => url,
            other => panic!("{other}"),
        })
    }

    #[test]
    fn socket_of_a_local_server_is_suggested_without_the_password() {
        let url = "postgres://anna:secret@127.0.0.1:5433/habits";
        assert_eq!(socket(url, None).unwrap(), "postgres://anna@%2Fvar%2Frun%2Fpostgresql:5433/habits");
        assert_eq!(
            socket("postgres://anna@localhost:5433/habits", Some("\"/missing\", \"/a b\"")).unwrap(),
            "postgres://anna@%2Fa%20b:5433/habits"
        );
        // The suggestion is understood, and is a socket.
        let config: Config = socket(url, None).unwrap().parse().unwrap();
        assert_eq!(config.get_hosts(), [Host::Unix("/var/run/postgresql".into())]);
        assert_eq!(config.get_ports(), [5433]);
        for other in [
            "postgres://anna@10.0.0.7:5433/habits",
            "postgres://anna@127.0.0.1/habits",
            "postgres://anna@%2Fvar%2Frun%2Fpostgresql:5433/habits",
        ] {
            assert_eq!(socket(other, None), None, "{other}");
        }
        assert_eq!(socket(url, Some("/missing")), None);
    }

    #[test]
    fn low_settings_are_reported_with_the_line_to_set() {
        let few = few_locks(&settings(None)).unwrap();
        assert!(few.to_string().contains("max_pred_locks_per_transaction = 1024"), "{few}");
        assert_eq!(few_locks(&ServerSettings { pred_locks: Some(256), ..ServerSettings::default() }), None);
        assert_eq!(few_connections(&settings(None), 13), None);
        let few = few_connections(&settings(None), 16).unwrap();
        assert_eq!(few, ServerAdvice::FewConnections { allowed: 17, used: 16, set: 23 });
        assert_eq!(few_connections(&ServerSettings::default(), 16), None);
    }
}
