//! The accept loop: connections, their limits, and a shutdown that finishes open requests.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::JoinSet;
use tower::Service;

use super::connections::Connections;
use super::request_body::RequestBody;
use super::timeouts::{ConnectionState, ResponseBody, TimedStream};
use super::{Network, Peer};

/// Limits of a connection, and of their number.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Between the first and the last byte of a request's header.
    pub header: Duration,
    /// Between two requests on one connection.
    pub idle: Duration,
    /// Without a byte of a request's body arriving, or of a response being accepted. A body as a whole may
    /// take this long and a second for each KiB.
    pub stall: Duration,
    /// Open connections. For further ones, those that wait for their clients are closed.
    pub connections: usize,
    /// How long a shutdown leaves idle connections open. A request that is on its way is still answered, and
    /// the response has `Connection: close`.
    pub drain: Duration,
    /// How long a shutdown then waits for open requests.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            stall: Duration::from_secs(30),
            connections: 16_384,
            drain: Duration::from_millis(500),
            grace: Duration::from_secs(8),
        }
    }
}

impl Limits {
    /// Raises the process's limit of open files as far as the system allows, and lowers `connections` to
    /// what is left of it.
    #[must_use]
    pub fn within_file_limit(mut self) -> Self {
        /// File descriptors for the database, files being read, the listener.
        const RESERVED: u64 = 128;
        let mut limit = getrlimit(Resource::Nofile);
        let wanted = self.connections as u64 + RESERVED;
        if limit.current.is_some_and(|now| now < wanted) {
            limit.current = Some(limit.maximum.map_or(wanted, |maximum| maximum.min(wanted)));
            if let Err(error) = setrlimit(Resource::Nofile, limit) {
                tracing::debug!(%error, "can't raise the limit of open files");
            }
        }
        if let Some(now) = getrlimit(Resource::Nofile).current {
            let left = now.saturating_sub(RESERVED).max(now / 2);
            self.connections = self.connections.min(usize::try_from(left).unwrap_or(usize::MAX)).max(1);
        }
        self
    }
}

/// How [`serve`] behaves.
#[derive(Clone, Debug, Default)]
pub struct ServeOptions {
    #[allow(missing_docs, reason = "the name says it")]
    pub limits: Limits,
    /// Proxies, whose connections carry the requests of many clients.
    pub trusted_proxies: Vec<Network>,
}

impl From<Limits> for ServeOptions {
    fn from(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }
}

/// hyper answers 431 to a longer header.
const MAX_HEADER_BYTES: usize = 32 * 1024;

/// Connections that may wait to be accepted, as far as the system allows it. The standard library's 128 overflow
/// when a thousand people open the app at once, and then some connections are reset.
const BACKLOG: u32 = 4_096;

/// Listens on `address`.
///
/// # Panics
/// Outside a tokio runtime.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A restart does not wait until the system has forgotten the previous process's connections.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// How far a shutdown has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Serving,
    /// Each response closes its connection.
    Draining,
    /// Connections without a request are closed.
    Closing,
}

/// How long a shutdown waits for handshakes that have begun.
const HANDSHAKE: Duration = Duration::from_millis(100);

/// Serves `router` on `listener` until `shutdown` completes, then stops without dropping a connection:
/// accepts those that have connected already, handles their requests for `limits.drain`, and
/// finishes open requests for at most `limits.grace`.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    options: impl Into<ServeOptions>,
    shutdown: impl Future<Output = ()>,
) {
    let ServeOptions { limits, trusted_proxies } = options.into();
    let connections = Connections::new(limits.connections, trusted_proxies);
    let (phase, phases) = watch::channel(Phase::Serving);
    let mut open = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = open.join_next() => continue,
            next = next_connection(&listener, &connections) => next,
        };
        open.spawn(serve_connection(accepted, connections.clone(), router.clone(), limits, phases.clone()));
    }
    phase.send_replace(Phase::Draining);
    ignore_new_connections(&listener);
    let mut handshakes = pin!(tokio::time::sleep(HANDSHAKE));
    loop {
        let accepted = tokio::select! {
            biased;
            next = next_connection(&listener, &connections) => next,
            () = &mut handshakes => break,
        };
        open.spawn(serve_connection(accepted, connections.clone(), router.clone(), limits, phases.clone()));
    }
    // From here on the system refuses new connections.
    drop(listener);
    if tokio::time::timeout(limits.drain, all_ended(&mut open)).await.is_ok() {
        return;
    }
    phase.send_replace(Phase::Closing);
    if tokio::time::timeout(limits.grace, all_ended(&mut open)).await.is_err() {
        tracing::warn!(connections = open.len(), "stopped with requests still open");
    }
}

async fn is_closing(phases: &mut watch::Receiver<Phase>) {
    // An error means that the server has ended.
    let _ = phases.wait_for(|phase| *phase == Phase::Closing).await;
}

async fn all_ended(connections: &mut JoinSet<()>) {
    while connections.join_next().await.is_some() {}
}

/// Makes the system ignore connections that begin from now on, while handshakes that have begun complete.
/// Otherwise those between the last look at the backlog and the end of the listener would be reset. A
/// client tries again after a second and is refused then.
fn ignore_new_connections(listener: &TcpListener) {
    #[cfg(target_os = "linux")]
    {
        use socket2::{SockFilter, SockRef};
        /// Drops TCP segments with the flag SYN, the lowest but one of byte 13; classic BPF.
        const WITHOUT_SYN: [SockFilter; 4] = [
            SockFilter::new(0x30, 0, 0, 13),
            SockFilter::new(0x45, 0, 1, 0x02),
            SockFilter::new(0x06, 0, 0, 0),
            SockFilter::new(0x06, 0, 0, u32::MAX),
        ];
        if let Err(error) = SockRef::from(listener).attach_filter(&WITHOUT_SYN) {
            tracing::debug!(%error, "new connections can't be ignored");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = listener;
}

/// A connection that was accepted, with its slot.
struct Accepted {
    stream: TcpStream,
    peer: SocketAddr,
    slot: Option<OwnedSemaphorePermit>,
}

async fn next_connection(listener: &TcpListener, connections: &Connections) -> Accepted {
    let slot = connections.slot().await;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return Accepted { stream, peer, slot },
            Err(error) => handle_accept_error(&error).await,
        }
    }
}

async fn handle_accept_error(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        // Most likely out of file descriptors: trying again at once would spin.
        tracing::error!(%error, "can't accept connections");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn serve_connection(
    accepted: Accepted,
    connections: Connections,
    router: Router,
    limits: Limits,
    mut phases: watch::Receiver<Phase>,
) {
    let Accepted { stream, peer, slot } = accepted;
    let state = ConnectionState::default();
    let Some(place) = connections.place(peer.ip(), &state, slot).await else { return };
    let closed = place.closed();
    // Responses are small: waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(TimedStream::new(stream, place, state.clone(), &limits));
    let current = phases.clone();
    let service = service_fn(move |request| {
        let handled = handle(request, peer, router.clone(), state.clone(), limits.stall);
        let current = current.clone();
        async move {
            let mut response = handled.await?;
            if *current.borrow() != Phase::Serving && response.status() != StatusCode::SWITCHING_PROTOCOLS {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle)
        .max_header_size(MAX_HEADER_BYTES)
        .serve_connection(io, service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = closed.notified() => return,
        () = is_closing(&mut phases) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        // The client left, timed out or did not speak HTTP: nothing that an operator can act on.
        tracing::trace!(%error, "connection ended");
    }
}

async fn handle(
    request: Request<Incoming>,
    peer: SocketAddr,
    mut router: Router,
    state: ConnectionState,
    stall: Duration,
) -> Result<Response<ResponseBody>, Infallible> {
    let guard = state.start_request();
    let mut request = request.map(|body| {
        if body.is_end_stream() { Body::empty() } else { Body::new(RequestBody::new(body, state.clone(), stall)) }
    });
    request.extensions_mut().insert(Peer(peer.ip()));
    let Ok(response) = router.call(request).await;
    let guard = if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        guard.keep_forever();
        None
    } else {
        Some(guard)
    };
    Ok(response.map(|body| ResponseBody::new(body, guard)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn listen_queues_hundreds_of_connections() {
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let mut connecting: JoinSet<_> = (0..300).map(|_| TcpStream::connect(address)).collect();
        let mut waiting = Vec::new();
        let all = async {
            while let Some(stream) = connecting.join_next().await {
                waiting.push(stream.unwrap().unwrap());
            }
        };
        tokio::time::timeout(Duration::from_secs(10), all).await.expect("no connection is refused or retried");
        assert_eq!(waiting.len(), 300);
    }
}
