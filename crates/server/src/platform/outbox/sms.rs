//! SMS transports: Text.lk, a folder, or the console.

use std::path::PathBuf;
use std::sync::Arc;

use super::textlk::TextLk;
use super::transport::{Delivery, Envelope, Transport, TransportError};
use super::{OutboxMessage, mail};
use crate::platform::config::SmsTarget;

/// Writes each message to a folder: `To: +947...`, a blank line, the text.
pub struct Folder(PathBuf);

/// Logs each message to the console, for trying Habitro without an SMS provider.
pub struct Console;

/// Returns the configured transport.
#[must_use]
pub fn configured(target: &SmsTarget) -> Arc<dyn Transport> {
    match target {
        SmsTarget::File(path) => folder(path),
        SmsTarget::Log => console(),
        SmsTarget::TextLk { api_key, base, sender } => Arc::new(TextLk::new(base, api_key, sender)),
    }
}

/// Returns a transport that writes messages as files to `folder`.
#[must_use]
pub fn folder(folder: impl Into<PathBuf>) -> Arc<dyn Transport> {
    Arc::new(Folder(folder.into()))
}

/// Returns a transport that logs messages to the console.
#[must_use]
pub fn console() -> Arc<dyn Transport> {
    Arc::new(Console)
}

impl Transport for Folder {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(async move {
            let OutboxMessage::Sms { to, text } = envelope.message else { return Err(wrong_channel()) };
            let content = format!("To: {to}\n\n{text}\n");
            mail::write_atomically(self.0.clone(), format!("{}.txt", envelope.id), content.into_bytes()).await
        })
    }
}

impl Transport for Console {
    fn deliver(&self, envelope: Envelope) -> Delivery<'_> {
        Box::pin(async move {
            let OutboxMessage::Sms { to, text } = envelope.message else { return Err(wrong_channel()) };
            tracing::info!(target: "habitro::sms", "text message to {to}\n{text}");
            Ok(())
        })
    }
}

pub(super) fn wrong_channel() -> TransportError {
    TransportError::Permanent("not a text message".into())
}
