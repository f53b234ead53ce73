//! What is decided about accounts without a clock, a database or the network.

pub mod account_event;
pub mod codes;
pub mod device;
pub mod identifier;
pub mod login_throttle;
pub mod password;
pub mod profile;

/// What is wrong with one value: a stable code and plain words. The caller names the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code, e.g. `too-short`.
    pub code: &'static str,
    /// Plain words.
    pub detail: String,
}

impl Fault {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}
