//! Which passwords are refused: those that are tried first.
//!
//! No classes of characters are demanded (NIST SP 800-63B, 3.1.1.2): they make passwords
//! harder to remember and not harder to guess.

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

/// Whether `password` may be chosen by the person of this name and these identifiers.
///
/// # Errors
/// Codes `too-short`, `too-long`, `too-common`.
pub fn check(password: &str, full_name: &str, identifiers: &[Identifier]) -> Result<(), Fault> {
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
    if is_own(&folded, full_name, identifiers) {
        return Err(Fault::new(
            "too-common",
            "Your own name, address or number is the first thing that is tried. Choose something else.",
        ));
    }
    Ok(())
}

/// Over 22,000 of them; what is shorter than [`SHORTEST`] needs no list.
const LISTED: &str = include_str!("common_passwords.txt");

/// Reads the list through as it is embedded, without unpacking it: 0.1 ms, beside a hash of 25.
fn is_listed(folded: &str) -> bool {
    // How many bytes of `folded` the last line began with, and whether that was all of it.
    let mut matched = 0;
    for line in LISTED.lines().filter(|line| !line.starts_with('#')) {
        let mut chars = line.chars();
        let shared = chars.next().and_then(|digit| digit.to_digit(36)).and_then(|digit| usize::try_from(digit).ok());
        // What differs already within the shared part goes on differing.
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

fn is_run(folded: &str) -> bool {
    let backwards: String = folded.chars().rev().collect();
    RUNS.iter().any(|run| run.contains(folded) || run.contains(&backwards))
}

fn is_repetition(folded: &str) -> bool {
    let chars: Vec<char> = folded.chars().collect();
    (1..=LONGEST_PIECE).any(|piece| chars.iter().zip(chars.iter().skip(piece)).all(|(a, b)| a == b))
}

fn is_own(folded: &str, full_name: &str, identifiers: &[Identifier]) -> bool {
    let bare = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let password = bare(folded);
    let name = bare(full_name);
    let of_identifiers = identifiers.iter().flat_map(|identifier| {
        let key = identifier.key();
        let local = key.split('@').next().unwrap_or(key);
        // A number is written 077.. at home: without country code and zero it is the same.
        let home = key.strip_prefix("+94").unwrap_or_default();
        [bare(key), bare(local), home.to_owned(), if home.is_empty() { String::new() } else { format!("0{home}") }]
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
            "+94771234567",
            "0771234567",
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

    /// The list, unpacked.
    fn listed() -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for line in LISTED.lines().filter(|line| !line.starts_with('#')) {
            let shared = usize::try_from(line.chars().next().unwrap().to_digit(36).unwrap()).unwrap();
            let before = words.last().map_or("", |word| &word[..shared]);
            words.push(format!("{before}{}", &line[1..]));
        }
        words
    }

    #[test]
    fn the_list_is_what_it_says() {
        let words = listed();
        assert!(words.len() >= 20_000, "{}", words.len());
        assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "sorted, none twice");
        for word in &words {
            assert!(word.chars().count() >= SHORTEST && *word == word.to_lowercase(), "{word}");
        }
    }

    #[test]
    fn each_of_the_list_is_found_and_nothing_beside_it() {
        let words = listed();
        for (index, word) in words.iter().enumerate().filter(|(index, _)| index % 50 == 0) {
            assert!(is_listed(word), "{index}: {word}");
            for near in [format!("{word}~"), word[..word.len() - 1].to_owned(), format!("~{word}")] {
                assert_eq!(is_listed(&near), words.binary_search(&near).is_ok(), "{near}");
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
                let length = password.chars().count();
                prop_assert!((SHORTEST..=LONGEST).contains(&length) && password.len() <= MOST_BYTES);
            }
        }
    }
}
