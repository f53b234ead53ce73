//! `habitro healthcheck`: one request to the server on this machine.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(3);
/// In bytes. Only the status line is used.
const MAX_RESPONSE_LENGTH: u64 = 4096;

/// Requests `/readyz` from the server listening on `listen`.
pub fn check(listen: SocketAddr) -> Result<(), String> {
    let address = connect_address(listen);
    let response = request_readiness(address).map_err(|error| format!("no response from {address}: {error}"))?;
    let status = response.split_whitespace().nth(1).unwrap_or("no status");
    if status == "200" { Ok(()) } else { Err(format!("{address} is not ready: it responded with {status}")) }
}

/// If bound to 0.0.0.0 or ::, connect over loopback.
pub fn connect_address(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn request_readiness(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write_all(format!("GET /readyz HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes())?;
    let mut response = Vec::new();
    stream.take(MAX_RESPONSE_LENGTH).read_to_end(&mut response)?;
    Ok(String::from_utf8_lossy(&response).into_owned())
}
