//! The bus over core NATS: at most once.
//!
//! While the server can't be reached, connecting is tried again and messages are lost; the features
//! find what they missed in the database.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Bus, BusMessage, BusTransport};
use crate::platform::rng::Entropy;

/// The NATS subject of all messages.
const SUBJECT: &str = "habitro.bus";
/// Messages that may wait to be sent; more are dropped.
const QUEUE_CAPACITY: usize = 8_192;
/// The longest pause between two attempts to connect.
const MAX_RECONNECT_DELAY: Duration = Duration::from_secs(2);

/// Why there is no bus.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NatsError(String);

/// A message and the node that sent it.
#[derive(Serialize, Deserialize)]
struct NodeMessage {
    from: Uuid,
    #[serde(flatten)]
    message: BusMessage,
}

/// A connection to NATS that is not open yet; see [`Nats::run`].
#[derive(Debug)]
pub struct Nats {
    options: ConnectOptions,
    url: String,
    node: Uuid,
    outgoing: mpsc::Receiver<BusMessage>,
}

struct Outgoing(mpsc::Sender<BusMessage>);

impl BusTransport for Outgoing {
    fn send(&self, message: BusMessage) {
        // A full queue means that NATS is down or slow; receivers poll the database for what is lost.
        let _ = self.0.try_send(message);
    }
}

/// Checks that `url` can be the address of a NATS server.
///
/// # Errors
/// The message does not repeat the address: it may hold a password.
pub fn check_url(url: &str) -> Result<(), String> {
    let has_scheme = url.starts_with("nats://") || url.starts_with("tls://");
    let parsed = url.parse::<async_nats::ServerAddr>();
    if has_scheme && parsed.is_ok() { Ok(()) } else { Err("expected nats://host:4222 (or tls://)".to_owned()) }
}

/// Connects to NATS at `url` once, and disconnects.
///
/// # Errors
/// A sentence that does not repeat the address.
pub async fn check(url: &str) -> Result<(), String> {
    use async_nats::ConnectErrorKind as Kind;
    let connected = ConnectOptions::new().name("habitro doctor").connect(url).await;
    let client = connected.map_err(|error| {
        match error.kind() {
            Kind::Authentication | Kind::AuthorizationViolation => "NATS refused the login",
            Kind::Dns => "the server's name can't be found",
            Kind::TimedOut => "NATS did not respond in time",
            Kind::Tls => "TLS failed",
            _ => "NATS can't be reached",
        }
        .to_owned()
    })?;
    client.flush().await.map_err(|_| "NATS closed the connection".to_owned())
}

impl Nats {
    /// Makes NATS at `url` the transport of `bus`. Nothing is sent before [`Nats::run`].
    ///
    /// # Errors
    /// When `url` is not the address of a NATS server.
    pub fn join(bus: &Bus, url: &str, entropy: &Entropy) -> Result<Self, NatsError> {
        check_url(url).map_err(NatsError)?;
        let options = ConnectOptions::new()
            .name("habitro")
            .retry_on_initial_connect()
            .connection_timeout(Duration::from_secs(5))
            .ping_interval(Duration::from_secs(5))
            .reconnect_delay_callback(|attempts| {
                let delay = Duration::from_millis(50).saturating_mul(u32::try_from(attempts.min(100)).unwrap_or(100));
                delay.min(MAX_RECONNECT_DELAY)
            })
            .event_callback({
                let outage = Arc::new(BusOutage { address: address_of(url), reported: AtomicBool::new(false) });
                move |event| {
                    let outage = Arc::clone(&outage);
                    async move { outage.log(&event) }
                }
            });
        let (sender, outgoing) = mpsc::channel(QUEUE_CAPACITY);
        bus.set_transport(Arc::new(Outgoing(sender)));
        let node = uuid::Builder::from_random_bytes(entropy.bytes()).into_uuid();
        Ok(Self { options, url: url.to_owned(), node, outgoing })
    }

    /// Sends and receives until `shutdown` completes.
    pub async fn run(self, bus: Bus, shutdown: impl Future<Output = ()>) {
        let Self { options, url, node, outgoing } = self;
        let mut shutdown = std::pin::pin!(shutdown);
        let client = tokio::select! {
            connected = options.connect(&url) => connected,
            () = &mut shutdown => return,
        };
        let client = match client {
            Ok(client) => client,
            Err(error) => return tracing::error!(%error, "no bus: other nodes learn of changes by polling only"),
        };
        tokio::select! {
            () = send_all(&client, node, outgoing) => {}
            () = receive_all(&client, node, &bus) => {}
            () = &mut shutdown => {}
        }
        let _ = tokio::time::timeout(Duration::from_millis(500), client.flush()).await;
    }
}

/// Logs the beginning and the end of an outage, each once.
struct BusOutage {
    address: String,
    reported: AtomicBool,
}

impl BusOutage {
    fn log(&self, event: &Event) {
        let address = &self.address;
        match event {
            Event::Connected => {
                self.reported.store(false, Ordering::Relaxed);
                tracing::info!(address, "the bus is connected");
            }
            Event::Disconnected | Event::ClientError(_) if !self.reported.swap(true, Ordering::Relaxed) => {
                tracing::warn!(address, reason = %event, "the bus can't be reached; the database is polled instead");
            }
            other => tracing::debug!(address, event = %other, "bus"),
        }
    }
}

/// Returns the host and port of a URL, without the password that it may contain.
fn address_of(url: &str) -> String {
    url.parse::<async_nats::ServerAddr>()
        .map(|server| format!("{}:{}", server.host(), server.port()))
        .unwrap_or_default()
}

async fn send_all(client: &Client, node: Uuid, mut outgoing: mpsc::Receiver<BusMessage>) {
    while let Some(message) = outgoing.recv().await {
        // The client would queue messages while it is disconnected, and old hints are useless.
        if client.connection_state() != async_nats::connection::State::Connected {
            continue;
        }
        let Ok(bytes) = serde_json::to_vec(&NodeMessage { from: node, message }) else { continue };
        if let Err(error) = client.publish(SUBJECT, bytes.into()).await {
            tracing::debug!(%error, "could not send a hint");
        }
    }
}

async fn receive_all(client: &Client, node: Uuid, bus: &Bus) {
    loop {
        match client.subscribe(SUBJECT).await {
            Ok(mut incoming) => {
                while let Some(received) = incoming.next().await {
                    match serde_json::from_slice::<NodeMessage>(&received.payload) {
                        Ok(NodeMessage { from, message }) if from != node => bus.receive(from, message),
                        Ok(_) => {}
                        // A newer node may send messages that this one does not know.
                        Err(error) => tracing::debug!(%error, "could not read a message of the bus"),
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "could not subscribe to the bus"),
        }
        tokio::time::sleep(MAX_RECONNECT_DELAY).await;
    }
}
