//! A connection to the server's socket, with a deadline for each operation.

use std::io::{self, Read};
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::{Duration, Instant};

use postgres::Config;
use postgres::config::Host;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::SendFlags;
use socket2::{Domain, SockAddr, TcpKeepalive, Type};

/// How often a read that waits checks its deadline. A timeout of the socket itself would have to be set before
/// each read, which costs a system call.
const TICK: Duration = Duration::from_millis(250);

/// A TCP or Unix socket.
#[derive(Debug)]
pub(super) struct Socket(socket2::Socket);

impl Socket {
    pub(super) fn connect(address: &SockAddr, config: &Config, deadline: Instant) -> io::Result<Self> {
        let socket = socket2::Socket::new(address.domain(), Type::STREAM, None)?;
        let timeout = deadline.saturating_duration_since(Instant::now());
        socket.connect_timeout(address, config.get_connect_timeout().map_or(timeout, |limit| timeout.min(*limit)))?;
        socket.set_read_timeout(Some(TICK))?;
        if address.domain() != Domain::UNIX {
            socket.set_tcp_nodelay(true)?;
            #[cfg(target_os = "linux")]
            socket.set_tcp_user_timeout(config.get_tcp_user_timeout().copied())?;
            if config.get_keepalives() {
                socket.set_tcp_keepalive(&keepalive(config))?;
            }
        }
        Ok(Self(socket))
    }

    /// Sends as much of `bytes` as fits into the system's buffer, without waiting.
    pub(super) fn send(&self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match rustix::net::send(&self.0, bytes, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
                Err(rustix::io::Errno::INTR) => {}
                sent => return Ok(sent?),
            }
        }
    }

    /// Waits until bytes can be sent or received, and returns whether some can be received.
    pub(super) fn wait(&self, deadline: Instant) -> io::Result<bool> {
        loop {
            let remaining = deadline.saturating_duration_since(Instant::now());
            let timeout = Timespec::try_from(remaining).map_err(|_| io::ErrorKind::InvalidInput)?;
            let mut sockets = [PollFd::new(&self.0, PollFlags::IN | PollFlags::OUT)];
            match poll(&mut sockets, Some(&timeout)) {
                Ok(0) => return Err(no_answer()),
                Ok(_) => return Ok(sockets[0].revents().contains(PollFlags::IN)),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Waits for bytes and returns how many were received: 0 if the server has closed the connection.
    pub(super) fn receive(&mut self, buffer: &mut [u8], deadline: Instant) -> io::Result<usize> {
        while Instant::now() < deadline {
            match self.0.read(buffer) {
                Err(error) if is_temporary(error.kind()) => {}
                received => return received,
            }
        }
        Err(no_answer())
    }
}

fn is_temporary(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

fn no_answer() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "no answer in time")
}

fn keepalive(config: &Config) -> TcpKeepalive {
    let mut keepalive = TcpKeepalive::new().with_time(config.get_keepalives_idle());
    if let Some(interval) = config.get_keepalives_interval() {
        keepalive = keepalive.with_interval(interval);
    }
    if let Some(retries) = config.get_keepalives_retries() {
        keepalive = keepalive.with_retries(retries);
    }
    keepalive
}

/// Returns the addresses to try, in order, for each host of the URL. Names are looked up as they are reached.
pub(super) fn addresses(config: &Config) -> io::Result<impl Iterator<Item = io::Result<Vec<SockAddr>>>> {
    let (hosts, numeric, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let count = hosts.len().max(numeric.len());
    let invalid = |reason| io::Error::new(io::ErrorKind::InvalidInput, reason);
    if count == 0 {
        return Err(invalid("the database URL names no host"));
    }
    if !hosts.is_empty() && !numeric.is_empty() && hosts.len() != numeric.len() {
        return Err(invalid("the database URL has different numbers of hosts and numeric addresses"));
    }
    if ports.len() > 1 && ports.len() != count {
        return Err(invalid("the database URL has different numbers of hosts and ports"));
    }
    Ok((0..count).map(move |at| {
        let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
        Ok(match (numeric.get(at), hosts.get(at)) {
            (Some(ip), _) => vec![SocketAddr::new(*ip, port).into()],
            (None, Some(Host::Tcp(name))) => (name.as_str(), port).to_socket_addrs()?.map(SockAddr::from).collect(),
            (None, Some(Host::Unix(folder))) => vec![SockAddr::unix(folder.join(format!(".s.PGSQL.{port}")))?],
            (None, None) => Vec::new(),
        })
    }))
}
