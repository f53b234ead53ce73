//! VAPID (RFC 8292): identifies this server to push services by a key pair and a signed token.

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::{EncodePrivateKey, LineEnding};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::encryption;
use crate::platform::rng::Entropy;
use crate::platform::secret_file;

/// The key's file in the data folder.
pub const KEY_FILE: &str = "vapid.pem";
/// The lifetime of a token; the RFC allows a day at most.
const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(12);

/// Why there is no key. The message never contains it.
#[derive(Debug, thiserror::Error)]
pub enum VapidError {
    /// Not a private key of P-256.
    #[error("{} is not a private key of P-256 in PEM", .0.display())]
    Malformed(PathBuf),
    /// The file can't be read or created.
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, io::Error),
}

/// The key pair, and a contact for push services.
pub struct Vapid {
    key: SigningKey,
    public_key: String,
    contact: String,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: i64,
    sub: &'a str,
}

impl Vapid {
    /// Loads the key in `path`, which is created with mode 0600 if it is missing. `contact` is a `mailto:` or
    /// `https:` URL for the operators of push services.
    pub fn load(path: &Path, contact: String, entropy: &Entropy) -> Result<Self, VapidError> {
        let fail = |error| VapidError::File(path.to_owned(), error);
        let pem = match secret_file::read_secret(path).map_err(fail)? {
            Some(pem) => pem,
            None => {
                let fresh = secret(entropy).to_pkcs8_pem(LineEnding::LF);
                let fresh = fresh.map_err(|_| VapidError::Malformed(path.to_owned()))?;
                secret_file::read_or_create_secret(path, &fresh, entropy).map_err(fail)?
            }
        };
        Self::parse(&pem, path, contact)
    }

    /// As [`Vapid::load`], but returns `None` if the file is missing.
    pub fn read(path: &Path, contact: String) -> Result<Option<Self>, VapidError> {
        let pem = secret_file::read_secret(path).map_err(|error| VapidError::File(path.to_owned(), error))?;
        pem.map(|pem| Self::parse(&pem, path, contact)).transpose()
    }

    fn parse(pem: &str, path: &Path, contact: String) -> Result<Self, VapidError> {
        let key = SecretKey::from_pem(pem).map_err(|_| VapidError::Malformed(path.to_owned()))?;
        Ok(Self::of(&key, contact))
    }

    /// Creates a key that is not stored, for tests.
    #[must_use]
    pub fn fresh(contact: &str, entropy: &Entropy) -> Self {
        Self::of(&secret(entropy), contact.to_owned())
    }

    /// Uses the given key.
    #[must_use]
    pub fn of(key: &SecretKey, contact: String) -> Self {
        let public_key = URL_SAFE_NO_PAD.encode(encryption::point(&key.public_key()));
        Self { key: SigningKey::from(key), public_key, contact }
    }

    /// Returns the public key in the form for browsers: an uncompressed point in base64url.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// Returns a digest that tells whether two servers have the same key pair.
    #[must_use]
    pub fn check(&self) -> [u8; 32] {
        Sha256::new().chain_update(b"habitro vapid key check ").chain_update(&self.public_key).finalize().into()
    }

    /// Returns the `Authorization` header of a push to a service at `origin`.
    pub(super) fn authorization(&self, origin: &str, now: Timestamp) -> String {
        let exp = now.as_second() + TOKEN_LIFETIME.as_secs();
        let claims = serde_json::to_vec(&Claims { aud: origin, exp, sub: &self.contact }).unwrap_or_default();
        let head = URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"ES256"}"#);
        let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims));
        let signature: Signature = self.key.sign(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public_key)
    }
}

impl std::fmt::Debug for Vapid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vapid({})", self.public_key)
    }
}

/// Generates a private key.
pub(super) fn secret(entropy: &Entropy) -> SecretKey {
    loop {
        // All but one of 2^32 values are valid keys.
        if let Ok(key) = SecretKey::from_slice(&entropy.bytes::<32>()) {
            return key;
        }
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn authorization_is_a_token_signed_with_the_public_key_it_contains() {
        let vapid = Vapid::of(&SecretKey::from_slice(&[7; 32]).unwrap(), "mailto:a@example.org".into());
        let now: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let header = vapid.authorization("https://push.example", now);
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (head, claims) = signed.split_once('.').unwrap();
        let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let read = |text: &str| serde_json::from_slice::<Value>(&decoded(text)).unwrap();
        assert_eq!(read(head), json!({"typ": "JWT", "alg": "ES256"}));
        let until = now.as_second() + 12 * 3600;
        assert_eq!(read(claims), json!({"aud": "https://push.example", "exp": until, "sub": "mailto:a@example.org"}));
        let key = VerifyingKey::from_sec1_bytes(&decoded(key)).unwrap();
        key.verify(signed.as_bytes(), &Signature::from_slice(&decoded(signature)).unwrap()).unwrap();
    }

    #[test]
    fn load_creates_the_key_once_and_refuses_other_files() {
        let entropy = Entropy::system();
        let folder = std::env::temp_dir().join(format!("habitro-vapid-{:x}", u64::from_be_bytes(entropy.bytes())));
        let path = folder.join(KEY_FILE);
        let load = || Vapid::load(&path, String::new(), &entropy);
        let made = load().unwrap().public_key().to_owned();
        assert_eq!((load().unwrap().public_key(), made.len()), (made.as_str(), 87));
        std::fs::write(&path, "secret words").unwrap();
        let error = load().unwrap_err().to_string();
        assert!(error.contains(KEY_FILE) && !error.contains("secret words"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
