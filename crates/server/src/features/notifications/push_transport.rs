//! Carries pushes: looks the device up, hands the message to its service, and notes what that
//! says about the device.

use jiff::{SignedDuration, Timestamp};

use super::DeviceId;
use super::actions::channels::Pushes;
use super::store::{Address, Device};
use crate::platform::db::{Db, DbError};
use crate::platform::outbox::{Delivery, Envelope, OutboxMessage, Transport, TransportError};
use crate::platform::push::Outcome;

/// That a device was pushed to is noted at most so often.
const NOTED_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// Carries pushes to browsers and apps.
#[derive(Clone, Debug)]
pub struct PushTransport {
    db: Db,
    pushes: Pushes,
}

impl PushTransport {
    /// Over the devices in `db`.
    #[must_use]
    pub fn new(db: Db, pushes: Pushes) -> Self {
        Self { db, pushes }
    }

    async fn carry(&self, envelope: Envelope) -> Result<(), TransportError> {
        let OutboxMessage::Push { device, message } = envelope.message else {
            return Err(TransportError::Permanent("not a push".into()));
        };
        let (id, now) = (DeviceId(device), envelope.now);
        let found = self.db.read(move |tx| tx.notifications().device(id)).await;
        let device = match found {
            Ok(Some(device)) => device,
            Ok(None) => return Err(TransportError::Permanent("the device is gone".into())),
            Err(error) => return Err(unread(&error)),
        };
        if device.rests_until.is_some_and(|until| until > now) {
            return Err(TransportError::Temporary("the device's service asked for a pause".into()));
        }
        let outcome = match &device.address {
            Address::WebPush(to) => self.pushes.web.send(to, &message, now).await,
            Address::Fcm { token, .. } => match &self.pushes.fcm {
                Some(fcm) => fcm.send(token, &message, now).await,
                None => Outcome::Never("fcm: not configured".into()),
            },
        };
        self.note(device, outcome, now).await
    }

    /// A row that can't be written changes nothing about the push: it is written the next time.
    async fn note(&self, device: Device, outcome: Outcome, now: Timestamp) -> Result<(), TransportError> {
        let id = device.id;
        let (result, noted) = match outcome {
            Outcome::Taken => {
                let fresh = device.last_push_at.is_some_and(|at| at.duration_until(now) < NOTED_EVERY);
                if fresh && device.rests_until.is_none() {
                    return Ok(());
                }
                (Ok(()), self.db.background(id, move |tx| tx.notifications().device_was_pushed(id)).await)
            }
            Outcome::Gone => {
                let gone =
                    self.db.background(id, move |tx| tx.notifications().device_is_gone(id, &device.address)).await;
                (Err(TransportError::Permanent("the device is gone".into())), gone)
            }
            Outcome::Later { reason, after: Some(seconds) } => {
                let pause = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or_default());
                let until = now.checked_add(pause).unwrap_or(now);
                let rests = self.db.background(id, move |tx| tx.notifications().device_rests(id, until)).await;
                (Err(TransportError::Temporary(reason)), rests)
            }
            Outcome::Later { reason, after: None } => return Err(TransportError::Temporary(reason)),
            Outcome::Never(reason) => return Err(TransportError::Permanent(reason)),
        };
        if let Err(error) = noted {
            let error: DbError = error;
            tracing::warn!(%id, %error, "can't note what became of a push");
        }
        result
    }
}

impl Transport for PushTransport {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(self.carry(envelope))
    }
}

fn unread(error: &DbError) -> TransportError {
    tracing::warn!(%error, "a device can't be read");
    TransportError::Temporary("the device can't be read".into())
}
