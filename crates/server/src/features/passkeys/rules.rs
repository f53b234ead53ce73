//! What is decided about passkeys without a clock, a database or the network.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::platform::text::{is_longer_than, one_line, shows_nothing};

/// Passkeys of one account at most.
pub const MOST: usize = 20;
/// Longest name, in characters.
pub const LONGEST_NAME: usize = 60;
/// How long a challenge may be answered.
pub const CEREMONY: SignedDuration = SignedDuration::from_mins(5);

/// What is wrong with one value: a stable code and plain words. The caller names the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// Plain words.
    pub detail: &'static str,
}

const fn fault<T>(code: &'static str, detail: &'static str) -> Result<T, Fault> {
    Err(Fault { code, detail })
}

/// A passkey's name: one line of 1-60 characters.
///
/// # Errors
/// Codes `required`, `too-long`, `invalid-character`.
pub fn name(text: &str) -> Result<String, Fault> {
    if is_longer_than(text, LONGEST_NAME) {
        return fault("too-long", "This can have at most 60 characters.");
    }
    let reorders = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if text.contains(reorders) {
        return fault("invalid-character", "This has a character that can't be shown.");
    }
    let name = one_line(text);
    if shows_nothing(&name) { fault("required", "This can't be empty.") } else { Ok(name) }
}

/// Whether a browser's answer carries results of the PRF extension: the secret that opens the
/// vault on the device and must never leave it. That the extension is there may be said.
#[must_use]
pub fn carries_prf_results(credential: &Value) -> bool {
    let told = |outputs: &str| {
        let prf = credential.get(outputs).and_then(|outputs| outputs.get("prf"));
        let results = prf.and_then(|prf| prf.get("results"));
        results.is_some_and(|results| !results.is_null() && results.as_object().is_none_or(|all| !all.is_empty()))
    };
    told("clientExtensionResults") || told("extensions")
}

#[derive(Deserialize)]
struct ClientData {
    challenge: String,
}

/// Under which hash the ceremony was kept that this answer belongs to: SHA-256 of the challenge
/// that the browser signed. `None` when the answer names none.
#[must_use]
pub fn ceremony_of(client_data: &[u8]) -> Option<[u8; 32]> {
    let data: ClientData = serde_json::from_slice(client_data).ok()?;
    let challenge = URL_SAFE_NO_PAD.decode(data.challenge.trim_end_matches('=')).ok()?;
    Some(hash_of(&challenge))
}

/// The hash under which a challenge is kept.
#[must_use]
pub fn hash_of(challenge: &[u8]) -> [u8; 32] {
    Sha256::digest(challenge).into()
}

/// Whether a signature's counter may follow the one that is known. Authenticators that do not
/// count say 0 for ever; one that counts only rises, unless its key was copied.
/// <https://www.w3.org/TR/webauthn-3/#sctn-sign-counter>
#[must_use]
pub fn may_follow(counter: u32, known: u32) -> bool {
    counter > known || (counter == 0 && known == 0)
}

/// When a ceremony that begins now is over.
#[must_use]
pub fn over_at(now: Timestamp) -> Timestamp {
    now.checked_add(CEREMONY).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_one_line() {
        assert_eq!(name("  My \t phone\n"), Ok("My phone".into()));
        assert_eq!(name("\u{7} ").map_err(|fault| fault.code), Err("required"));
        assert_eq!(name(&"x".repeat(61)).map_err(|fault| fault.code), Err("too-long"));
        assert_eq!(name(&"ශ".repeat(60)).map(|name| name.chars().count()), Ok(60));
        assert_eq!(name("a\u{202e}b").map_err(|fault| fault.code), Err("invalid-character"));
    }

    #[test]
    fn prf_results_are_seen_wherever_they_stand() {
        for kept in [
            json!({}),
            json!({"clientExtensionResults": {}}),
            json!({"clientExtensionResults": {"prf": {"enabled": true}}}),
            json!({"clientExtensionResults": {"prf": {"results": null}}}),
            json!({"clientExtensionResults": {"prf": {"results": {}}}}),
        ] {
            assert!(!carries_prf_results(&kept), "{kept}");
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
    fn an_answer_leads_to_its_ceremony() {
        let challenge = [7; 32];
        let text = URL_SAFE_NO_PAD.encode(challenge);
        let data = json!({"type": "webauthn.get", "challenge": text, "origin": "http://localhost:8080", "other": 1});
        assert_eq!(ceremony_of(data.to_string().as_bytes()), Some(hash_of(&challenge)));
        for none in ["", "{}", "[]", r#"{"challenge": 7}"#, r#"{"challenge": "not base64!"}"#] {
            assert_eq!(ceremony_of(none.as_bytes()), None, "{none}");
        }
    }

    #[test]
    fn counters_rise_or_are_never_used() {
        assert!(may_follow(0, 0) && may_follow(1, 0) && may_follow(6, 5));
        assert!(!may_follow(5, 5) && !may_follow(4, 5) && !may_follow(0, 5));
    }
}
