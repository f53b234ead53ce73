//! How connections to PostgreSQL are made.

use std::time::Duration;

use postgres::config::{ChannelBinding, LoadBalanceHosts, SslMode};
use postgres::{Client, Config, NoTls};

use super::super::error::DbError;

/// The settings of every connection of a server.
///
/// For small tables the planner would choose sequential scans and joins that read both sides
/// completely. Under SERIALIZABLE those take a predicate lock on the whole table, so that any two
/// writers would conflict.
///
/// While a transaction is open, PostgreSQL keeps the predicate locks of all that commit meanwhile, and their
/// table is small. A unit of work sends its statements within milliseconds, so a transaction that is idle
/// for seconds belongs to a process that was paused.
pub const POSTGRES_SESSION: &str = "SET enable_seqscan = off; SET enable_bitmapscan = off;
    SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan;
    SET statement_timeout = '25s'; SET idle_in_transaction_session_timeout = '3s'; SET timezone = 'UTC';";

/// Opens a plain connection, without a deadline for the server's first answer.
pub(super) fn connect(url: &str) -> Result<Client, DbError> {
    Ok(config_from_url(url)?.connect(NoTls)?)
}

/// Parses `url` and adds the timeouts. TLS is not supported yet, and the configuration refuses a URL that asks for it.
///
/// A server that disappears without closing the connection (a cut cable, a power failure) is noticed
/// within 30 s, both while waiting for a response and while sending. Without these timeouts a thread
/// would wait for 15 minutes or for ever.
pub(super) fn config_from_url(url: &str) -> Result<Config, DbError> {
    let refused = |reason: &str| DbError::Unavailable(format!("database URL: {reason}"));
    let mut config: Config = url.parse().map_err(|e: postgres::Error| refused(&e.to_string()))?;
    if config.get_channel_binding() == ChannelBinding::Require {
        return Err(refused("channel_binding=require needs TLS, which is not supported"));
    }
    if config.get_load_balance_hosts() == LoadBalanceHosts::Random {
        return Err(refused("load_balance_hosts=random is not supported; hosts are tried in their order"));
    }
    if config.get_application_name().is_none() {
        config.application_name("habitro");
    }
    config.ssl_mode(SslMode::Disable);
    config.connect_timeout(Duration::from_secs(5));
    config.keepalives_idle(Duration::from_secs(15)).keepalives_interval(Duration::from_secs(5)).keepalives_retries(3);
    config.tcp_user_timeout(Duration::from_secs(30));
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vanished_server_is_noticed_within_30_seconds() {
        let config = config_from_url("postgres://habitro@db.internal/habitro").unwrap();
        assert!(config.get_keepalives());
        let probes = config.get_keepalives_interval().unwrap() * config.get_keepalives_retries().unwrap();
        let most = Duration::from_secs(30);
        assert!(config.get_keepalives_idle() + probes <= most);
        assert!(config.get_tcp_user_timeout().is_some_and(|timeout| *timeout <= most));
        assert!(config.get_connect_timeout().is_some_and(|timeout| *timeout <= most));
        assert!(matches!(config_from_url("postgres://h:port/x"), Err(DbError::Unavailable(_))));
    }

    #[test]
    fn parameters_that_are_not_supported_are_named() {
        for parameter in ["channel_binding=require", "load_balance_hosts=random"] {
            let refused = config_from_url(&format!("postgres://habitro@db.internal/habitro?{parameter}"));
            assert!(matches!(&refused, Err(DbError::Unavailable(text)) if text.contains(parameter)), "{refused:?}");
        }
        let named = config_from_url("postgres://habitro@db.internal/habitro?application_name=blue").unwrap();
        assert_eq!(named.get_application_name(), Some("blue"));
    }
}
