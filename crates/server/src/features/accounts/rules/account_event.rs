//! The events in the history of an account, which its owner can read.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum AccountEventKind {
    Opened,
    /// Signed in with the password.
    SignedIn,
    SignedInByPasskey,
    /// The user signed out, or ended a session from another device.
    SessionEnded,
    /// Several wrong passwords in a row were entered.
    Guessing,
    /// The password was changed by someone who knew the old one.
    PasswordChanged,
    /// The password was reset with a code.
    PasswordReset,
    /// An email address was added or replaced.
    EmailChanged,
    /// A phone number was added or replaced.
    PhoneChanged,
    /// The picture was added, replaced or removed.
    PictureChanged,
    PasskeyAdded,
    /// The owner removed a passkey.
    PasskeyRemoved,
}

#[allow(missing_docs, reason = "the name says it")]
impl AccountEventKind {
    pub const ALL: [Self; 12] = [
        Self::Opened,
        Self::SignedIn,
        Self::SignedInByPasskey,
        Self::SessionEnded,
        Self::Guessing,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::EmailChanged,
        Self::PhoneChanged,
        Self::PictureChanged,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
    ];

    /// Returns the name used in the API and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::SignedIn => "signed-in",
            Self::SignedInByPasskey => "signed-in-by-passkey",
            Self::SessionEnded => "session-ended",
            Self::Guessing => "guessing",
            Self::PasswordChanged => "password-changed",
            Self::PasswordReset => "password-reset",
            Self::EmailChanged => "email-changed",
            Self::PhoneChanged => "phone-changed",
            Self::PictureChanged => "picture-changed",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
        }
    }
}
