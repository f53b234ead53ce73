//! The address to listen on, and the one that users open.

use std::net::TcpListener;
use std::sync::Arc;

use habitro_server::platform::config::Config;
use habitro_server::platform::db::ServerLock;
use habitro_server::platform::probe;

use super::{Finding, fail, ok, warn};
use crate::healthcheck;

/// Checks that the port is free and that no other server has the database; a server that is already running is no
/// failure.
pub async fn listen(config: Arc<Config>) -> Vec<Finding> {
    let mut findings = vec![port(&config).await];
    match ServerLock::holder(&config.database) {
        Ok(None) => {}
        Ok(Some(holder)) => {
            let process = holder.process.map_or_else(|| "another process".to_owned(), |id| format!("process {id}"));
            let message = format!("{process} is a running server on this database; a second one can't start");
            findings.push(warn("server", message));
        }
        Err(error) => findings.push(fail("server", format!("can't read the lock of the database: {error}"))),
    }
    findings
}

async fn port(config: &Config) -> Finding {
    let address = config.listen;
    let Err(error) = TcpListener::bind(address) else { return ok("listen", format!("{address} is free")) };
    if error.kind() != std::io::ErrorKind::AddrInUse {
        let advice = "correct HABITRO_LISTEN; ports below 1024 need a capability";
        return fail("listen", format!("can't listen on {address}: {error}; {advice}"));
    }
    let health = format!("http://{}/healthz", healthcheck::connect_address(address));
    match probe::get(&health, None).await {
        Ok(response) if response.status == 200 && response.body.starts_with(b"{\"status\":\"ok\"") => {
            warn("listen", format!("Habitro already runs on {address}"))
        }
        _ => fail("listen", format!("{address} is taken by another program; stop it, or change HABITRO_LISTEN")),
    }
}

pub fn public_url(config: &Config) -> Vec<Finding> {
    let url = &config.public_url;
    let local = matches!(url.host(), "localhost" | "127.0.0.1" | "[::1]");
    let subject = "public URL";
    let mut findings = vec![if url.is_https() {
        ok(subject, format!("{url}: passkeys, push and offline use work"))
    } else if url.host() == "localhost" {
        ok(subject, format!("{url}: works on this machine; other devices need https"))
    } else if local {
        warn(subject, format!("{url}: passkeys need a host name; use http://localhost"))
    } else {
        warn(subject, format!("{url}: without https browsers refuse passkeys, push and offline use"))
    }];
    if url.is_https() && config.trusted_proxies.is_empty() {
        findings.push(warn(
            "proxy",
            "the public URL has https, so a proxy must be in between, but none is trusted: all clients would share one \
             rate limit. Set HABITRO_TRUSTED_PROXIES to the proxy's address",
        ));
    }
    findings
}
