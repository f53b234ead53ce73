//! What can be done with accounts: each a question to the hashing threads or a unit of work.

mod contacts;
mod login_throttle;
mod notify;
pub mod people;
mod picture;
mod profile;
mod recover;
mod session_cache;
mod sessions;
mod sign_up;

use std::net::IpAddr;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use notify::TextBudget;
pub use profile::ProfileChanges;
pub use recover::OnItsWay;
pub use sessions::{Seen, SignedIn};
pub(super) use sign_up::contact as sign_up_contact;
pub use sign_up::{Pending, SignUp};

use self::session_cache::SessionCache;
use super::Reactions;
use super::emails::Words;
use super::hashing::Hashing;
use super::pictures::Pictures;
use super::rules::account_event::AccountEventKind;
use super::rules::codes;
use super::rules::identifier::Identifier;
use super::{AccountsError, UserId};
use crate::platform::db::{Db, Key, Tx};
use crate::platform::outbox::Note;
use crate::platform::phones::Phones;
use crate::platform::secrets::Secrets;
use crate::platform::uploads::Uploads;

/// What the room is built from.
pub struct Options {
    /// Where accounts are kept.
    pub db: Db,
    /// Keys of codes and letters.
    pub secrets: Secrets,
    /// Hashes passwords.
    pub hashing: Hashing,
    /// What other rooms do when something happens to an account.
    pub reactions: Arc<dyn Reactions>,
    /// The public URL as browsers write it in `Origin`: no path, no slash at the end.
    pub origin: String,
    /// False lifts every limit but the five tries of a code. For load tests.
    pub limits: bool,
    /// Which phone numbers may be used.
    pub phones: Phones,
    /// What text messages may cost.
    pub texts: TextBudget,
    /// Where pictures are kept.
    pub uploads: Uploads,
}

/// The room. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Room>);

struct Room {
    options: Options,
    known: SessionCache,
    pictures: Pictures,
}

/// Who is at the door, before anyone is known.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The network address.
    pub address: IpAddr,
    /// The program and system, in plain words.
    pub device: String,
}

impl Visitor {
    /// The network of the address: an IPv4 address, or the /64 of an IPv6 one.
    #[must_use]
    pub fn network(&self) -> [u8; 9] {
        codes::network_of(self.address)
    }
}

/// Keyed hashes of who a code is for and who asks for it.
#[derive(Clone, Copy)]
struct Marks {
    identifier: [u8; 32],
    address: [u8; 32],
}

impl Accounts {
    /// The room over `options`.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let known = SessionCache::on(options.db.bus());
        Self(Arc::new(Room { options, known, pictures: Pictures::default() }))
    }

    pub(super) fn options(&self) -> &Options {
        &self.0.options
    }

    fn db(&self) -> &Db {
        &self.options().db
    }

    fn marks(&self, identifier: &Identifier, visitor: &Visitor) -> Marks {
        let network = codes::network_of(visitor.address);
        Marks {
            identifier: self.identifier_mark(identifier),
            address: self.options().secrets.mac("network-address", &[&network]),
        }
    }

    /// An identifier as it stands in rows that may be about nobody we know.
    fn identifier_mark(&self, identifier: &Identifier) -> [u8; 32] {
        let parts = [identifier.channel().as_bytes(), identifier.key().as_bytes()];
        self.options().secrets.mac("identifier", &parts)
    }

    /// Whose writes wait for each other: those about the same identifier.
    fn key(identifier: &Identifier) -> Key {
        Key::of(identifier.key())
    }

    /// Writes down what happened to an account on `device`, and tells the owner: by mail, or who
    /// has no address by the text message `text` (GSM alphabet, at most 160 characters). Part of
    /// the caller's unit of work.
    ///
    /// # Errors
    /// `Db`.
    pub fn note_and_tell(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        what: AccountEventKind,
        device: &str,
        (note, text): (Note, &str),
    ) -> Result<(), AccountsError> {
        tx.accounts().note_event(user, what, device)?;
        let owner = tx.accounts().credentials(user)?;
        match owner.and_then(|owner| owner.identifiers().into_iter().next()) {
            Some(contact) => self.send_template(tx, &contact, &Words::of(note, text)),
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
