//! What people type, before a room judges it.

/// One line: words of any script with single spaces between, no control characters.
#[must_use]
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether `text` has more than `most` characters (Unicode scalar values) as it was sent. White
/// space that is folded away later counts: a limit that is published holds for what is sent.
#[must_use]
pub fn is_longer_than(text: &str, most: usize) -> bool {
    text.chars().nth(most).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_white_space_and_control_characters() {
        assert_eq!(one_line("  read\t20\u{7} pages\n"), "read 20 pages");
        assert_eq!(one_line(" \n"), "");
    }

    #[test]
    fn counts_characters_as_sent() {
        assert!(!is_longer_than("අමා", 3) && is_longer_than("අමා", 2));
        assert!(is_longer_than("x     ", 5));
    }
}
