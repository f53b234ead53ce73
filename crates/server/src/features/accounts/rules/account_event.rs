//! What can happen to an account, as its owner reads it.

/// One kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountEventKind {
    /// The account was made.
    Opened,
    /// Signed in by password.
    SignedIn,
    /// Signed in by a passkey.
    SignedInByPasskey,
    /// Signed out, or a session ended from another device.
    SessionEnded,
    /// Somebody tried passwords.
    Guessing,
    /// Another password, by who knew the old one.
    PasswordChanged,
    /// Another password, by a code.
    PasswordReset,
    /// Another e-mail address, or the first.
    EmailChanged,
    /// Another phone number, or the first.
    PhoneChanged,
    /// A picture came, changed or went.
    PictureChanged,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed by its owner.
    PasskeyRemoved,
}

impl AccountEventKind {
    /// Each of them.
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

    /// Its name on the wire and in the row.
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
