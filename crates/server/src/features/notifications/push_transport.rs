//! Delivers pushes: loads the device, sends the message to its push service and records the outcome.

use jiff::{SignedDuration, Timestamp};

use super::DeviceId;
use super::actions::context::PushServices;
use super::store::{Device, DeviceAddress};
use crate::platform::db::{Db, DbError};
use crate::platform::outbox::{Delivery, Envelope, OutboxMessage, Transport, TransportError};
use crate::platform::push::Outcome;

/// `last_push_at` is written at most this often.
const PUSH_RECORD_INTERVAL: SignedDuration = SignedDuration::from_hours(24);

/// Delivers pushes to browsers and apps.
#[derive(Clone, Debug)]
pub struct PushTransport {
    db: Db,
    pushes: PushServices,
}

impl PushTransport {
    /// Creates a transport for the devices in `db`.
    #[must_use]
    pub fn new(db: Db, pushes: PushServices) -> Self {
        Self { db, pushes }
    }

    async fn send(&self, envelope: Envelope) -> Result<(), TransportError> {
        let OutboxMessage::Push { device, message } = envelope.message else {
            return Err(TransportError::Permanent("not a push".into()));
        };
        if message.title.is_empty() {
            return Err(TransportError::Permanent("shows nothing".into()));
        }
        let (id, now) = (DeviceId(device), envelope.now);
        let found = self.db.read(move |tx| tx.notifications().device(id)).await;
        let device = match found {
            Ok(Some(device)) => device,
            Ok(None) => return Err(TransportError::Permanent("the device is gone".into())),
            Err(error) => return Err(device_unavailable(&error)),
        };
        if device.paused_until.is_some_and(|until| until > now) {
            return Err(TransportError::Temporary("the device's service asked for a pause".into()));
        }
        let outcome = match &device.address {
            DeviceAddress::WebPush(to) => self.pushes.web.send(to, &message, now).await,
            DeviceAddress::Fcm { token, .. } => match &self.pushes.fcm {
                Some(fcm) => fcm.send(token, &message, now).await,
                None => Outcome::Never("fcm: not configured".into()),
            },
        };
        self.record_outcome(device, outcome, now).await
    }

    /// Records what the push service said about the device. A failed write is only logged: the next push
    /// repeats it.
    async fn record_outcome(&self, device: Device, outcome: Outcome, now: Timestamp) -> Result<(), TransportError> {
        let id = device.id;
        let (result, recorded) = match outcome {
            Outcome::Taken => {
                let recently_recorded =
                    device.last_push_at.is_some_and(|at| at.duration_until(now) < PUSH_RECORD_INTERVAL);
                if recently_recorded && device.paused_until.is_none() {
                    return Ok(());
                }
                (Ok(()), self.db.background(id, move |tx| tx.notifications().record_push(id)).await)
            }
            Outcome::Gone => {
                let deleted =
                    self.db.background(id, move |tx| tx.notifications().delete_gone_device(id, &device.address)).await;
                (Err(TransportError::Permanent("the device is gone".into())), deleted)
            }
            Outcome::Later { reason, after: Some(seconds) } => {
                let pause = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or_default());
                let until = now.checked_add(pause).unwrap_or(now);
                let paused = self.db.background(id, move |tx| tx.notifications().pause_device(id, until)).await;
                (Err(TransportError::Temporary(reason)), paused)
            }
            Outcome::Later { reason, after: None } => return Err(TransportError::Temporary(reason)),
            Outcome::Never(reason) => return Err(TransportError::Permanent(reason)),
        };
        if let Err(error) = recorded {
            let error: DbError = error;
            tracing::warn!(%id, %error, "could not record the outcome of a push");
        }
        result
    }
}

impl Transport for PushTransport {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(self.send(envelope))
    }
}

fn device_unavailable(error: &DbError) -> TransportError {
    tracing::warn!(%error, "could not read a device");
    TransportError::Temporary("the device can't be read".into())
}
