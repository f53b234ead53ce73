//! A ring of Fernet keys that is kept outside the database: the newest seals, each still opens
//! what it sealed.
//!
//! One key a line, newest first, an id before it where it has one (`2026-03 AAAA...=`). The id is
//! what a sealed row names; without one it is made of the key's hash. Tokens are those of the
//! Fernet specification: any other implementation opens them with the same key.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;
use std::{fs, io};

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use fernet::Fernet;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::rng::Entropy;
use super::secret_file;

/// The ring's file in the data folder.
pub const KEY_FILE: &str = "chat.keys";
/// Later than any token: when one was made is no reason not to open it.
const FAR_FUTURE: u64 = u64::MAX / 2;
const LONGEST_ID: usize = 64;

/// Why there is no ring. Names the file or the line, never a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// A line that is no key.
    #[error("line {0} is not a key: 32 bytes in base64url (44 characters), an id before it is fine")]
    Line(usize),
    /// Two keys of one id.
    #[error("line {0} has the id of an earlier line")]
    Twice(usize),
    /// No key at all.
    #[error("there is no key in it")]
    Empty,
    /// The file can't be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Why a token stays shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shut {
    /// Its key is not on the ring.
    NoKey,
    /// The key is there, but this is not what it sealed.
    Damaged,
}

struct Key {
    id: Arc<str>,
    fernet: Fernet,
}

/// What a file looked like when it was read.
type Stamp = (Option<SystemTime>, u64);

struct Inner {
    keys: RwLock<Arc<Vec<Key>>>,
    path: Option<PathBuf>,
    stamp: Mutex<Option<Stamp>>,
}

/// The ring; cheap to clone.
#[derive(Clone)]
pub struct KeyRing(Arc<Inner>);

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing({} keys)", self.keys().len())
    }
}

/// Where a ring is kept.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The keys themselves, when they are configured.
    pub text: Option<&'a str>,
    /// The file they were read from, when they were.
    pub file: Option<&'a Path>,
    /// Where the file is made that holds them otherwise.
    pub data_dir: &'a Path,
}

impl Place<'_> {
    /// The file that holds the ring; none when the keys are configured as such.
    #[must_use]
    pub fn path(&self) -> Option<PathBuf> {
        match (self.file, self.text) {
            (Some(file), _) => Some(file.to_owned()),
            (None, Some(_)) => None,
            (None, None) => Some(self.data_dir.join(KEY_FILE)),
        }
    }
}

impl KeyRing {
    /// The configured ring, else the one in the data folder, which is made (mode 0600) with a key
    /// when missing.
    ///
    /// # Errors
    /// When it holds no key or something else, or the file can't be read or made.
    pub fn load(place: Place<'_>, entropy: &Entropy) -> Result<Self, KeyRingError> {
        let Some(path) = place.path() else { return Self::from_text(place.text.unwrap_or_default()) };
        let fail = |source| KeyRingError::File { path: path.clone(), source };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && place.file.is_none() => {
                secret_file::keep_secret(&path, &format!("{}\n", fresh_line(entropy)), entropy).map_err(fail)?
            }
            Err(error) => return Err(fail(error)),
        };
        let stamp = Mutex::new(stamp_of(&path));
        Ok(Self(Arc::new(Inner { keys: RwLock::new(Arc::new(parse(&text)?)), path: Some(path), stamp })))
    }

    /// These keys.
    ///
    /// # Errors
    /// When there is none, or a line is none.
    pub fn from_text(text: &str) -> Result<Self, KeyRingError> {
        let keys = RwLock::new(Arc::new(parse(text)?));
        Ok(Self(Arc::new(Inner { keys, path: None, stamp: Mutex::default() })))
    }

    /// A ring of one key made of these bytes; for tests.
    #[must_use]
    pub fn of_one(bytes: [u8; 32]) -> Self {
        let key = URL_SAFE.encode(bytes);
        let id = id_of(&bytes).into();
        let keys = Fernet::new(&key).map(|fernet| Key { id, fernet }).into_iter().collect();
        Self(Arc::new(Inner { keys: RwLock::new(Arc::new(keys)), path: None, stamp: Mutex::default() }))
    }

    fn keys(&self) -> Arc<Vec<Key>> {
        Arc::clone(&self.0.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The id of the key that seals.
    #[must_use]
    pub fn newest(&self) -> Arc<str> {
        self.keys().first().map_or_else(|| "".into(), |key| Arc::clone(&key.id))
    }

    /// The ids of all keys, newest first.
    #[must_use]
    pub fn ids(&self) -> Vec<Arc<str>> {
        self.keys().iter().map(|key| Arc::clone(&key.id)).collect()
    }

    /// Seals with the newest key: its id and the token. `at` stands in the token.
    #[must_use]
    pub fn seal(&self, plain: &[u8], at: Timestamp) -> (Arc<str>, String) {
        let seconds = u64::try_from(at.as_second()).unwrap_or_default();
        // A ring has a key: that is looked at when it is made.
        let keys = self.keys();
        keys.first()
            .map(|key| (Arc::clone(&key.id), key.fernet.encrypt_at_time(plain, seconds)))
            .unwrap_or_else(|| ("".into(), String::new()))
    }

    /// Opens a token with the key of this id.
    ///
    /// # Errors
    /// When there is none, or it does not fit.
    pub fn open(&self, id: &str, token: &str) -> Result<Vec<u8>, Shut> {
        let keys = self.keys();
        let Some(key) = keys.iter().find(|key| *key.id == *id) else { return Err(Shut::NoKey) };
        // Fernet's usual opening refuses a token from over a minute ahead: a clock that was wrong
        // once would make messages unreadable for ever.
        key.fernet.decrypt_at_time(token, None, FAR_FUTURE).map_err(|_| Shut::Damaged)
    }

    /// Reads the ring's file again if it is another than it was; answers whether it was. A file
    /// that can't be used leaves the ring as it is.
    ///
    /// # Errors
    /// Why it can't.
    pub fn reload(&self) -> Result<bool, KeyRingError> {
        let Some(path) = &self.0.path else { return Ok(false) };
        let seen = stamp_of(path);
        if seen.is_none() || *self.0.stamp.lock().unwrap_or_else(PoisonError::into_inner) == seen {
            return Ok(false);
        }
        let text = fs::read_to_string(path).map_err(|source| KeyRingError::File { path: path.clone(), source })?;
        let keys = parse(&text)?;
        *self.0.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        *self.0.stamp.lock().unwrap_or_else(PoisonError::into_inner) = seen;
        Ok(true)
    }
}

/// Puts a new key in front of the ring in `path`, in one step for whoever reads it; answers its
/// id. The file is made when missing.
///
/// # Errors
/// When the ring in it can't be used, or the file can't be written.
pub fn add_key(path: &Path, entropy: &Entropy) -> Result<String, KeyRingError> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let fail = |source| KeyRingError::File { path: path.to_owned(), source };
    let old = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(fail(error)),
    };
    if !old.trim().is_empty() {
        parse(&old)?;
    }
    let line = fresh_line(entropy);
    let id = line.split(' ').next().unwrap_or_default().to_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    secret_file::make_private(folder).map_err(fail)?;
    let draft = folder.join(format!(".{KEY_FILE}.{:016x}", u64::from_be_bytes(entropy.bytes())));
    let written = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).and_then(|mut file| {
        file.write_all(format!("{line}\n{old}").as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        fs::File::open(folder)?.sync_all()
    });
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written.map_err(fail)?;
    Ok(id)
}

/// A new key with its id before it.
#[must_use]
pub fn fresh_line(entropy: &Entropy) -> String {
    let bytes: [u8; 32] = entropy.bytes();
    format!("{} {}", id_of(&bytes), URL_SAFE.encode(bytes))
}

/// A name for a key that tells nothing of it.
fn id_of(bytes: &[u8; 32]) -> String {
    let digest = Sha256::new().chain_update(b"habitro key ").chain_update(bytes).finalize();
    digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

fn parse(text: &str) -> Result<Vec<Key>, KeyRingError> {
    let mut keys: Vec<Key> = Vec::new();
    // Commas, too: a ring in a variable is one line.
    let lines = text.lines().enumerate().flat_map(|(at, line)| line.split(',').map(move |part| (at + 1, part.trim())));
    for (at, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let parts: Vec<&str> = line.split([' ', '\t', ':']).filter(|part| !part.is_empty()).collect();
        let (id, key) = match parts.as_slice() {
            [key] => (None, *key),
            [id, key] => (Some(*id), *key),
            _ => return Err(KeyRingError::Line(at)),
        };
        let decoded = URL_SAFE_NO_PAD.decode(key.trim_end_matches('=')).ok();
        let bytes: [u8; 32] = decoded.and_then(|bytes| bytes.try_into().ok()).ok_or(KeyRingError::Line(at))?;
        let fernet = Fernet::new(&URL_SAFE.encode(bytes)).ok_or(KeyRingError::Line(at))?;
        let id: Arc<str> = id.map_or_else(|| id_of(&bytes).into(), Into::into);
        if id.len() > LONGEST_ID {
            return Err(KeyRingError::Line(at));
        }
        if keys.iter().any(|known| known.id == id) {
            return Err(KeyRingError::Twice(at));
        }
        keys.push(Key { id, fernet });
    }
    if keys.is_empty() { Err(KeyRingError::Empty) } else { Ok(keys) }
}

fn stamp_of(path: &Path) -> Option<Stamp> {
    fs::metadata(path).ok().map(|found| (found.modified().ok(), found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant() -> Timestamp {
        "2026-03-02T08:00:00Z".parse().unwrap()
    }

    fn scratch(name: &str) -> PathBuf {
        let tag: [u8; 8] = Entropy::system().bytes();
        std::env::temp_dir().join(format!("habitro-ring-{name}-{}", URL_SAFE_NO_PAD.encode(tag)))
    }

    fn in_folder(folder: &Path) -> Result<KeyRing, KeyRingError> {
        KeyRing::load(Place { text: None, file: None, data_dir: folder }, &Entropy::system())
    }

    #[test]
    fn the_newest_seals_and_each_opens_its_own() {
        let (old, new) = (fresh_line(&Entropy::seeded(1)), fresh_line(&Entropy::seeded(2)));
        let before = KeyRing::from_text(&old).unwrap();
        let (old_id, token) = before.seal(b"hello", instant());
        let ring = KeyRing::from_text(&format!("# the chat's ring\n\n{new}\n{old}\n")).unwrap();
        let (new_id, fresh) = ring.seal(b"hello", instant());
        assert_ne!(old_id, new_id);
        assert_eq!(ring.newest(), new_id);
        assert_eq!(ring.open(&old_id, &token).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(ring.open(&new_id, &fresh).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(ring.open(&new_id, &token), Err(Shut::Damaged));
        assert_eq!(before.open(&new_id, &fresh), Err(Shut::NoKey));
        let mut bent = token.clone();
        bent.replace_range(30..31, if &token[30..31] == "A" { "B" } else { "A" });
        assert_eq!(ring.open(&old_id, &bent), Err(Shut::Damaged));
    }

    #[test]
    fn a_clock_that_was_wrong_shuts_nothing() {
        let ring = KeyRing::of_one([1; 32]);
        for at in ["1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "9999-12-30T00:00:00Z"] {
            let (id, token) = ring.seal(b"x", at.parse().unwrap());
            assert_eq!(ring.open(&id, &token).as_deref(), Ok(&b"x"[..]), "{at}");
        }
    }

    #[test]
    fn lines_are_keys_with_or_without_an_id() {
        let key = URL_SAFE.encode([7; 32]);
        for line in
            [key.clone(), format!("  spring  {key} "), format!("spring:{key}"), key.trim_end_matches('=').into()]
        {
            assert_eq!(KeyRing::from_text(&line).unwrap().keys().len(), 1, "{line}");
        }
        assert_eq!(&*KeyRing::from_text(&format!("spring {key}")).unwrap().newest(), "spring");
        assert!(matches!(KeyRing::from_text("\n# nothing\n"), Err(KeyRingError::Empty)));
        assert!(matches!(KeyRing::from_text(&format!("{key}\nsecret")), Err(KeyRingError::Line(2))));
        assert!(matches!(
            KeyRing::from_text(&format!("a {key}\na {}", URL_SAFE.encode([8; 32]))),
            Err(KeyRingError::Twice(2))
        ));
        let told = KeyRing::from_text("not-a-key-but-secret").unwrap_err().to_string();
        assert!(!told.contains("secret"), "{told}");
    }

    #[test]
    fn the_file_is_made_once_for_the_owner_alone_and_a_new_key_is_seen() {
        use std::os::unix::fs::PermissionsExt;
        let folder = scratch("made");
        let ring = in_folder(&folder).unwrap();
        let path = folder.join(KEY_FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(in_folder(&folder).unwrap().newest(), ring.newest());
        assert!(!ring.reload().unwrap(), "nothing changed");
        let (old_id, token) = ring.seal(b"hello", instant());
        let id = add_key(&path, &Entropy::system()).unwrap();
        assert!(ring.reload().unwrap());
        assert_eq!(*ring.newest(), *id);
        assert_eq!(ring.open(&old_id, &token).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&path, "nonsense").unwrap();
        assert!(ring.reload().is_err());
        assert_eq!(*ring.newest(), *id, "a file that can't be used changes nothing");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_named_file_that_is_missing_is_an_error() {
        let missing = scratch("missing");
        let place = Place { text: Some(""), file: Some(&missing), data_dir: Path::new("/nowhere") };
        assert!(matches!(KeyRing::load(place, &Entropy::system()), Err(KeyRingError::File { .. })));
        assert!(!missing.exists());
    }
}
