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

/// Whether nothing of `text` can be seen: white space, and what Unicode calls default ignorable or
/// fills a place without a mark in it.
#[must_use]
pub fn shows_nothing(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// `Default_Ignorable_Code_Point` of `DerivedCoreProperties.txt`, and the empty pattern of braille.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
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
    fn what_can_not_be_seen_is_nothing() {
        for nothing in ["", " ", "\u{200b}\u{200b}", "\u{2060}", "\u{ad}", "\u{3164} \u{115f}", "\u{2800}", "\u{e0041}"]
        {
            assert!(shows_nothing(nothing), "{nothing:?}");
        }
        for something in ["a", "ශ්\u{200d}රී", "👩\u{200d}🚀", "-", "\u{200b}x"] {
            assert!(!shows_nothing(something), "{something:?}");
        }
    }

    #[test]
    fn counts_characters_as_sent() {
        assert!(!is_longer_than("අමා", 3) && is_longer_than("අමා", 2));
        assert!(is_longer_than("x     ", 5));
    }
}
