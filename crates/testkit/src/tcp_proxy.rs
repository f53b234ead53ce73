//! A TCP proxy that can be frozen or taken down, to simulate a server that hangs or restarts.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the proxy treats connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ProxyState {
    Forwarding,
    /// Connections are accepted and stay open, but nothing is forwarded.
    Frozen,
    /// Open connections are closed, new ones are closed as soon as they are accepted.
    Down,
}

/// A proxy in front of one server; it ends when it is dropped.
pub struct TcpProxy {
    address: SocketAddr,
    state: Arc<watch::Sender<ProxyState>>,
    accepting: tokio::task::JoinHandle<()>,
}

impl TcpProxy {
    /// Starts a proxy on a free port in front of `server`.
    pub async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(watch::channel(ProxyState::Forwarding).0);
        let states = Arc::clone(&state);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if *states.borrow() == ProxyState::Down {
                    continue;
                }
                let Ok(upstream) = TcpStream::connect(server).await else { continue };
                let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), upstream.into_split());
                tokio::spawn(forward(from_client, to_server, states.subscribe()));
                tokio::spawn(forward(from_server, to_client, states.subscribe()));
            }
        });
        Self { address, state, accepting }
    }

    /// Returns the address of the proxy.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops forwarding and keeps the connections open.
    pub fn freeze(&self) {
        self.state.send_replace(ProxyState::Frozen);
    }

    /// Closes all connections and refuses new ones.
    pub fn take_down(&self) {
        self.state.send_replace(ProxyState::Down);
    }

    /// Forwards again, on the connections that are still open and on new ones.
    pub fn resume(&self) {
        self.state.send_replace(ProxyState::Forwarding);
    }
}

impl Drop for TcpProxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.take_down();
    }
}

/// Forwards one direction of a connection.
async fn forward(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut states: watch::Receiver<ProxyState>) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let state = *states.borrow_and_update();
        match state {
            ProxyState::Down => return,
            ProxyState::Frozen => {
                if states.changed().await.is_err() {
                    return;
                }
            }
            ProxyState::Forwarding => tokio::select! {
                read = from.read(&mut buffer) => match read {
                    Ok(0) | Err(_) => return,
                    Ok(length) => if to.write_all(&buffer[..length]).await.is_err() { return },
                },
                changed = states.changed() => if changed.is_err() { return },
            },
        }
    }
}
