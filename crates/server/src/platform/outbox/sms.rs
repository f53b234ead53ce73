//! Couriers of text messages: Text.lk, a folder, or the console.

use std::path::PathBuf;
use std::sync::Arc;

use super::courier::{Courier, CourierError, Delivery, Parcel};
use super::textlk::TextLk;
use super::{Letter, mail};
use crate::platform::config::SmsTarget;

/// Writes each message to a folder: `To: +947...`, a blank line, the text.
pub struct Folder(PathBuf);

/// Shows each message on the console, for whoever tries Habitro without a provider.
pub struct Console;

/// The courier that is configured.
#[must_use]
pub fn configured(target: &SmsTarget) -> Arc<dyn Courier> {
    match target {
        SmsTarget::File(path) => folder(path),
        SmsTarget::Log => console(),
        SmsTarget::TextLk { api_key, base, sender } => Arc::new(TextLk::new(base, api_key, sender)),
    }
}

/// Text messages as files under `folder`.
#[must_use]
pub fn folder(folder: impl Into<PathBuf>) -> Arc<dyn Courier> {
    Arc::new(Folder(folder.into()))
}

/// Text messages on the console.
#[must_use]
pub fn console() -> Arc<dyn Courier> {
    Arc::new(Console)
}

impl Courier for Folder {
    fn deliver(&self, parcel: Parcel) -> Delivery<'_> {
        Box::pin(async move {
            let Letter::Sms { to, text } = parcel.letter else { return Err(misdirected()) };
            let content = format!("To: {to}\n\n{text}\n");
            mail::write_whole(self.0.clone(), format!("{}.txt", parcel.id), content.into_bytes()).await
        })
    }
}

impl Courier for Console {
    fn deliver(&self, parcel: Parcel) -> Delivery<'_> {
        Box::pin(async move {
            let Letter::Sms { to, text } = parcel.letter else { return Err(misdirected()) };
            tracing::info!(target: "habitro::sms", "text message to {to}\n{text}");
            Ok(())
        })
    }
}

pub(super) fn misdirected() -> CourierError {
    CourierError::Never("not a text message".into())
}
