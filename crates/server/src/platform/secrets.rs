//! The server's own secret, kept outside the database, and what is derived from it.
//!
//! One 32-byte key; every use has a label of its own, from which HKDF makes a subkey, so that
//! a value made for one purpose means nothing for another. Whoever steals the database alone
//! can neither guess six-digit codes offline nor read letters that still wait.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::rng::Entropy;
use super::secret_file;

/// The key's file in the data folder.
pub const KEY_FILE: &str = "secret.key";
const NONCE: usize = 24;

/// Why the secret could not be had. Names the file or the key, never the secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// Not 32 bytes of base64url.
    #[error("{0} is not 32 bytes in base64url (43 characters)")]
    Malformed(String),
    /// The file can't be read or made.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Keyed hashes and seals by the server's secret. Cheap to clone.
#[derive(Clone)]
pub struct Secrets(Arc<Hkdf<Sha256>>);

impl Secrets {
    /// The configured key, else the one in `data_dir`, which is made (mode 0600) when missing.
    ///
    /// # Errors
    /// When the configured text or the file's is not 32 bytes of base64url, or the file can't
    /// be read or made.
    pub fn load(data_dir: &Path, configured: Option<&str>, entropy: &Entropy) -> Result<Self, SecretsError> {
        if let Some(text) = configured {
            return decode(text)
                .map(Self::fixed)
                .ok_or_else(|| SecretsError::Malformed("the configured secret key".into()));
        }
        let path = data_dir.join(KEY_FILE);
        let fail = |source| SecretsError::File { path: path.clone(), source };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let fresh = format!("{}\n", URL_SAFE_NO_PAD.encode(entropy.bytes::<32>()));
                secret_file::keep_secret(&path, &fresh, entropy).map_err(fail)?
            }
            Err(error) => return Err(fail(error)),
        };
        decode(&text).map(Self::fixed).ok_or_else(|| SecretsError::Malformed(path.display().to_string()))
    }

    /// A given key: the configured one, or a test's.
    #[must_use]
    pub fn fixed(key: [u8; 32]) -> Self {
        Self(Arc::new(Hkdf::new(None, &key)))
    }

    /// HMAC-SHA256 over `parts` with the subkey of `label`. Parts are length-prefixed, so
    /// that `["ab", "c"]` and `["a", "bc"]` differ.
    #[must_use]
    pub fn mac(&self, label: &'static str, parts: &[&[u8]]) -> [u8; 32] {
        let key = self.subkey("mac", label);
        // An HMAC takes a key of any length; the fallback can't be reached and fits no value.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return key };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Seals `plain` with XChaCha20-Poly1305, bound to `aad`. `nonce` must be random: 24 bytes
    /// never repeat by chance. The nonce stands in front of what is returned.
    #[must_use]
    pub fn seal(&self, label: &'static str, aad: &[u8], plain: &[u8], nonce: [u8; NONCE]) -> Vec<u8> {
        let mut sealed = nonce.to_vec();
        // Encryption fails for texts over 256 GiB alone; an empty seal then opens as nothing.
        let body = self.cipher(label).encrypt(&XNonce::from(nonce), Payload { msg: plain, aad });
        sealed.extend(body.unwrap_or_default());
        sealed
    }

    /// Opens what [`Secrets::seal`] made with the same label and `aad`; `None` for anything else.
    #[must_use]
    pub fn open(&self, label: &'static str, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE>()?;
        self.cipher(label).decrypt(&XNonce::from(*nonce), Payload { msg: body, aad }).ok()
    }

    fn cipher(&self, label: &'static str) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.subkey("seal", label).into())
    }

    fn subkey(&self, purpose: &'static str, label: &'static str) -> [u8; 32] {
        let mut key = [0; 32];
        let info: [&[u8]; 4] = [b"habitro/", purpose.as_bytes(), b"/", label.as_bytes()];
        // HKDF refuses outputs over 255 blocks alone; 32 bytes are one.
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
        let sealed = secrets.seal("letter", b"id", b"hello", [7; 24]);
        assert_eq!(secrets.open("letter", b"id", &sealed).as_deref(), Some(&b"hello"[..]));
        assert_eq!(secrets.open("letter", b"other", &sealed), None);
        assert_eq!(secrets.open("answer", b"id", &sealed), None);
        assert_eq!(Secrets::fixed([2; 32]).open("letter", b"id", &sealed), None);
        for cut in 0..sealed.len() {
            assert_eq!(secrets.open("letter", b"id", &sealed[..cut]), None);
        }
        for bit in 0..sealed.len() * 8 {
            let mut bent = sealed.clone();
            bent[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(secrets.open("letter", b"id", &bent), None);
        }
    }

    #[test]
    fn the_key_is_made_once_for_the_owner_alone() {
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
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "no draft is left");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn processes_that_start_together_agree_on_the_key() {
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
    fn a_configured_key_wins_and_a_malformed_one_is_refused_without_being_shown() {
        let folder = folder("configured");
        let text = URL_SAFE_NO_PAD.encode([9; 32]);
        let secrets = Secrets::load(&folder, Some(&text), &Entropy::system()).unwrap();
        assert_eq!(secrets.mac("x", &[]), Secrets::fixed([9; 32]).mac("x", &[]));
        assert!(!folder.exists(), "nothing is written when a key is configured");
        let error = Secrets::load(&folder, Some("not-a-key"), &Entropy::system()).unwrap_err();
        assert!(!error.to_string().contains("not-a-key"));
    }
}
