//! Cleaning of text that users type, before a feature validates it.

/// Returns `text` as one line: words separated by single spaces, without control characters.
#[must_use]
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Returns whether `text` has more than `max` characters (Unicode scalar values). White space that is
/// removed later counts: a published limit holds for what is sent.
#[must_use]
pub fn is_longer_than(text: &str, max: usize) -> bool {
    text.chars().nth(max).is_some()
}

/// Returns whether `text` has no visible character: only white space, default ignorable characters and
/// blank symbols.
#[must_use]
pub fn shows_nothing(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// `Default_Ignorable_Code_Point` of `DerivedCoreProperties.txt`, and the blank Braille pattern.
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
    fn one_line_folds_white_space_and_control_characters() {
        assert_eq!(one_line("  read\t20\u{7} pages\n"), "read 20 pages");
        assert_eq!(one_line(" \n"), "");
    }

    #[test]
    fn shows_nothing_finds_invisible_text() {
        for nothing in ["", " ", "\u{200b}\u{200b}", "\u{2060}", "\u{ad}", "\u{3164} \u{115f}", "\u{2800}", "\u{e0041}"]
        {
            assert!(shows_nothing(nothing), "{nothing:?}");
        }
        for something in ["a", "ශ්\u{200d}රී", "👩\u{200d}🚀", "-", "\u{200b}x"] {
            assert!(!shows_nothing(something), "{something:?}");
        }
    }

    #[test]
    fn is_longer_than_counts_characters_as_sent() {
        assert!(!is_longer_than("අමා", 3) && is_longer_than("අමා", 2));
        assert!(is_longer_than("x     ", 5));
    }
}
