//! Delivers pushes: loads the device, sends the message to its push service and records the outcome.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use uuid::Uuid;

use super::DeviceId;
use super::actions::context::PushServices;
use super::store::{Device, DeviceAddress};
use crate::platform::batcher::Batcher;
use crate::platform::db::{Db, DbError, Key};
use crate::platform::outbox::{Delivery, Envelope, FollowUp, OutboxMessage, Transport, TransportError};
use crate::platform::push::Outcome;

/// `last_push_at` is written at most this often.
const PUSH_RECORD_INTERVAL: SignedDuration = SignedDuration::from_hours(24);

/// Delivers pushes to browsers and apps.
#[derive(Clone, Debug)]
pub struct PushTransport {
    db: Db,
    pushes: PushServices,
    /// Devices of accepted messages, by the message's id, until the delivery is recorded.
    accepted: Arc<Mutex<HashMap<Uuid, DeviceId>>>,
    /// Records that devices accepted a push: one unit of work at a time, since those of many devices would conflict.
    recorder: Batcher<DeviceId, ()>,
}

impl PushTransport {
    /// Creates a transport for the devices in `db`.
    #[must_use]
    pub fn new(db: Db, pushes: PushServices) -> Self {
        let recording = db.clone();
        let recorder = Batcher::new(1, move |devices| record_pushes(recording.clone(), devices));
        Self { db, pushes, accepted: Arc::default(), recorder }
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
        self.record_outcome(envelope.id, device, outcome, now).await
    }

    /// Records what the push service said about the device; that it accepted the message is left to the follow-up. A
    /// failed write is only logged: the next push repeats it.
    async fn record_outcome(
        &self,
        message: Uuid,
        device: Device,
        outcome: Outcome,
        now: Timestamp,
    ) -> Result<(), TransportError> {
        let id = device.id;
        let (error, recorded) = match outcome {
            Outcome::Taken => {
                let recently_recorded =
                    device.last_push_at.is_some_and(|at| at.duration_until(now) < PUSH_RECORD_INTERVAL);
                if !recently_recorded || device.paused_until.is_some() {
                    self.accepted.lock().insert(message, id);
                }
                return Ok(());
            }
            Outcome::Gone => {
                let deleted =
                    self.db.background(id, move |tx| tx.notifications().delete_gone_device(id, &device.address)).await;
                (TransportError::Permanent("the device is gone".into()), deleted)
            }
            Outcome::Later { reason, after: Some(seconds) } => {
                let pause = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or_default());
                let until = now.checked_add(pause).unwrap_or(now);
                let paused = self.db.background(id, move |tx| tx.notifications().pause_device(id, until)).await;
                (TransportError::Temporary(reason), paused)
            }
            Outcome::Later { reason, after: None } => return Err(TransportError::Temporary(reason)),
            Outcome::Never(reason) => return Err(TransportError::Permanent(reason)),
        };
        if let Err(error) = recorded {
            let error: DbError = error;
            tracing::warn!(%id, %error, "could not record the outcome of a push");
        }
        Err(error)
    }
}

impl Transport for PushTransport {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(self.send(envelope))
    }

    fn follow_up(&self, id: Uuid) -> FollowUp<'_> {
        let device = self.accepted.lock().remove(&id);
        Box::pin(async move {
            if let Some(device) = device {
                self.recorder.submit(device).await;
            }
        })
    }
}

/// Records that these devices accepted a push.
async fn record_pushes(db: Db, devices: Vec<DeviceId>) -> Vec<()> {
    let done = vec![(); devices.len()];
    let recorded = db.background(Key::of("pushes"), move |tx| tx.notifications().record_pushes(&devices)).await;
    if let Err(error) = recorded {
        let error: DbError = error;
        tracing::warn!(%error, "could not record accepted pushes");
    }
    done
}

fn device_unavailable(error: &DbError) -> TransportError {
    tracing::warn!(%error, "could not read a device");
    TransportError::Temporary("the device can't be read".into())
}
