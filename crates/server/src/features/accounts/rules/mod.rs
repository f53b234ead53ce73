//! Pure decisions about accounts.

pub mod account_event;
pub mod codes;
pub mod device;
pub mod identifier;
pub mod login_throttle;
pub mod password;
pub mod profile;

/// The reason why a value is invalid. The caller adds the name of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code, e.g. `too-short`.
    pub code: &'static str,
    /// A sentence for the user.
    pub detail: String,
}

impl Fault {
    pub(super) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }
}
