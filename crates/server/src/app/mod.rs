//! Wiring of the features. No domain logic lives here.

mod deletion;
mod docs_page;
mod events;
mod health;
mod instance;
mod jobs;
mod keys;
mod licenses;
mod live;
mod openapi;
mod pages;
mod router;
mod security_alerts;
mod serve;
mod social_alerts;
mod socket;
mod state;

pub use deletion::Deletion;
pub use events::Events;
pub use jobs::{Jobs, Shutdown};
pub use keys::{KeyProblem, key_ring_source, verify_chat_keys, verify_keys};
pub use licenses::notices;
pub use live::Live;
pub use openapi::document;
pub use router::router;
pub use serve::{Server, StartError, serve};
pub use state::App;
