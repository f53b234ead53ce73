//! Which passwords are refused: those that are tried first.
//!
//! No classes of characters are demanded (NIST SP 800-63B, 3.1.1.2): they make passwords
//! harder to remember and not harder to guess.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::Fault;
use super::identifier::Identifier;

/// Fewest characters.
pub const SHORTEST: usize = 8;
/// Most characters.
pub const LONGEST: usize = 200;
/// Most bytes: 200 characters of any script are below it.
pub const MOST_BYTES: usize = 1024;

/// Rows that fingers and minds run along, in both directions.
const RUNS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
];
/// `abcabcabc`: a piece of at most so many characters, repeated.
const LONGEST_PIECE: usize = 4;

/// Whether `password` may be chosen by the person of this name and identifier.
///
/// # Errors
/// Codes `too-short`, `too-long`, `too-common`.
pub fn check(password: &str, full_name: &str, identifier: Option<&Identifier>) -> Result<(), Fault> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Fault::new("too-short", format!("Choose at least {SHORTEST} characters.")));
    }
    if length > LONGEST || password.len() > MOST_BYTES {
        return Err(Fault::new("too-long", format!("Choose at most {LONGEST} characters.")));
    }
    let folded = password.to_lowercase();
    if is_listed(&folded) || is_run(&folded) || is_repetition(&folded) {
        return Err(Fault::new(
            "too-common",
            "Too many people use this password. Three words that don't belong together make a good one.",
        ));
    }
    if is_own(&folded, full_name, identifier) {
        return Err(Fault::new(
            "too-common",
            "Your own name or address is the first thing that is tried. Choose something else.",
        ));
    }
    Ok(())
}

fn is_listed(folded: &str) -> bool {
    static LIST: OnceLock<HashSet<&'static str>> = OnceLock::new();
    LIST.get_or_init(|| include_str!("common_passwords.txt").lines().filter(|line| !line.starts_with('#')).collect())
        .contains(folded)
}

fn is_run(folded: &str) -> bool {
    let backwards: String = folded.chars().rev().collect();
    RUNS.iter().any(|run| run.contains(folded) || run.contains(&backwards))
}

fn is_repetition(folded: &str) -> bool {
    let chars: Vec<char> = folded.chars().collect();
    (1..=LONGEST_PIECE).any(|piece| chars.iter().zip(chars.iter().skip(piece)).all(|(a, b)| a == b))
}

fn is_own(folded: &str, full_name: &str, identifier: Option<&Identifier>) -> bool {
    let bare = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let password = bare(folded);
    let name = bare(full_name);
    let of_identifier = identifier.map(|identifier| {
        let key = identifier.key();
        let local = key.split('@').next().unwrap_or(key);
        [bare(key), bare(local)]
    });
    let own = std::iter::once(name).chain(of_identifier.into_iter().flatten());
    own.into_iter().any(|own| !own.is_empty() && own == password)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(password: &str) -> Option<&'static str> {
        let anna = Identifier::email("anna.maria@example.org").unwrap();
        check(password, "Anna Maria Kowalska", Some(&anna)).err().map(|fault| fault.code)
    }

    #[test]
    fn length_counts_characters_not_bytes() {
        assert_eq!(code("kölnößé"), Some("too-short"));
        assert_eq!(code("kölnößéü"), None);
        assert_eq!(code(&"kölnößéü".repeat(25)), None);
        assert_eq!(code(&("kölnößéü".repeat(25) + "x")), Some("too-long"));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
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
            "football1",
        ] {
            assert_eq!(code(password), Some("too-common"), "{password}");
        }
    }

    #[test]
    fn ordinary_good_passwords_are_taken() {
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

    #[test]
    fn the_list_is_what_it_says() {
        let lines: Vec<&str> =
            include_str!("common_passwords.txt").lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() >= 1000, "{}", lines.len());
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]), "sorted, none twice");
        for line in lines {
            assert!(line.chars().count() >= SHORTEST && *line == line.to_lowercase(), "{line}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_limits_hold(password in "\\PC{0,300}") {
            if check(&password, "", None).is_ok() {
                let length = password.chars().count();
                prop_assert!((SHORTEST..=LONGEST).contains(&length) && password.len() <= MOST_BYTES);
            }
        }
    }
}
