//! The client's network address: that of the connection, or the one that trusted proxies report.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use crate::platform::problem::Problem;

/// The other end of the TCP connection; set by [`super::serve`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// The client's network address: the peer's, unless the peer is a trusted proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddr(pub IpAddr);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddr {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().copied().ok_or_else(|| {
            tracing::error!("no client address: the router runs without its middleware");
            Problem::internal()
        })
    }
}

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Returns whether `address` is in this network. An IPv4-mapped IPv6 address counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let rest = 32 - u32::from(self.prefix);
                let differ = own.to_bits() ^ other.to_bits();
                differ.checked_shr(rest).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let rest = 128 - u32::from(self.prefix);
                let differ = own.to_bits() ^ other.to_bits();
                differ.checked_shr(rest).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is neither an IP address nor a range like 10.0.0.0/8");
        let (address, prefix) = match text.split_once('/') {
            None => (text, None),
            Some((address, prefix)) => (address, Some(prefix)),
        };
        let address = address.parse::<IpAddr>().map_err(|_| wrong())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(longest), str::parse::<u8>).map_err(|_| wrong())?;
        if prefix > longest {
            return Err(wrong());
        }
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

/// Returns the client's address by `X-Forwarded-For`, read from the right: each trusted proxy appended
/// the address it saw, and the first one that is not a trusted proxy is the client. Anyone could have
/// written what is left of it.
pub(super) fn client_addr(headers: &HeaderMap, extensions: &Extensions, proxies: &[Network]) -> ClientAddr {
    let peer = extensions.get::<Peer>().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.0.to_canonical());
    let trusted = |address| proxies.iter().any(|proxy| proxy.contains(address));
    let mut client = peer;
    if !trusted(peer) {
        return ClientAddr(client);
    }
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().map(|line| line.to_str().unwrap_or_default()).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        // A trusted proxy wrote something that is not an address: stop here.
        let Some(address) = parse_hop(hop.trim()) else { break };
        client = address;
        if !trusted(address) {
            break;
        }
    }
    ClientAddr(client)
}

/// Parses `203.0.113.7` or `2001:db8::1`, also with a port, which some proxies write.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let address =
        hop.parse::<IpAddr>().ok().or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    #[test]
    fn networks() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(network("10.0.0.0/8").contains(address("10.255.1.2")));
        assert!(!network("10.0.0.0/8").contains(address("11.0.0.1")));
        assert!(network("0.0.0.0/0").contains(address("203.0.113.9")));
        assert!(network("127.0.0.1").contains(address("::ffff:127.0.0.1")));
        assert!(!network("127.0.0.1").contains(address("127.0.0.2")));
        assert!(network("fd00::/8").contains(address("fd12::1")));
        assert!(!network("::/0").contains(address("1.2.3.4")));
        for bad in ["", "10.0.0.0/33", "::1/129", "proxy", "10.0.0.0/x", "10.0.0.0/-1"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }

    #[test]
    fn forwarded_addresses_count_from_the_right_and_only_from_trusted_proxies() {
        let proxies = [network("10.0.0.0/8"), network("127.0.0.1")];
        let client = |peer: &str, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let mut extensions = Extensions::new();
            extensions.insert(Peer(peer.parse().unwrap()));
            client_addr(&headers, &extensions, &proxies).0.to_string()
        };
        assert_eq!(client("203.0.113.5", &["1.1.1.1"]), "203.0.113.5");
        assert_eq!(client("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(client("127.0.0.1", &["1.1.1.1"]), "1.1.1.1");
        assert_eq!(client("127.0.0.1", &["9.9.9.9, 1.1.1.1, 10.0.0.2"]), "1.1.1.1");
        assert_eq!(client("127.0.0.1", &["9.9.9.9", "1.1.1.1, 10.0.0.2"]), "1.1.1.1");
        assert_eq!(client("127.0.0.1", &["9.9.9.9, nonsense, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(client("127.0.0.1", &["1.1.1.1:4711"]), "1.1.1.1");
        assert_eq!(client("::ffff:127.0.0.1", &["[2001:db8::1]:80"]), "2001:db8::1");
    }
}
