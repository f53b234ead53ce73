//! The server's secret key, stored outside the database, and keys derived from it.
//!
//! There is one 32-byte key. HKDF derives a subkey for each label, so a value made for one purpose
//! is useless for another. With the database alone an attacker can neither guess six-digit codes
//! offline nor read messages in the outbox.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::rng::Entropy;
use super::secret_file;

/// The name of the key's file in the data folder.
pub const KEY_FILE: &str = "secret.key";
const NONCE_LENGTH: usize = 24;

/// Why the secret could not be loaded. Names the file or the setting, never the secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The text is not 32 bytes in base64url.
    #[error("{0} is not 32 bytes in base64url (43 characters)")]
    Malformed(String),
    /// The file can't be read or created.
    #[error("{path}: {source}")]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

/// Keyed hashes and authenticated encryption with the server's secret; cheap to clone.
#[derive(Clone)]
pub struct Secrets(Arc<Hkdf<Sha256>>);

impl Secrets {
    /// Loads the configured key or else the one in `data_dir`, which is created (mode 0600) if it is
    /// missing.
    pub fn load(data_dir: &Path, configured: Option<&str>, entropy: &Entropy) -> Result<Self, SecretsError> {
        if let Some(found) = Self::read(data_dir, configured)? {
            return Ok(found);
        }
        let path = data_dir.join(KEY_FILE);
        let fresh = format!("{}\n", URL_SAFE_NO_PAD.encode(entropy.bytes::<32>()));
        let text = secret_file::read_or_create_secret(&path, &fresh, entropy)
            .map_err(|source| SecretsError::File { path: path.clone(), source })?;
        Self::parse(&text, &path)
    }

    /// As [`Secrets::load`], but returns `None` if the file is missing.
    pub fn read(data_dir: &Path, configured: Option<&str>) -> Result<Option<Self>, SecretsError> {
        if let Some(text) = configured {
            let malformed = || SecretsError::Malformed("the configured secret key".into());
            return decode(text).map(|key| Some(Self::fixed(key))).ok_or_else(malformed);
        }
        let path = data_dir.join(KEY_FILE);
        let text =
            secret_file::read_secret(&path).map_err(|source| SecretsError::File { path: path.clone(), source })?;
        text.map(|text| Self::parse(&text, &path)).transpose()
    }

    fn parse(text: &str, path: &Path) -> Result<Self, SecretsError> {
        decode(text).map(Self::fixed).ok_or_else(|| SecretsError::Malformed(path.display().to_string()))
    }

    /// Uses `key` as the secret.
    #[must_use]
    pub fn fixed(key: [u8; 32]) -> Self {
        Self(Arc::new(Hkdf::new(None, &key)))
    }

    /// Returns the HMAC-SHA256 of `parts` under the subkey of `label`. Parts are length-prefixed, so
    /// that `["ab", "c"]` and `["a", "bc"]` differ.
    #[must_use]
    pub fn mac(&self, label: &'static str, parts: &[&[u8]]) -> [u8; 32] {
        let key = self.subkey("mac", label);
        // HMAC accepts keys of any length, so the fallback is unreachable; it would match no value.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return key };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Returns a digest that tells whether two servers have the same secret.
    #[must_use]
    pub fn check(&self) -> [u8; 32] {
        self.mac("key check", &[])
    }

    /// Encrypts `plain` with XChaCha20-Poly1305, bound to `aad`, and prefixes the result with the
    /// nonce. `nonce` must be random; with 24 bytes a repetition is practically impossible.
    #[must_use]
    pub fn seal(&self, label: &'static str, aad: &[u8], plain: &[u8], nonce: [u8; NONCE_LENGTH]) -> Vec<u8> {
        let mut sealed = nonce.to_vec();
        // Encryption fails only for texts over 256 GiB; the empty result can't be opened.
        let body = self.cipher(label).encrypt(&XNonce::from(nonce), Payload { msg: plain, aad });
        sealed.extend(body.unwrap_or_default());
        sealed
    }

    /// Decrypts the result of [`Secrets::seal`] with the same label and `aad`; `None` for anything else.
    #[must_use]
    pub fn open(&self, label: &'static str, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LENGTH>()?;
        self.cipher(label).decrypt(&XNonce::from(*nonce), Payload { msg: body, aad }).ok()
    }

    fn cipher(&self, label: &'static str) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.subkey("seal", label).into())
    }

    fn subkey(&self, purpose: &'static str, label: &'static str) -> [u8; 32] {
        let mut key = [0; 32];
        let info: [&[u8]; 4] = [b"habitro/", purpose.as_bytes(), b"/", label.as_bytes()];
        // HKDF refuses only outputs of more than 255 blocks; 32 bytes are one block.
        let expanded = self.0.expand_multi_info(&info, &mut key);
        debug_assert!(expanded.is_ok(), "32 bytes are within HKDF's limit");
        key
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(..)")
    }
}

fn decode(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let tag: [u8; 8] = Entropy::system().bytes();
        std::env::temp_dir().join(format!("habitro-secrets-{name}-{}", URL_SAFE_NO_PAD.encode(tag)))
    }

    #[test]
    fn a_mac_depends_on_key_label_and_every_part() {
        let secrets = Secrets::fixed([1; 32]);
        let mac = secrets.mac("a", &[b"ab", b"c"]);
        assert_eq!(mac, secrets.mac("a", &[b"ab", b"c"]));
        assert_ne!(mac, secrets.mac("a", &[b"a", b"bc"]));
        assert_ne!(mac, secrets.mac("a", &[b"abc"]));
        assert_ne!(mac, secrets.mac("b", &[b"ab", b"c"]));
        assert_ne!(mac, Secrets::fixed([2; 32]).mac("a", &[b"ab", b"c"]));
    }

    #[test]
    fn a_seal_opens_with_the_same_label_and_binding_only() {
        let secrets = Secrets::fixed([1; 32]);
        let sealed = secrets.seal("message", b"id", b"hello", [7; 24]);
        assert_eq!(secrets.open("message", b"id", &sealed).as_deref(), Some(&b"hello"[..]));
        assert_eq!(secrets.open("message", b"other", &sealed), None);
        assert_eq!(secrets.open("answer", b"id", &sealed), None);
        assert_eq!(Secrets::fixed([2; 32]).open("message", b"id", &sealed), None);
        for cut in 0..sealed.len() {
            assert_eq!(secrets.open("message", b"id", &sealed[..cut]), None);
        }
        for bit in 0..sealed.len() * 8 {
            let mut corrupted = sealed.clone();
            corrupted[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(secrets.open("message", b"id", &corrupted), None);
        }
    }

    #[test]
    fn key_file_is_created_once_and_private() {
        let folder = folder("made");
        let entropy = Entropy::system();
        let mac = Secrets::load(&folder, None, &entropy).unwrap().mac("x", &[]);
        assert_eq!(Secrets::load(&folder, None, &entropy).unwrap().mac("x", &[]), mac);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.join(KEY_FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no temporary file is left");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn concurrent_processes_create_one_key() {
        let folder = folder("race");
        let macs: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..16)
                .map(|_| scope.spawn(|| Secrets::load(&folder, None, &Entropy::system()).unwrap().mac("x", &[])))
                .collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(macs.windows(2).all(|pair| pair[0] == pair[1]));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn configured_key_wins_and_malformed_key_is_not_shown() {
        let folder = folder("configured");
        let text = URL_SAFE_NO_PAD.encode([9; 32]);
        let secrets = Secrets::load(&folder, Some(&text), &Entropy::system()).unwrap();
        assert_eq!(secrets.mac("x", &[]), Secrets::fixed([9; 32]).mac("x", &[]));
        assert!(!folder.exists(), "nothing is written when a key is configured");
        let error = Secrets::load(&folder, Some("not-a-key"), &Entropy::system()).unwrap_err();
        assert!(!error.to_string().contains("not-a-key"));
    }
}
