//! Use cases of accounts.

mod avatar;
mod contacts;
mod deletion;
mod email_keys;
mod login_throttle;
mod notify;
pub mod people;
mod profile;
mod recover;
mod session_cache;
mod sessions;
mod sign_up;

use std::net::IpAddr;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use deletion::{delete_some_rows, next_closed_account};
pub use email_keys::update_email_keys;
pub use notify::SmsBudget;
pub use profile::ProfileChanges;
pub use recover::CodeDelivery;
pub use sessions::{AuthenticatedSession, SignedIn};
pub(super) use sign_up::parse_contact;
pub use sign_up::{PendingSignUp, SignUp};

use self::session_cache::SessionCache;
use super::Reactions;
use super::emails::MessageTemplate;
use super::password_hasher::PasswordHasher;
use super::pictures::PictureProcessor;
use super::rules::account_event::AccountEventKind;
use super::rules::codes;
use super::rules::identifier::Identifier;
use super::{AccountsError, UserId};
use crate::platform::db::{Db, Key, Tx};
use crate::platform::outbox::EmailContent;
use crate::platform::phones::Phones;
use crate::platform::secrets::Secrets;
use crate::platform::uploads::Uploads;

/// The dependencies and settings of [`Accounts`].
pub struct AccountsOptions {
    #[allow(missing_docs, reason = "the name says it")]
    pub db: Db,
    /// Hashes codes and seals messages.
    pub secrets: Secrets,
    #[allow(missing_docs, reason = "the name says it")]
    pub hasher: PasswordHasher,
    /// The reactions of other features to account events.
    pub reactions: Arc<dyn Reactions>,
    /// The public URL as browsers send it in `Origin`: without path and trailing slash.
    pub origin: String,
    /// `false` turns off all limits except the five attempts per code. For load tests.
    pub limits: bool,
    /// Decides which phone numbers are accepted.
    pub phones: Phones,
    #[allow(missing_docs, reason = "the name says it")]
    pub sms_budget: SmsBudget,
    /// Stores pictures.
    pub uploads: Uploads,
}

/// The accounts feature. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    options: AccountsOptions,
    session_cache: SessionCache,
    pictures: PictureProcessor,
}

/// Where a request comes from, known before anyone is signed in.
#[derive(Clone, Debug)]
pub struct ClientInfo {
    /// The client's IP address.
    pub address: IpAddr,
    /// Browser and operating system, such as "Firefox on Linux".
    pub device: String,
}

impl ClientInfo {
    /// Returns the network of the address: the IPv4 address, or the /64 of an IPv6 address.
    #[must_use]
    pub fn network(&self) -> [u8; 9] {
        codes::network_prefix(self.address)
    }
}

/// Keyed hashes of the recipient of a code and of the network that asks for it.
#[derive(Clone, Copy)]
struct CodeRequestMacs {
    identifier: [u8; 32],
    network: [u8; 32],
}

impl Accounts {
    #[allow(missing_docs, reason = "the name says it")]
    #[must_use]
    pub fn new(options: AccountsOptions) -> Self {
        let session_cache = SessionCache::new(options.db.bus());
        Self(Arc::new(Inner { options, session_cache, pictures: PictureProcessor::default() }))
    }

    pub(super) fn options(&self) -> &AccountsOptions {
        &self.0.options
    }

    fn db(&self) -> &Db {
        &self.options().db
    }

    fn code_request_macs(&self, identifier: &Identifier, client: &ClientInfo) -> CodeRequestMacs {
        let network = codes::network_prefix(client.address);
        CodeRequestMacs {
            identifier: self.identifier_mac(identifier),
            network: self.options().secrets.mac("network-address", &[&network]),
        }
    }

    /// Hashes an identifier for rows that may belong to someone without an account.
    fn identifier_mac(&self, identifier: &Identifier) -> [u8; 32] {
        let parts = [identifier.channel().as_bytes(), identifier.key().as_bytes()];
        self.options().secrets.mac("identifier", &parts)
    }

    /// Serializes writes about the same identifier.
    fn write_key(identifier: &Identifier) -> Key {
        Key::of(identifier.key())
    }

    /// Records an event of an account and notifies the owner by email, or by the text message
    /// `text` (at most 160 characters of the GSM alphabet) if the account has no email address.
    /// Runs in the caller's unit of work.
    pub fn record_and_notify(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        kind: AccountEventKind,
        device: &str,
        (note, text): (EmailContent, &str),
    ) -> Result<(), AccountsError> {
        tx.accounts().record_event(user, kind, device)?;
        let owner = tx.accounts().credentials(user)?;
        match owner.and_then(|owner| owner.identifiers().into_iter().next()) {
            Some(contact) => self.send_template(tx, Some(user), &contact, &MessageTemplate::of(note, text)),
            None => Ok(()),
        }
    }
}

fn after(instant: Timestamp, span: SignedDuration) -> Timestamp {
    instant.checked_add(span).unwrap_or(instant)
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Accounts(..)")
    }
}
