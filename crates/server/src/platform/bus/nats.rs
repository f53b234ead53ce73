//! Carrying by core NATS: at most once, in no hurry to be sure.
//!
//! A server that is not there is tried again and again; what was said meanwhile is lost, and the
//! rooms find it in the database.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Bus, BusMessage, BusTransport};
use crate::platform::rng::Entropy;

/// Everything goes by this subject.
const SUBJECT: &str = "habitro.bus";
/// Parcels that wait to be sent; more are dropped.
const WAITING: usize = 8_192;
/// The longest pause between two tries to connect.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why there is no bus.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NatsError(String);

#[derive(Serialize, Deserialize)]
struct Envelope {
    from: Uuid,
    #[serde(flatten)]
    message: BusMessage,
}

/// The node's end of the line, before it runs.
#[derive(Debug)]
pub struct Nats {
    options: ConnectOptions,
    url: String,
    node: Uuid,
    outgoing: mpsc::Receiver<BusMessage>,
}

struct Outbound(mpsc::Sender<BusMessage>);

impl BusTransport for Outbound {
    fn send(&self, message: BusMessage) {
        // Full: the line is down or slow, and what is lost here is found by asking the database.
        let _ = self.0.try_send(message);
    }
}

/// Whether `url` can be an address of NATS.
///
/// # Errors
/// In plain words, without the address: it may hold a password.
pub fn understands(url: &str) -> Result<(), String> {
    let fine = url.starts_with("nats://") || url.starts_with("tls://");
    let parsed = url.parse::<async_nats::ServerAddr>();
    if fine && parsed.is_ok() { Ok(()) } else { Err("expected nats://host:4222 (or tls://)".to_owned()) }
}

impl Nats {
    /// Joins `bus` to the others at `url`; nothing is carried until it runs.
    ///
    /// # Errors
    /// When `url` is no address of NATS.
    pub fn join(bus: &Bus, url: &str, entropy: &Entropy) -> Result<Self, NatsError> {
        understands(url).map_err(NatsError)?;
        let options = ConnectOptions::new()
            .name("habitro")
            .retry_on_initial_connect()
            .connection_timeout(Duration::from_secs(5))
            .ping_interval(Duration::from_secs(5))
            .reconnect_delay_callback(|tries| {
                let pause = Duration::from_millis(50).saturating_mul(u32::try_from(tries.min(100)).unwrap_or(100));
                pause.min(PATIENCE)
            })
            .event_callback(|event| async move {
                match event {
                    Event::Connected => tracing::info!("the bus is connected"),
                    Event::Disconnected => tracing::warn!("the bus is not connected; the database is asked instead"),
                    other => tracing::debug!(event = %other, "bus"),
                }
            });
        let (sender, outgoing) = mpsc::channel(WAITING);
        bus.set_transport(Arc::new(Outbound(sender)));
        let node = uuid::Builder::from_random_bytes(entropy.bytes()).into_uuid();
        Ok(Self { options, url: url.to_owned(), node, outgoing })
    }

    /// Carries until it is time to end.
    pub async fn run(self, bus: Bus, shutdown: impl Future<Output = ()>) {
        let Self { options, url, node, outgoing } = self;
        let mut shutdown = std::pin::pin!(shutdown);
        let client = tokio::select! {
            connected = options.connect(&url) => connected,
            () = &mut shutdown => return,
        };
        let client = match client {
            Ok(client) => client,
            Err(error) => return tracing::error!(%error, "no bus: other nodes hear nothing from this one at once"),
        };
        tokio::select! {
            () = send(&client, node, outgoing) => {}
            () = receive(&client, node, &bus) => {}
            () = &mut shutdown => {}
        }
        let _ = tokio::time::timeout(Duration::from_millis(500), client.flush()).await;
    }
}

async fn send(client: &Client, node: Uuid, mut outgoing: mpsc::Receiver<BusMessage>) {
    while let Some(message) = outgoing.recv().await {
        // While the line is down the client would keep them: old hints help nobody.
        if client.connection_state() != async_nats::connection::State::Connected {
            continue;
        }
        let Ok(bytes) = serde_json::to_vec(&Envelope { from: node, message }) else { continue };
        if let Err(error) = client.publish(SUBJECT, bytes.into()).await {
            tracing::debug!(%error, "a hint was not sent");
        }
    }
}

async fn receive(client: &Client, node: Uuid, bus: &Bus) {
    loop {
        match client.subscribe(SUBJECT).await {
            Ok(mut incoming) => {
                while let Some(message) = incoming.next().await {
                    match serde_json::from_slice::<Envelope>(&message.payload) {
                        Ok(envelope) if envelope.from != node => bus.receive(envelope.from, envelope.message),
                        Ok(_) => {}
                        // A newer node may say what this one does not understand.
                        Err(error) => tracing::debug!(%error, "a message of the bus was not understood"),
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "the bus can't be listened to"),
        }
        tokio::time::sleep(PATIENCE).await;
    }
}
