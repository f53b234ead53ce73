//! Tells whether a server has the keys that its database has been used with.
//!
//! The database holds a digest of each key, which reveals nothing about the key. A server registers its keys at start
//! and does not start with others: it would refuse every code that another server sent, or hide every message.

use std::fmt;
use std::sync::Arc;

use super::db::{Db, DbError, Key, Row, Tx};

/// The digest of a key.
pub type Digest = [u8; 32];

/// The purpose of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// The server's secret.
    Secret,
    /// A key of the chat's ring.
    Chat,
    /// The key pair of web push.
    Vapid,
}

impl KeyKind {
    /// Returns the name in the database.
    fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Chat => "chat",
            Self::Vapid => "vapid",
        }
    }

    fn from_name(name: &str) -> Result<Self, DbError> {
        let kinds = [Self::Secret, Self::Chat, Self::Vapid];
        kinds
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| DbError::Other(format!("key_checks has the unknown kind {name:?}")))
    }
}

/// A server's keys of one kind; `None` if their file is missing.
#[derive(Clone, Debug)]
pub enum PresentKeys {
    /// The server's secret.
    Secret(Option<Digest>),
    /// The chat's ring, by the ids of its keys.
    Chat(Option<Vec<(Arc<str>, Digest)>>),
    /// The key pair of web push.
    Vapid(Option<Digest>),
}

impl PresentKeys {
    fn kind(&self) -> KeyKind {
        match self {
            Self::Secret(_) => KeyKind::Secret,
            Self::Chat(_) => KeyKind::Chat,
            Self::Vapid(_) => KeyKind::Vapid,
        }
    }

    /// Returns ids and digests; the id of a key that is not of a ring is empty.
    fn digests(&self) -> Vec<(&str, Digest)> {
        match self {
            Self::Secret(digest) | Self::Vapid(digest) => digest.iter().map(|digest| ("", *digest)).collect(),
            Self::Chat(keys) => keys.iter().flatten().map(|(id, digest)| (&**id, *digest)).collect(),
        }
    }

    fn is_missing(&self) -> bool {
        matches!(self, Self::Secret(None) | Self::Chat(None) | Self::Vapid(None))
    }
}

/// A key that the database knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredKey {
    kind: KeyKind,
    id: String,
    /// `None` for a chat key that was lost before a server registered it.
    digest: Option<Digest>,
    /// An operator has accepted that the key is lost.
    lost: bool,
}

/// Why a server must not use its keys with this database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MismatchReason {
    /// The file is missing, but the database has been used with a key.
    Missing,
    /// The database has been used with another key.
    Different,
    /// None of the ring's keys is one that the database has been used with.
    Unrelated,
    /// Messages are encrypted with keys that are not on the ring.
    MessagesWithoutKey,
}

/// Keys that don't match the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMismatch {
    /// The purpose of the keys.
    pub kind: KeyKind,
    /// Why they don't match.
    pub reason: MismatchReason,
    /// The ids of the chat keys concerned.
    pub ids: Vec<String>,
}

impl fmt::Display for KeyMismatch {
    /// Writes a clause whose subject is the file or the setting of the keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.ids.join(", ");
        match (&self.reason, self.kind) {
            (MismatchReason::Missing, KeyKind::Chat) => {
                write!(f, "does not exist, but this database has been used with chat keys ({ids})")
            }
            (MismatchReason::Missing, _) => f.write_str("does not exist, but this database has been used with a key"),
            (MismatchReason::Different, KeyKind::Chat) => {
                write!(f, "has other keys under the ids {ids} than this database has been used with")
            }
            (MismatchReason::Different, _) => f.write_str("has another key than this database has been used with"),
            (MismatchReason::Unrelated, _) => {
                write!(f, "has none of the chat keys that this database has been used with ({ids})")
            }
            (MismatchReason::MessagesWithoutKey, _) => {
                write!(f, "lacks keys with which messages are encrypted ({ids}), so nobody could read these messages")
            }
        }
    }
}

/// Compares a server's keys with those of the database. `used` are the ids of the chat keys with which messages are
/// encrypted.
#[must_use]
pub fn mismatches(registered: &[RegisteredKey], present: &[PresentKeys], used: &[String]) -> Vec<KeyMismatch> {
    present.iter().flat_map(|keys| mismatches_of(registered, keys, used)).collect()
}

fn mismatches_of(registered: &[RegisteredKey], present: &PresentKeys, used: &[String]) -> Vec<KeyMismatch> {
    let kind = present.kind();
    let known: Vec<&RegisteredKey> = registered.iter().filter(|key| key.kind == kind).collect();
    let keys = present.digests();
    let is_lost = |id: &str| known.iter().any(|key| key.id == id && key.lost);
    let is_present = |id: &str| keys.iter().any(|(other, _)| *other == id);
    let expected: Vec<String> = known.iter().filter(|key| !key.lost).map(|key| key.id.clone()).collect();
    let differs = |key: &&&RegisteredKey| {
        let same_id = keys.iter().find(|(id, _)| *id == key.id);
        same_id.zip(key.digest).is_some_and(|((_, present), registered)| *present != registered)
    };
    let different: Vec<String> = known.iter().filter(differs).map(|key| key.id.clone()).collect();
    let unreadable: Vec<String> = match kind {
        KeyKind::Chat => used.iter().filter(|id| !is_present(id) && !is_lost(id)).cloned().collect(),
        KeyKind::Secret | KeyKind::Vapid => Vec::new(),
    };
    let mut found = Vec::new();
    let mut add = |reason, ids: Vec<String>| found.push(KeyMismatch { kind, reason, ids });
    if present.is_missing() {
        let mut ids = [expected, unreadable].concat();
        ids.sort();
        ids.dedup();
        if !ids.is_empty() {
            add(MismatchReason::Missing, ids);
        }
        return found;
    }
    if !different.is_empty() {
        add(MismatchReason::Different, different);
    }
    if !unreadable.is_empty() {
        add(MismatchReason::MessagesWithoutKey, unreadable);
    } else if !expected.is_empty() && !expected.iter().any(|id| is_present(id)) {
        add(MismatchReason::Unrelated, expected);
    }
    found
}

/// Returns whether the database knows all present keys.
#[must_use]
pub fn is_registered(registered: &[RegisteredKey], present: &[PresentKeys]) -> bool {
    present.iter().all(|keys| {
        keys.digests().into_iter().all(|(id, digest)| {
            let same = |known: &&RegisteredKey| known.kind == keys.kind() && known.id == id;
            registered.iter().find(same).is_some_and(|known| known.digest == Some(digest) && !known.lost)
        })
    })
}

const ALL: &str = "SELECT kind, key_id, digest, lost_at FROM key_checks ORDER BY kind, key_id";
const SAVE: &str = "
    INSERT INTO key_checks (kind, key_id, digest, added_at, lost_at) VALUES ($1, $2, $3, $4, NULL)
    ON CONFLICT (kind, key_id) DO UPDATE SET digest = excluded.digest, lost_at = NULL";
const SAVE_LOST: &str = "
    INSERT INTO key_checks (kind, key_id, digest, added_at, lost_at) VALUES ($1, $2, NULL, $3, $3)
    ON CONFLICT (kind, key_id) DO UPDATE SET lost_at = excluded.lost_at";

/// The keys that the database knows, in a unit of work.
pub struct KeyChecks<'t, 'c>(&'t mut Tx<'c>);

impl<'c> Tx<'c> {
    /// Returns the store of the keys that the database knows.
    pub fn key_checks(&mut self) -> KeyChecks<'_, 'c> {
        KeyChecks(self)
    }
}

impl KeyChecks<'_, '_> {
    /// Returns all keys.
    pub fn all(&mut self) -> Result<Vec<RegisteredKey>, DbError> {
        self.0.query(ALL, &[], registered)
    }

    /// See [`register`].
    fn register(
        &mut self,
        present: &[PresentKeys],
        used: &[String],
        accept_lost: bool,
    ) -> Result<Vec<KeyMismatch>, DbError> {
        let known = self.all()?;
        let found = mismatches(&known, present, used);
        if !found.is_empty() && !accept_lost {
            return Ok(found);
        }
        let now = self.0.now();
        for keys in present.iter().filter(|keys| !is_registered(&known, std::slice::from_ref(keys))) {
            for (id, digest) in keys.digests() {
                self.0.execute(SAVE, &[&keys.kind().name(), &id, &digest, &now])?;
            }
        }
        for mismatch in found.iter().filter(|found| found.reason != MismatchReason::Different) {
            for id in &mismatch.ids {
                self.0.execute(SAVE_LOST, &[&mismatch.kind.name(), id, &now])?;
            }
        }
        Ok(found)
    }
}

/// Registers a server's keys, unless there are mismatches, and returns those. `used` returns the ids of the chat keys
/// with which messages are encrypted.
///
/// With `accept_lost` the mismatches are resolved: the present keys become the right ones, and chat keys that are not
/// on the ring count as lost.
///
/// # Errors
/// If the database can't be used.
pub async fn register(
    db: &Db,
    present: impl Into<Vec<PresentKeys>>,
    used: fn(&mut Tx<'_>) -> Result<Vec<String>, DbError>,
    accept_lost: bool,
) -> Result<Vec<KeyMismatch>, DbError> {
    let present = present.into();
    let work = move |tx: &mut Tx<'_>| {
        let used = used(tx)?;
        tx.key_checks().register(&present, &used, accept_lost)
    };
    db.write(Key::of("key-checks"), work).await
}

fn registered(row: &Row<'_>) -> Result<RegisteredKey, DbError> {
    let digest: Option<Vec<u8>> = row.get(2)?;
    let lost: Option<jiff::Timestamp> = row.get(3)?;
    Ok(RegisteredKey {
        kind: KeyKind::from_name(&row.get::<String>(0)?)?,
        id: row.get(1)?,
        digest: digest.and_then(|bytes| bytes.try_into().ok()),
        lost: lost.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(kind: KeyKind, id: &str, byte: u8) -> RegisteredKey {
        RegisteredKey { kind, id: id.into(), digest: Some([byte; 32]), lost: false }
    }

    fn ring(keys: &[(&str, u8)]) -> PresentKeys {
        PresentKeys::Chat(Some(keys.iter().map(|(id, byte)| ((*id).into(), [*byte; 32])).collect()))
    }

    /// The reasons and ids for this ring.
    fn found(registered: &[RegisteredKey], keys: &PresentKeys, used: &[&str]) -> Vec<(MismatchReason, String)> {
        let used: Vec<String> = used.iter().map(ToString::to_string).collect();
        let found = mismatches(registered, std::slice::from_ref(keys), &used).into_iter();
        found.map(|mismatch| (mismatch.reason, mismatch.ids.join(" "))).collect()
    }

    #[test]
    fn single_keys_must_be_the_registered_ones() {
        let registered = [known(KeyKind::Secret, "", 1)];
        let secret = |byte: Option<u8>| PresentKeys::Secret(byte.map(|byte| [byte; 32]));
        assert_eq!(found(&registered, &secret(Some(1)), &[]), []);
        assert_eq!(found(&registered, &secret(Some(2)), &["a"]), [(MismatchReason::Different, String::new())]);
        assert_eq!(found(&registered, &secret(None), &[]), [(MismatchReason::Missing, String::new())]);
        // Another kind of key, and a database without checks.
        assert_eq!(found(&registered, &PresentKeys::Vapid(Some([2; 32])), &[]), []);
        assert_eq!(found(&[], &secret(Some(2)), &[]), []);
        assert_eq!(found(&[], &secret(None), &[]), []);
    }

    #[test]
    fn rings_may_differ_by_keys_without_messages() {
        let registered = [known(KeyKind::Chat, "a", 1), known(KeyKind::Chat, "b", 2)];
        // While a new key is added to one node after the other, and once an old one is removed.
        for keys in [&[("b", 2), ("a", 1)][..], &[("a", 1), ("b", 2)], &[("a", 1)]] {
            assert_eq!(found(&registered, &ring(keys), &["a"]), [], "{keys:?}");
        }
        assert_eq!(found(&registered, &ring(&[("c", 3), ("b", 2)]), &["b"]), [], "a new key");
        assert_eq!(found(&[], &ring(&[("a", 1)]), &["a"]), [], "of a database without checks");
    }

    #[test]
    fn ring_without_the_keys_of_messages_is_a_mismatch() {
        use MismatchReason::{Different, MessagesWithoutKey, Missing, Unrelated};
        let registered = [known(KeyKind::Chat, "a", 1), known(KeyKind::Chat, "b", 2)];
        let of = |keys: &[(&str, u8)], used: &[&str]| found(&registered, &ring(keys), used);
        assert_eq!(of(&[("b", 2)], &["a", "b"]), [(MessagesWithoutKey, "a".into())]);
        assert_eq!(of(&[("c", 3)], &["b"]), [(MessagesWithoutKey, "b".into())]);
        assert_eq!(of(&[("c", 3)], &[]), [(Unrelated, "a b".into())]);
        assert_eq!(of(&[("a", 3), ("b", 2)], &["b"]), [(Different, "a".into())]);
        assert_eq!(found(&registered, &PresentKeys::Chat(None), &["b", "x"]), [(Missing, "a b x".into())]);
        assert_eq!(found(&[], &PresentKeys::Chat(None), &["x"]), [(Missing, "x".into())]);
        assert_eq!(found(&[], &PresentKeys::Chat(None), &[]), []);
    }

    #[test]
    fn accepted_losses_are_not_reported_again_until_the_key_is_back() {
        let lost = |id: &str, digest| RegisteredKey { kind: KeyKind::Chat, id: id.into(), digest, lost: true };
        let registered = [lost("a", Some([1; 32])), lost("x", None), known(KeyKind::Chat, "b", 2)];
        assert_eq!(found(&registered, &ring(&[("b", 2)]), &["a", "b", "x"]), []);
        // The former ring alone lacks the key in use now.
        assert_eq!(found(&registered, &ring(&[("a", 1)]), &[]), [(MismatchReason::Unrelated, "b".into())]);
        let back = ring(&[("b", 2), ("a", 1), ("x", 9)]);
        assert_eq!(found(&registered, &back, &["a", "x"]), []);
        assert!(!is_registered(&registered, &[back]), "a key that is back is registered again");
        assert!(is_registered(&registered, &[ring(&[("b", 2)])]));
    }

    #[test]
    fn messages_name_the_ids() {
        let kinds = [KeyKind::Secret, KeyKind::Chat, KeyKind::Vapid];
        for kind in kinds {
            assert_eq!(KeyKind::from_name(kind.name()), Ok(kind));
        }
        assert!(KeyKind::from_name("other").is_err());
        let mismatch =
            KeyMismatch { kind: KeyKind::Chat, reason: MismatchReason::Missing, ids: vec!["a".into(), "b".into()] };
        assert!(mismatch.to_string().ends_with("(a, b)"), "{mismatch}");
    }
}
