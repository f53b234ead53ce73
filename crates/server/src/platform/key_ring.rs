//! A ring of Fernet keys, stored outside the database. The newest key encrypts; every key still
//! decrypts the tokens it made.
//!
//! The file has one key on each line, newest first, optionally preceded by an id (`2026-03 AAAA...=`).
//! Rows name the id of their key; the default id is derived from the key's hash. Tokens follow the
//! Fernet specification, so any other implementation opens them with the same key.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use std::{fs, io};

use base64::Engine;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use fernet::Fernet;
use jiff::Timestamp;
use parking_lot::{Mutex, RwLock};
use sha2::{Digest, Sha256};

use super::file_lock::{FileLock, sibling};
use super::rng::Entropy;
use super::secret_file;

/// The name of the ring's file in the data folder.
pub const KEY_FILE: &str = "chat.keys";
/// Later than the timestamp of any token, so that no token is refused because of its timestamp.
const FAR_FUTURE: u64 = u64::MAX / 2;
const MAX_ID_LENGTH: usize = 64;

/// Why a ring could not be loaded. Names the file or the line, never a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// A line is not a valid key.
    #[error("line {0} is not a key: 32 bytes in base64url (44 characters), optionally preceded by an id")]
    Line(usize),
    /// Two keys have the same id.
    #[error("line {0} has the id of an earlier line")]
    DuplicateId(usize),
    /// The ring has no key.
    #[error("the key ring is empty")]
    Empty,
    /// The file has an error of its own.
    #[error("{}: {}", .0.display(), .1)]
    Content(PathBuf, Box<KeyRingError>),
    /// The file can't be read or written.
    #[error("{path}: {source}")]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

/// Why a token can't be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Its key is not on the ring.
    UnknownKey,
    /// The token was not made by this key, or it was changed.
    Damaged,
}

struct Key {
    id: Arc<str>,
    fernet: Fernet,
    /// Tells whether another key with the same id is the same key; see [`KeyRing::checks`].
    check: [u8; 32],
}

impl Key {
    fn new(id: Option<&str>, bytes: &[u8; 32]) -> Option<Self> {
        let fernet = Fernet::new(&URL_SAFE.encode(bytes))?;
        let check = Sha256::new().chain_update(b"habitro chat key check ").chain_update(bytes).finalize().into();
        Some(Self { id: id.map_or_else(|| id_of(bytes).into(), Into::into), fernet, check })
    }
}

/// Modification time and size of a file, to detect changes.
type FileStamp = (Option<SystemTime>, u64);

struct RingState {
    keys: RwLock<Arc<Vec<Key>>>,
    path: Option<PathBuf>,
    stamp: Mutex<Option<FileStamp>>,
}

/// A key ring; cheap to clone.
#[derive(Clone)]
pub struct KeyRing(Arc<RingState>);

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing({} keys)", self.keys().len())
    }
}

/// Where the keys of a ring come from.
#[derive(Clone, Copy, Debug)]
pub struct KeyRingSource<'a> {
    /// The keys, if they are configured directly.
    pub text: Option<&'a str>,
    /// The configured file, if there is one.
    pub file: Option<&'a Path>,
    /// The folder of the default file.
    pub data_dir: &'a Path,
}

impl KeyRingSource<'_> {
    /// Returns the file of the ring, or `None` if the keys are configured directly.
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
    /// Loads the configured ring or else the one in the data folder, which is created (mode 0600) with
    /// one key if it is missing.
    pub fn load(from: KeyRingSource<'_>, entropy: &Entropy) -> Result<Self, KeyRingError> {
        match (Self::read(from)?, from.path()) {
            (Some(ring), _) => Ok(ring),
            (None, Some(path)) if from.file.is_some() => {
                let advice = "there is no such file; `habitro keys rotate` creates it";
                Err(in_file(&path, io::Error::new(io::ErrorKind::NotFound, advice)))
            }
            (None, _) => Self::create(from, entropy),
        }
    }

    /// Reads the ring; returns `None` if its file is missing.
    pub fn read(from: KeyRingSource<'_>) -> Result<Option<Self>, KeyRingError> {
        let Some(path) = from.path() else { return Self::from_text(from.text.unwrap_or_default()).map(Some) };
        let stamp = stamp_of(&path);
        let text = secret_file::read_secret(&path).map_err(|error| in_file(&path, error))?;
        text.map(|text| Self::from_file(&text, &path, stamp)).transpose()
    }

    /// Reads the ring, whose file is created with one key if it is missing.
    pub fn create(from: KeyRingSource<'_>, entropy: &Entropy) -> Result<Self, KeyRingError> {
        if let Some(path) = from.path() {
            // A rotation at the same time must not replace what this process reads.
            let _lock = lock(&path)?;
            secret_file::read_or_create_secret(&path, &format!("{}\n", new_line(entropy)), entropy)
                .map_err(|error| in_file(&path, error))?;
        }
        Self::read(from)?.ok_or(KeyRingError::Empty)
    }

    /// Returns a ring that opens no token, for commands that only read.
    #[must_use]
    pub fn empty() -> Self {
        Self::of_keys(Vec::new(), None, None)
    }

    fn from_file(text: &str, path: &Path, stamp: Option<FileStamp>) -> Result<Self, KeyRingError> {
        Ok(Self::of_keys(parse_file(text, path)?, Some(path.to_owned()), stamp))
    }

    fn of_keys(keys: Vec<Key>, path: Option<PathBuf>, stamp: Option<FileStamp>) -> Self {
        Self(Arc::new(RingState { keys: RwLock::new(Arc::new(keys)), path, stamp: Mutex::new(stamp) }))
    }

    /// Parses a ring.
    pub fn from_text(text: &str) -> Result<Self, KeyRingError> {
        Ok(Self::of_keys(parse(text)?, None, None))
    }

    /// Creates a ring with one key, for tests.
    #[must_use]
    pub fn of_one(bytes: [u8; 32]) -> Self {
        Self::of_keys(Key::new(None, &bytes).into_iter().collect(), None, None)
    }

    fn keys(&self) -> Arc<Vec<Key>> {
        Arc::clone(&self.0.keys.read())
    }

    /// Returns the id of the newest key, which encrypts.
    #[must_use]
    pub fn newest_id(&self) -> Arc<str> {
        self.keys().first().map_or_else(|| "".into(), |key| Arc::clone(&key.id))
    }

    /// Returns the ids of all keys, newest first.
    #[must_use]
    pub fn ids(&self) -> Vec<Arc<str>> {
        self.keys().iter().map(|key| Arc::clone(&key.id)).collect()
    }

    /// Encrypts with the newest key and returns its id and the token. `at` is the token's timestamp.
    #[must_use]
    pub fn seal(&self, plain: &[u8], at: Timestamp) -> (Arc<str>, String) {
        let seconds = u64::try_from(at.as_second()).unwrap_or_default();
        // A ring has at least one key: `parse` refuses an empty one.
        let keys = self.keys();
        keys.first()
            .map(|key| (Arc::clone(&key.id), key.fernet.encrypt_at_time(plain, seconds)))
            .unwrap_or_else(|| ("".into(), String::new()))
    }

    /// Decrypts a token with the key of this id.
    pub fn open(&self, id: &str, token: &str) -> Result<Vec<u8>, OpenError> {
        let keys = self.keys();
        let Some(key) = keys.iter().find(|key| *key.id == *id) else { return Err(OpenError::UnknownKey) };
        // `decrypt` refuses a token that is more than a minute in the future, so a clock that was
        // wrong once would make messages unreadable.
        key.fernet.decrypt_at_time(token, None, FAR_FUTURE).map_err(|_| OpenError::Damaged)
    }

    /// Returns the id of each key and a digest of the key that reveals nothing about it.
    #[must_use]
    pub fn checks(&self) -> Vec<(Arc<str>, [u8; 32])> {
        self.keys().iter().map(|key| (Arc::clone(&key.id), key.check)).collect()
    }

    /// Returns the ring that is now in the file, or `None` if the file has not changed since the last call that returned
    /// its content or an error about it.
    pub fn changed(&self) -> Result<Option<Self>, KeyRingError> {
        let Some(path) = &self.0.path else { return Ok(None) };
        let seen = stamp_of(path);
        if seen.is_none() || *self.0.stamp.lock() == seen {
            return Ok(None);
        }
        let text = fs::read_to_string(path).map_err(|error| in_file(path, error))?;
        *self.0.stamp.lock() = seen;
        Self::from_file(&text, path, seen).map(Some)
    }

    /// Uses the keys of `other` from now on.
    pub fn adopt(&self, other: &Self) {
        *self.0.keys.write() = other.keys();
    }

    /// Makes [`KeyRing::changed`] return the file again even if it does not change.
    pub fn forget_file(&self) {
        *self.0.stamp.lock() = None;
    }
}

/// Adds a new key at the front of the ring in `path`, atomically, and returns its id. Creates the
/// file if it is missing. Processes that add keys at the same time wait for each other.
pub fn add_key(path: &Path, entropy: &Entropy) -> Result<String, KeyRingError> {
    // Behind a symbolic link, which the new file would replace.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let _lock = lock(path)?;
    let old = secret_file::read_secret(path).map_err(|error| in_file(path, error))?;
    // An empty file is an error too: it had keys once.
    old.as_deref().map(|text| parse_file(text, path)).transpose()?;
    let old = old.unwrap_or_default();
    let line = new_line(entropy);
    let id = line.split(' ').next().unwrap_or_default().to_owned();
    secret_file::replace_secret(path, &format!("{line}\n{old}"), entropy).map_err(|error| in_file(path, error))?;
    Ok(id)
}

/// Waits until no other process changes the ring in `path`, and removes what a killed one has left.
fn lock(path: &Path) -> Result<FileLock, KeyRingError> {
    let lock_path = sibling(path, ".lock");
    let lock = lock_path
        .parent()
        .map_or(Ok(()), secret_file::create_private_folder)
        .and_then(|()| FileLock::wait(&lock_path))
        .map_err(|error| in_file(&lock_path, error))?;
    secret_file::remove_temporary_files(path).map_err(|error| in_file(path, error))?;
    Ok(lock)
}

fn in_file(path: &Path, source: io::Error) -> KeyRingError {
    KeyRingError::File { path: path.to_owned(), source }
}

/// Returns a line with a new key and its id.
#[must_use]
pub fn new_line(entropy: &Entropy) -> String {
    let bytes: [u8; 32] = entropy.bytes();
    format!("{} {}", id_of(&bytes), URL_SAFE.encode(bytes))
}

/// Derives an id that reveals nothing about the key.
fn id_of(bytes: &[u8; 32]) -> String {
    let digest = Sha256::new().chain_update(b"habitro key ").chain_update(bytes).finalize();
    digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

fn parse_file(text: &str, path: &Path) -> Result<Vec<Key>, KeyRingError> {
    parse(text).map_err(|error| KeyRingError::Content(path.to_owned(), Box::new(error)))
}

fn parse(text: &str) -> Result<Vec<Key>, KeyRingError> {
    let mut keys: Vec<Key> = Vec::new();
    // Some editors start a file with a byte order mark, which would become a part of the id.
    let text = text.trim_start_matches('\u{feff}');
    // Commas separate keys too, for rings in an environment variable.
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
        let key = Key::new(id, &bytes).filter(|key| key.id.len() <= MAX_ID_LENGTH).ok_or(KeyRingError::Line(at))?;
        if keys.iter().any(|known| known.id == key.id) {
            return Err(KeyRingError::DuplicateId(at));
        }
        keys.push(key);
    }
    if keys.is_empty() { Err(KeyRingError::Empty) } else { Ok(keys) }
}

fn stamp_of(path: &Path) -> Option<FileStamp> {
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
        KeyRing::load(KeyRingSource { text: None, file: None, data_dir: folder }, &Entropy::system())
    }

    #[test]
    fn newest_key_encrypts_and_each_key_opens_its_tokens() {
        let (old, new) = (new_line(&Entropy::seeded(1)), new_line(&Entropy::seeded(2)));
        let before = KeyRing::from_text(&old).unwrap();
        let (old_id, token) = before.seal(b"hello", instant());
        let ring = KeyRing::from_text(&format!("# the chat's ring\n\n{new}\n{old}\n")).unwrap();
        let (new_id, fresh) = ring.seal(b"hello", instant());
        assert_ne!(old_id, new_id);
        assert_eq!(ring.newest_id(), new_id);
        assert_eq!(ring.open(&old_id, &token).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(ring.open(&new_id, &fresh).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(ring.open(&new_id, &token), Err(OpenError::Damaged));
        assert_eq!(before.open(&new_id, &fresh), Err(OpenError::UnknownKey));
        let mut changed = token.clone();
        changed.replace_range(30..31, if &token[30..31] == "A" { "B" } else { "A" });
        assert_eq!(ring.open(&old_id, &changed), Err(OpenError::Damaged));
    }

    #[test]
    fn token_with_any_timestamp_opens() {
        let ring = KeyRing::of_one([1; 32]);
        for at in ["1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "9999-12-30T00:00:00Z"] {
            let (id, token) = ring.seal(b"x", at.parse().unwrap());
            assert_eq!(ring.open(&id, &token).as_deref(), Ok(&b"x"[..]), "{at}");
        }
    }

    #[test]
    fn id_is_optional() {
        let key = URL_SAFE.encode([7; 32]);
        for line in
            [key.clone(), format!("  spring  {key} "), format!("spring:{key}"), key.trim_end_matches('=').into()]
        {
            assert_eq!(KeyRing::from_text(&line).unwrap().keys().len(), 1, "{line}");
        }
        assert_eq!(&*KeyRing::from_text(&format!("spring {key}")).unwrap().newest_id(), "spring");
        assert!(matches!(KeyRing::from_text("\n# nothing\n"), Err(KeyRingError::Empty)));
        assert_eq!(&*KeyRing::from_text(&format!("\u{feff}spring {key}\r\n")).unwrap().newest_id(), "spring");
        assert!(matches!(KeyRing::from_text(&format!("{key}\nsecret")), Err(KeyRingError::Line(2))));
        assert!(matches!(
            KeyRing::from_text(&format!("a {key}\na {}", URL_SAFE.encode([8; 32]))),
            Err(KeyRingError::DuplicateId(2))
        ));
        let message = KeyRing::from_text("not-a-key-but-secret").unwrap_err().to_string();
        assert!(!message.contains("secret"), "{message}");
    }

    #[test]
    fn file_is_private_and_a_changed_file_is_found_once() {
        use std::os::unix::fs::PermissionsExt;
        let folder = scratch("made");
        let ring = in_folder(&folder).unwrap();
        let path = folder.join(KEY_FILE);
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        assert_eq!(in_folder(&folder).unwrap().newest_id(), ring.newest_id());
        assert!(ring.changed().unwrap().is_none(), "nothing changed");
        let (old_id, token) = ring.seal(b"hello", instant());
        let id = add_key(&path, &Entropy::system()).unwrap();
        let changed = ring.changed().unwrap().unwrap();
        assert!(ring.changed().unwrap().is_none(), "it is returned once");
        assert_eq!(*ring.newest_id(), *old_id, "it is not used before it is adopted");
        ring.forget_file();
        assert!(ring.changed().unwrap().is_some());
        ring.adopt(&changed);
        assert_eq!(*ring.newest_id(), *id);
        assert_eq!(ring.open(&old_id, &token).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(mode(), 0o600);
        fs::write(&path, "nonsense").unwrap();
        let error = ring.changed().unwrap_err().to_string();
        assert!(error.starts_with(&format!("{}: line 1 ", path.display())), "{error}");
        assert!(ring.changed().unwrap().is_none(), "an error is reported once");
        assert_eq!(*ring.newest_id(), *id, "an invalid file changes nothing");
        assert!(add_key(&path, &Entropy::system()).is_err());
        let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["chat.keys", "chat.keys.lock"], "no temporary file is left");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn concurrent_rotations_and_a_first_start_lose_no_key() {
        let folder = scratch("race");
        let path = folder.join(KEY_FILE);
        let add = || (0..10).map(|_| add_key(&path, &Entropy::system()).unwrap()).collect::<Vec<_>>();
        let (mut announced, started) = std::thread::scope(|scope| {
            let start = scope.spawn(|| in_folder(&folder).unwrap().newest_id().to_string());
            let rotations: Vec<_> = (0..4).map(|_| scope.spawn(add)).collect();
            let announced: Vec<String> = rotations.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
            (announced, start.join().unwrap())
        });
        let ids: Vec<String> = in_folder(&folder).unwrap().ids().iter().map(ToString::to_string).collect();
        assert_eq!(announced.len(), 40);
        announced.push(started);
        for id in announced {
            assert!(ids.contains(&id), "{id} is on the ring");
        }
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn rotation_removes_copies_that_a_killed_one_left() {
        let folder = scratch("left");
        let path = folder.join(KEY_FILE);
        add_key(&path, &Entropy::system()).unwrap();
        let others = [".chat.keys.swp", ".vapid.pem.0123456789abcdef", "chat.keys.0123456789abcdef"];
        for name in others.into_iter().chain([".chat.keys.0123456789abcdef"]) {
            fs::write(folder.join(name), "x").unwrap();
        }
        add_key(&path, &Entropy::system()).unwrap();
        assert!(!folder.join(".chat.keys.0123456789abcdef").exists());
        assert!(others.iter().all(|name| folder.join(name).exists()), "other files are kept");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn rotation_behind_a_symbolic_link_changes_the_file_it_names() {
        let folder = scratch("link");
        let (file, link) = (folder.join("shared.keys"), folder.join(KEY_FILE));
        let first = add_key(&file, &Entropy::system()).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let second = add_key(&link, &Entropy::system()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with(&second) && text.contains(&first), "{}", text.len());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn checks_tell_keys_apart_whatever_their_ids() {
        let line = |id: &str, byte: u8| format!("{id} {}", URL_SAFE.encode([byte; 32]));
        let check = |line: &str| KeyRing::from_text(line).unwrap().checks()[0].1;
        assert_eq!(check(&line("a", 1)), check(&line("b", 1)));
        assert_ne!(check(&line("a", 1)), check(&line("a", 2)));
    }

    #[test]
    fn missing_configured_file_is_an_error() {
        let missing = scratch("missing");
        let source = KeyRingSource { text: Some(""), file: Some(&missing), data_dir: Path::new("/nowhere") };
        assert!(matches!(KeyRing::load(source, &Entropy::system()), Err(KeyRingError::File { .. })));
        assert!(!missing.exists());
    }
}
