//! Rules for passwords: those that attackers try first are refused.
//!
//! No character classes are required (NIST SP 800-63B, 3.1.1.2): they make passwords harder to
//! remember but not harder to guess.

use std::borrow::Cow;

use super::Fault;
use super::identifier::Identifier;
use crate::platform::text::{is_longer_than, nfkc};

/// Minimum length in characters.
pub const MIN_LENGTH: usize = 8;
/// Maximum length in characters.
pub const MAX_LENGTH: usize = 200;
/// Maximum length in bytes; 200 characters of any script fit.
pub const MAX_BYTES: usize = 1024;

/// Alphabetic, numeric and keyboard sequences, refused in both directions.
const SEQUENCES: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
];
/// A password that repeats a string of up to this many characters is refused, like `abcabcabc`.
const MAX_REPEATED_LENGTH: usize = 4;

/// Returns a password in normal form KC, in which it is checked and hashed: the same letters are encoded
/// differently by different keyboards (NIST SP 800-63B, 3.1.1.2).
#[must_use]
pub fn normalize(password: &str) -> Cow<'_, str> {
    nfkc(password)
}

/// Checks whether a user with this name and these identifiers may choose `password`.
///
/// # Errors
/// Codes `too-short`, `too-long`, `too-common`.
pub fn check(password: &str, full_name: &str, identifiers: &[Identifier]) -> Result<(), Fault> {
    // First as sent: a short text may be long in the normal form.
    let too_long = is_longer_than(password, MAX_LENGTH) || password.len() > MAX_BYTES;
    let normalized = if too_long { Cow::Borrowed(password) } else { normalize(password) };
    let length = normalized.chars().count();
    if length < MIN_LENGTH {
        return Err(Fault::new("too-short", format!("Use at least {MIN_LENGTH} characters.")));
    }
    if too_long || length > MAX_LENGTH || normalized.len() > MAX_BYTES {
        return Err(Fault::new("too-long", format!("Use at most {MAX_LENGTH} characters.")));
    }
    let folded = normalized.to_lowercase();
    if is_common(&folded) || is_sequence(&folded) || is_repetition(&folded) {
        return Err(Fault::new("too-common", "This password is too common. Three unrelated words make a good one."));
    }
    if is_personal(&folded, full_name, identifiers) {
        return Err(Fault::new(
            "too-common",
            "Your name, email address and phone number are easy to guess. Choose something else.",
        ));
    }
    Ok(())
}

/// Over 22,000 passwords of at least [`MIN_LENGTH`] characters, front-coded (see the file's header).
const COMMON_PASSWORDS: &str = include_str!("../data/common_passwords.txt");

/// Searches the list as it is embedded, without decoding it. This takes 0.1 ms; a hash takes 25 ms.
fn is_common(folded: &str) -> bool {
    // Length in bytes of the common prefix of `folded` and the previous word.
    let mut matched = 0;
    for line in COMMON_PASSWORDS.lines().filter(|line| !line.starts_with('#')) {
        let mut chars = line.chars();
        let shared = chars.next().and_then(|digit| digit.to_digit(36)).and_then(|digit| usize::try_from(digit).ok());
        // A word that shares more with the previous word than `folded` does can't match.
        let Some(shared) = shared.filter(|shared| *shared <= matched) else { continue };
        let rest = chars.as_str();
        if folded.get(shared..) == Some(rest) {
            return true;
        }
        let same = folded.bytes().skip(shared).zip(rest.bytes()).take_while(|(a, b)| a == b).count();
        matched = shared + same;
    }
    false
}

fn is_sequence(folded: &str) -> bool {
    let backwards: String = folded.chars().rev().collect();
    SEQUENCES.iter().any(|run| run.contains(folded) || run.contains(&backwards))
}

fn is_repetition(folded: &str) -> bool {
    let chars: Vec<char> = folded.chars().collect();
    (1..=MAX_REPEATED_LENGTH).any(|piece| chars.iter().zip(chars.iter().skip(piece)).all(|(a, b)| a == b))
}

fn is_personal(folded: &str, full_name: &str, identifiers: &[Identifier]) -> bool {
    let bare = |text: &str| normalize(text).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let password = bare(folded);
    let name = bare(full_name);
    let of_identifiers = identifiers.iter().flat_map(|identifier| {
        let key = identifier.key();
        let local = key.split('@').next().unwrap_or(key);
        // Within the country the number is written without the country code, with a leading zero.
        let national = key.strip_prefix("+94").unwrap_or_default();
        [
            bare(key),
            bare(local),
            national.to_owned(),
            if national.is_empty() { String::new() } else { format!("0{national}") },
        ]
    });
    let mut own = std::iter::once(name).chain(of_identifiers);
    own.any(|own| !own.is_empty() && own == password)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(password: &str) -> Option<&'static str> {
        let anna = Identifier::email("anna.maria@example.org").unwrap();
        check(password, "Anna Maria Kowalska", &[anna, Identifier::Phone("+94771234567".into())])
            .err()
            .map(|fault| fault.code)
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert_eq!(code("kölnößé"), Some("too-short"));
        assert_eq!(code("kölnößéü"), None);
        assert_eq!(code(&"kölnößéü".repeat(25)), None);
        assert_eq!(code(&("kölnößéü".repeat(25) + "x")), Some("too-long"));
    }

    #[test]
    fn common_and_personal_passwords_are_refused() {
        for password in [
            "password",
            "PassWord1",
            "12345678",
            "iloveyou",
            "qwertyuiop",
            "poiuytrewq",
            "aaaaaaaa",
            "12341234",
            "abcabcabc",
            "87654321",
            "1234567890",
            "abcdefgh",
            "1qaz2wsx",
            "AnnaMariaKowalska",
            "anna maria kowalska",
            "anna.maria",
            "anna.maria@example.org",
            "+94771234567",
            "0771234567",
            "football1",
        ] {
            assert_eq!(code(password), Some("too-common"), "{password}");
        }
    }

    #[test]
    fn passwords_are_checked_in_their_normal_form() {
        assert_eq!(code("ｐａｓｓｗｏｒｄ１"), Some("too-common"), "of full width");
        assert_eq!(code("ＡｎｎａＭａｒｉａＫｏｗａｌｓｋａ"), Some("too-common"));
        assert_eq!(code("o\u{308}o\u{308}o\u{308}o\u{308}"), Some("too-short"), "four letters");
        assert_eq!(code("zo\u{308}lf ku\u{308}he"), None);
        assert_eq!(normalize("zo\u{308}lf ｋühe"), "zölf kühe");
        assert_eq!(code(&"\u{fdfa}".repeat(200)), Some("too-long"), "18 letters each");
    }

    #[test]
    fn good_passwords_are_accepted() {
        for password in [
            "correct horse battery staple",
            "mango-lantern-84",
            "T7#kq!zP",
            "annamariakowalska2",
            "hunter2hunter3",
            "ශ්‍රී ලංකාව",
        ] {
            assert_eq!(code(password), None, "{password}");
        }
    }

    fn decoded_list() -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for line in COMMON_PASSWORDS.lines().filter(|line| !line.starts_with('#')) {
            let shared = usize::try_from(line.chars().next().unwrap().to_digit(36).unwrap()).unwrap();
            let before = words.last().map_or("", |word| &word[..shared]);
            words.push(format!("{before}{}", &line[1..]));
        }
        words
    }

    #[test]
    fn list_is_sorted_unique_and_lower_case() {
        let words = decoded_list();
        assert!(words.len() >= 20_000, "{}", words.len());
        assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "sorted and unique");
        for word in &words {
            assert!(word.chars().count() >= MIN_LENGTH && *word == word.to_lowercase(), "{word}");
        }
    }

    #[test]
    fn listed_passwords_are_found_and_similar_ones_are_not() {
        let words = decoded_list();
        for (index, word) in words.iter().enumerate().filter(|(index, _)| index % 50 == 0) {
            assert!(is_common(word), "{index}: {word}");
            for near in [format!("{word}~"), word[..word.len() - 1].to_owned(), format!("~{word}")] {
                assert_eq!(is_common(&near), words.binary_search(&near).is_ok(), "{near}");
            }
        }
        for known in ["password1", "sunshine", "trustno1", "iloveyou2", "football", "qwerty123"] {
            assert!(words.iter().any(|word| word == known), "{known}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_limits_hold(password in "\\PC{0,300}") {
            if check(&password, "", &[]).is_ok() {
                let normalized = normalize(&password);
                let length = normalized.chars().count();
                prop_assert!((MIN_LENGTH..=MAX_LENGTH).contains(&length) && normalized.len() <= MAX_BYTES);
            }
        }
    }
}
