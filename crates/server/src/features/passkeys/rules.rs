//! Pure decisions about passkeys.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::platform::text::{TextFault, display_line, is_longer_than, shows_nothing};

/// Maximum number of passkeys per account.
pub const MAX_PASSKEYS: usize = 20;
/// Maximum length of a name in characters.
pub const MAX_NAME_LENGTH: usize = 60;
/// How long a challenge is valid.
pub const CEREMONY_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// Transports stored per passkey; browsers report at most a handful.
const MAX_TRANSPORTS: usize = 8;
/// Length of a transport in bytes.
const MAX_TRANSPORT_LENGTH: usize = 32;

/// Returns the transports in a registration response, sorted. Unknown ones are kept, as the standard asks: they are
/// for the browser, which knows them. Texts that can't be transports are left out.
#[must_use]
pub fn transports(credential: &Value) -> Vec<String> {
    let listed = credential["response"]["transports"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let is_token = |text: &&str| {
        (1..=MAX_TRANSPORT_LENGTH).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let mut transports: Vec<String> = listed.filter(is_token).map(str::to_owned).collect();
    transports.sort();
    transports.dedup();
    transports.truncate(MAX_TRANSPORTS);
    transports
}

/// The reason why a value is invalid. The caller adds the name of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// A sentence for the user.
    pub detail: String,
}

fn fault<T>(code: &'static str, detail: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { code, detail: detail.into() })
}

/// Validates the name of a passkey: one line of 1-60 characters.
///
/// # Errors
/// Codes `required`, `too-long`, `invalid-character`.
pub fn name(text: &str) -> Result<String, Fault> {
    if is_longer_than(text, MAX_NAME_LENGTH) {
        return fault("too-long", "This can have at most 60 characters.");
    }
    match display_line(text) {
        Ok(name) if shows_nothing(&name) => fault("required", "This can't be empty."),
        Ok(name) => Ok(name),
        Err(hidden) => fault(TextFault::CODE, hidden.to_string()),
    }
}

/// Returns whether a credential contains results of the PRF extension, a secret that must never
/// leave the device. The flag that the extension is enabled may be sent.
#[must_use]
pub fn carries_prf_results(credential: &Value) -> bool {
    let has_results = |outputs: &str| {
        let prf = credential.get(outputs).and_then(|outputs| outputs.get("prf"));
        let results = prf.and_then(|prf| prf.get("results"));
        results.is_some_and(|results| !results.is_null() && results.as_object().is_none_or(|all| !all.is_empty()))
    };
    has_results("clientExtensionResults") || has_results("extensions")
}

#[derive(Deserialize)]
struct ClientData {
    challenge: String,
}

/// Returns the hash of the challenge in the client data, under which its ceremony is stored, or
/// `None` if there is no challenge.
#[must_use]
pub fn challenge_hash_of(client_data: &[u8]) -> Option<[u8; 32]> {
    let data: ClientData = serde_json::from_slice(client_data).ok()?;
    let challenge = URL_SAFE_NO_PAD.decode(data.challenge.trim_end_matches('=')).ok()?;
    Some(hash_challenge(&challenge))
}

/// Returns the hash under which the ceremony of a challenge is stored.
#[must_use]
pub fn hash_challenge(challenge: &[u8]) -> [u8; 32] {
    Sha256::digest(challenge).into()
}

/// Returns whether a signature counter is plausible after `last`. Authenticators without a counter
/// always send 0. A counter that does not increase means that the key may have been cloned.
/// <https://www.w3.org/TR/webauthn-3/#sctn-sign-counter>
#[must_use]
pub fn is_valid_counter(counter: u32, last: u32) -> bool {
    counter > last || (counter == 0 && last == 0)
}

/// Returns when a ceremony that begins now expires.
#[must_use]
pub fn ceremony_expiry(now: Timestamp) -> Timestamp {
    now.checked_add(CEREMONY_LIFETIME).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_collapsed_to_one_line() {
        assert_eq!(name("  My \t phone\n"), Ok("My phone".into()));
        assert_eq!(name("\u{7} ").map_err(|fault| fault.code), Err("required"));
        assert_eq!(name(&"x".repeat(61)).map_err(|fault| fault.code), Err("too-long"));
        assert_eq!(name(&"ශ".repeat(60)).map(|name| name.chars().count()), Ok(60));
        assert_eq!(name("a\u{202e}b").map_err(|fault| fault.code), Err("invalid-character"));
    }

    #[test]
    fn prf_results_are_found_in_both_places() {
        for harmless in [
            json!({}),
            json!({"clientExtensionResults": {}}),
            json!({"clientExtensionResults": {"prf": {"enabled": true}}}),
            json!({"clientExtensionResults": {"prf": {"results": null}}}),
            json!({"clientExtensionResults": {"prf": {"results": {}}}}),
        ] {
            assert!(!carries_prf_results(&harmless), "{harmless}");
        }
        for leaked in [
            json!({"clientExtensionResults": {"prf": {"results": {"first": "AAAA"}}}}),
            json!({"extensions": {"prf": {"results": {"second": {}}}}}),
            json!({"clientExtensionResults": {"prf": {"results": "AAAA"}}}),
        ] {
            assert!(carries_prf_results(&leaked), "{leaked}");
        }
    }

    #[test]
    fn challenge_is_read_from_client_data() {
        let challenge = [7; 32];
        let text = URL_SAFE_NO_PAD.encode(challenge);
        let data = json!({"type": "webauthn.get", "challenge": text, "origin": "http://localhost:8080", "other": 1});
        assert_eq!(challenge_hash_of(data.to_string().as_bytes()), Some(hash_challenge(&challenge)));
        for none in ["", "{}", "[]", r#"{"challenge": 7}"#, r#"{"challenge": "not base64!"}"#] {
            assert_eq!(challenge_hash_of(none.as_bytes()), None, "{none}");
        }
    }

    #[test]
    fn transports_keeps_tokens_only() {
        let of = |list: Value| transports(&serde_json::json!({"response": {"transports": list}}));
        assert_eq!(
            of(serde_json::json!(["usb", "internal", "usb", "carrier-pigeon"])),
            ["carrier-pigeon", "internal", "usb"]
        );
        assert_eq!(of(serde_json::json!(["", "USB", "a b", 7, null, "x".repeat(33), "<b>"])), Vec::<String>::new());
        assert_eq!(of(serde_json::json!("usb")), Vec::<String>::new());
        let many: Vec<String> = (0..100).map(|n| format!("t{n}")).collect();
        assert_eq!(of(serde_json::json!(many)).len(), MAX_TRANSPORTS);
        assert_eq!(transports(&serde_json::json!([])), Vec::<String>::new());
    }

    #[test]
    fn counter_must_increase_or_stay_zero() {
        assert!(is_valid_counter(0, 0) && is_valid_counter(1, 0) && is_valid_counter(6, 5));
        assert!(!is_valid_counter(5, 5) && !is_valid_counter(4, 5) && !is_valid_counter(0, 5));
    }
}
