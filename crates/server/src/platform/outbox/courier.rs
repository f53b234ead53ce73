//! What carries a letter out of the process.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::Letter;

/// Why a letter was not handed over. The reason is kept in the row and in the log, so it
/// names no person: a status code, a kind of failure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CourierError {
    /// Worth another try later.
    #[error("{0}")]
    Later(String),
    /// Another try would end the same way.
    #[error("{0}")]
    Never(String),
}

/// A letter as a courier gets it.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// The row's id: the same at every try, so that a receiver can tell a repetition.
    pub id: Uuid,
    /// When this try was begun.
    pub now: Timestamp,
    /// What to send.
    pub letter: Letter,
}

/// A try to hand a letter over.
pub type Delivery<'a> = Pin<Box<dyn Future<Output = Result<(), CourierError>> + Send + 'a>>;

/// Carries letters of one channel.
pub trait Courier: Send + Sync {
    /// Hands `parcel` over, or says why not. It ends by itself in reasonable time; the worker
    /// gives it up after half a lease in any case.
    fn deliver(&self, parcel: Parcel) -> Delivery<'_>;
}

/// One courier for each channel.
#[derive(Clone)]
pub struct Couriers {
    /// Carries e-mails.
    pub mail: Arc<dyn Courier>,
    /// Carries pushes.
    pub push: Arc<dyn Courier>,
    /// Carries text messages.
    pub sms: Arc<dyn Courier>,
}

impl Couriers {
    pub(super) fn of(&self, letter: &Letter) -> &dyn Courier {
        match letter {
            Letter::Mail { .. } => &*self.mail,
            Letter::Push { .. } => &*self.push,
            Letter::Sms { .. } => &*self.sms,
        }
    }
}

impl std::fmt::Debug for Couriers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Couriers(..)")
    }
}
