//! Protection against server-side request forgery.
//!
//! Users register the address of their device's push service, and the server connects to it. Without this
//! check they could make the server connect to hosts behind its firewall.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

const MAX_URL_LENGTH: usize = 2_048;

/// The addresses that pushes may be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// https on port 443 of public addresses.
    Public,
    /// Also this machine, without TLS and on any port. For tests alone.
    Loopback,
}

/// Why an address is refused. The message is shown to the user who registers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not a URL.
    #[error("This is not a URL.")]
    NotAnAddress,
    /// Not https, or not port 443.
    #[error("The URL of a push service must use https on port 443.")]
    NotHttps,
    /// An IP address instead of a host name.
    #[error("The URL of a push service must have a host name, not an IP address.")]
    Number,
    /// A name that only exists in local networks.
    #[error("This is not a public host name.")]
    LocalName,
    /// Contains a user name, a password or a fragment.
    #[error("The URL of a push service must not contain a user name, password or fragment.")]
    Extras,
}

/// Parses the URL of a push service. The addresses it resolves to are checked by [`may_connect`] when it is
/// used.
pub fn endpoint(text: &str, reach: Reach) -> Result<Url, Fault> {
    if text.len() > MAX_URL_LENGTH || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Fault::NotAnAddress);
    }
    let url = Url::parse(text).map_err(|_| Fault::NotAnAddress)?;
    let host = url.host().ok_or(Fault::NotAnAddress)?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(Fault::Extras);
    }
    if reach == Reach::Loopback && is_this_machine(&host) && matches!(url.scheme(), "http" | "https") {
        return Ok(url);
    }
    if url.scheme() != "https" || url.port().is_some() {
        return Err(Fault::NotHttps);
    }
    let Host::Domain(name) = host else { return Err(Fault::Number) };
    if is_local_name(name) { Err(Fault::LocalName) } else { Ok(url) }
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Returns whether a name is not a public one (RFC 6761, 6762, 8375, and common local domains).
fn is_local_name(name: &str) -> bool {
    const ENDS: [&str; 12] = [
        "localhost",
        "local",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "private",
        "arpa",
        "onion",
        "test",
        "invalid",
    ];
    let name = name.strip_suffix('.').unwrap_or(name);
    match name.rsplit_once('.') {
        None => true,
        Some((_, end)) => ENDS.iter().any(|local| end.eq_ignore_ascii_case(local)),
    }
}

/// Returns whether an address that a name resolved to may be connected to.
#[must_use]
pub fn may_connect(address: IpAddr, reach: Reach) -> bool {
    let address = address.to_canonical();
    if reach == Reach::Loopback && address.is_loopback() {
        return true;
    }
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// By IANA's registry of special-purpose addresses.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 31, 196)
            | (192, 52, 193)
            | (192, 88, 99)
            | (192, 168, _)
            | (192, 175, 48)
            | (198, 18..=19, _)
            | (198, 51, 100)
            | (203, 0, 113)
            | (224.., _, _)
    );
    !special
}

/// Allows only global unicast, without its special ranges and those that contain an IPv4 address (6to4,
/// Teredo), which would bypass the rules for IPv4.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let global = a & 0xe000 == 0x2000;
    let special = matches!((a, b), (0x2001, 0..=0x01ff | 0x0db8) | (0x2002, _) | (0x2620, 0x004f) | (0x3ffe, _))
        || (a == 0x3fff && b < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoint_accepts_push_services() {
        for fine in [
            "https://fcm.googleapis.com/fcm/send/abc:APA91b",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA?x=1",
            "https://web.push.apple.com/QOx",
            "https://wns2-par02p.notify.windows.com:443/w/?token=BQ%3d",
        ] {
            assert!(endpoint(fine, Reach::Public).is_ok(), "{fine}");
        }
    }

    /// The literals among sixty hostile ones; `tests/it/push.rs` has them all, with the names.
    #[test]
    fn endpoint_refuses_ip_addresses_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.0.0.1.",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "8.8.8.8",
            "[2606:4700::1111]",
            "0",
            "%31%32%37.0.0.1",
            "①②⑦.⓪.⓪.①",
        ] {
            assert_eq!(endpoint(&format!("https://{host}/x"), Reach::Public), Err(Fault::Number), "{host}");
        }
    }

    #[test]
    fn may_connect_refuses_special_addresses() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::10.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!may_connect(address.parse().unwrap(), Reach::Public), "{address}");
        }
        for address in ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"] {
            assert!(may_connect(address.parse().unwrap(), Reach::Public), "{address}");
        }
        assert!(may_connect("::1".parse().unwrap(), Reach::Loopback));
        assert!(!may_connect("10.0.0.1".parse().unwrap(), Reach::Loopback));
    }
}
