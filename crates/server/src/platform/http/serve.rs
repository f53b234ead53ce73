//! The accept loop: connections, their limits, and a stop that finishes what was begun.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tower::Service;

use super::Peer;
use super::timeouts::{ConnectionState, Receiving, Sending, TimedStream};

/// What one connection may take, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first byte of a request's header to its last.
    pub header: Duration,
    /// Between two requests on one connection.
    pub idle: Duration,
    /// Without a byte of a request's body arriving, or of an answer being taken.
    pub stall: Duration,
    /// Connections at once; more wait in the system's backlog.
    pub connections: usize,
    /// How long a stop waits for requests that are being answered.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            stall: Duration::from_secs(30),
            connections: 16_384,
            grace: Duration::from_secs(8),
        }
    }
}

impl Limits {
    /// The same with no more connections than the system has file descriptors for, after
    /// asking it for as many as it gives.
    #[must_use]
    pub fn within_the_system(mut self) -> Self {
        /// For the database, files being read, the listener.
        const RESERVED: u64 = 128;
        let mut limit = getrlimit(Resource::Nofile);
        let wanted = self.connections as u64 + RESERVED;
        if limit.current.is_some_and(|now| now < wanted) {
            limit.current = Some(limit.maximum.map_or(wanted, |most| most.min(wanted)));
            if let Err(error) = setrlimit(Resource::Nofile, limit) {
                tracing::debug!(%error, "the limit of open files stays");
            }
        }
        if let Some(now) = getrlimit(Resource::Nofile).current {
            let left = now.saturating_sub(RESERVED).max(now / 2);
            self.connections = self.connections.min(usize::try_from(left).unwrap_or(usize::MAX)).max(1);
        }
        self
    }
}

/// Most bytes of a request's header; hyper answers 431 to more.
const HEADER_BYTES: usize = 32 * 1024;

/// Connections that may wait until they are accepted, as far as the system lets them. The 128 of the standard
/// library run over when a thousand people open the app at once, and then some of them are reset.
const BACKLOG: u32 = 4_096;

/// Listens on `address`, inside a runtime.
///
/// # Errors
/// What the system says: taken, not ours, not allowed.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A restart need not wait for the connections of before to be forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves `router` on `listener` until `shutdown` is over, then finishes the requests that
/// have begun, for `limits.grace` at most.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, shutdown: impl Future<Output = ()>) {
    let slots = Arc::new(Semaphore::new(limits.connections));
    let (stop, stopping) = watch::channel(());
    let mut open = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer, slot) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = open.join_next() => continue,
            next = next_connection(&listener, &slots) => next,
        };
        open.spawn(connection(stream, peer, router.clone(), limits, stopping.clone(), slot));
    }
    // From here on the system refuses newcomers instead of letting them wait.
    drop(listener);
    drop(stop);
    let finished = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.grace, finished).await.is_err() {
        tracing::warn!(connections = open.len(), "stopped before every request was answered");
    }
}

async fn next_connection(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed.
    let slot = Arc::clone(slots).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, slot),
            Err(error) => refused(&error).await,
        }
    }
}

async fn refused(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        // Out of file descriptors, most likely: trying at once would spin.
        tracing::error!(%error, "can't accept connections");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    mut stopping: watch::Receiver<()>,
    slot: Option<OwnedSemaphorePermit>,
) {
    // Answers are small: waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let phase = ConnectionState::default();
    let io = TokioIo::new(TimedStream::new(stream, slot, phase.clone(), &limits));
    let service = service_fn(move |request| answer(request, peer, router.clone(), phase.clone(), limits.stall));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle)
        .max_header_size(HEADER_BYTES)
        .serve_connection(io, service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        // Clients that leave, time out or speak no HTTP: theirs to know, not ours.
        tracing::trace!(%error, "connection ended");
    }
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    mut router: Router,
    phase: ConnectionState,
    stall: Duration,
) -> Result<Response<Sending>, Infallible> {
    let busy = phase.busy();
    let mut request = request.map(|body| {
        if body.is_end_stream() { Body::empty() } else { Body::new(Receiving::new(body, phase.clone(), stall)) }
    });
    request.extensions_mut().insert(Peer(peer.ip()));
    let Ok(response) = router.call(request).await;
    let busy = if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        busy.for_ever();
        None
    } else {
        Some(busy)
    };
    Ok(response.map(|body| Sending::new(body, busy)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn hundreds_may_wait_until_they_are_accepted() {
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let mut coming: JoinSet<_> = (0..300).map(|_| TcpStream::connect(address)).collect();
        let mut waiting = Vec::new();
        let all = async {
            while let Some(stream) = coming.join_next().await {
                waiting.push(stream.unwrap().unwrap());
            }
        };
        tokio::time::timeout(Duration::from_secs(10), all).await.expect("nobody has to knock again");
        assert_eq!(waiting.len(), 300);
    }
}
