//! Message encryption for Web Push (RFC 8291) in the `aes128gcm` coding (RFC 8188), one record.

use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha2::Sha256;

/// Bytes of an uncompressed point of P-256.
pub const POINT_LENGTH: usize = 65;
/// Bytes of a subscription's authentication secret.
pub const AUTH_LENGTH: usize = 16;
/// Bytes of a message's salt.
pub const SALT_LENGTH: usize = 16;
/// Most bytes of a plaintext: push services accept 4,096, of which encryption takes 103.
pub const MAX_PLAINTEXT_LENGTH: usize = 3_993;
/// The record size in the header. A message is one record, which must not be larger.
const RECORD_SIZE: u32 = 4_096;

/// Why a message can't be encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncryptionError {
    /// The subscription's key is not a point of the curve.
    #[error("the device's key is not valid")]
    Key,
    /// Longer than [`MAX_PLAINTEXT_LENGTH`].
    #[error("the message is too long")]
    TooLong,
    /// The cipher failed, which can't happen with checked lengths.
    #[error("the cipher failed")]
    Cipher,
}

/// Encrypts `plain` for the browser with the key `receiver` and the secret `auth`, and returns the body of
/// the push. The key pair of `sender` and the salt must not be used again.
pub fn encrypt(
    plain: &[u8],
    receiver: &[u8],
    auth: &[u8; AUTH_LENGTH],
    sender: &SecretKey,
    salt: [u8; SALT_LENGTH],
) -> Result<Vec<u8>, EncryptionError> {
    if plain.len() > MAX_PLAINTEXT_LENGTH {
        return Err(EncryptionError::TooLong);
    }
    let key = PublicKey::from_sec1_bytes(receiver).map_err(|_| EncryptionError::Key)?;
    let own = point(&sender.public_key());
    let shared = sender.diffie_hellman(&key);

    let failed = |_| EncryptionError::Cipher;
    let mut secret = [0; 32];
    Hkdf::<Sha256>::new(Some(auth), shared.raw_secret_bytes())
        .expand_multi_info(&[b"WebPush: info\0", receiver, &own], &mut secret)
        .map_err(failed)?;
    let keys = Hkdf::<Sha256>::new(Some(&salt), &secret);
    let (mut cipher_key, mut nonce) = ([0; 16], [0; 12]);
    keys.expand(b"Content-Encoding: aes128gcm\0", &mut cipher_key).map_err(failed)?;
    keys.expand(b"Content-Encoding: nonce\0", &mut nonce).map_err(failed)?;

    let mut body = Vec::with_capacity(SALT_LENGTH + 5 + POINT_LENGTH + plain.len() + 17);
    body.extend(salt);
    body.extend(RECORD_SIZE.to_be_bytes());
    body.push(u8::try_from(POINT_LENGTH).unwrap_or(65));
    body.extend(own);
    let mut record = plain.to_vec();
    // The delimiter of the last record, no padding.
    record.push(2);
    let cipher = UnboundKey::new(&AES_128_GCM, &cipher_key).map_err(|_| EncryptionError::Cipher)?;
    LessSafeKey::new(cipher)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)
        .map_err(|_| EncryptionError::Cipher)?;
    body.extend(record);
    Ok(body)
}

/// Returns whether these bytes are a public key.
#[must_use]
pub fn is_key(bytes: &[u8]) -> bool {
    bytes.len() == POINT_LENGTH && PublicKey::from_sec1_bytes(bytes).is_ok()
}

/// Returns the uncompressed point of a public key.
pub(super) fn point(key: &PublicKey) -> Vec<u8> {
    key.to_sec1_point(false).as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn encrypt_reproduces_the_example_of_the_rfc() {
        let sender = SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap();
        let receiver = bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap();
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let plain = b"When I grow up, I want to be a watermelon";
        let body = encrypt(plain, &receiver, &auth, &sender, salt).unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(body),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg\
             Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVB\
             St2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn a_body_is_at_most_4096_bytes() {
        let sender = SecretKey::from_slice(&[7; 32]).unwrap();
        let receiver = point(&SecretKey::from_slice(&[8; 32]).unwrap().public_key());
        let body = |length| encrypt(&vec![b'x'; length], &receiver, &[1; 16], &sender, [2; 16]);
        assert_eq!(body(MAX_PLAINTEXT_LENGTH).unwrap().len(), 4_096);
        assert_eq!(body(MAX_PLAINTEXT_LENGTH + 1), Err(EncryptionError::TooLong));
        assert_eq!(encrypt(b"x", &[4; 65], &[1; 16], &sender, [2; 16]), Err(EncryptionError::Key));
        assert!(is_key(&receiver) && !is_key(&[4; 65]) && !is_key(&receiver[..33]) && !is_key(&[]));
    }
}
