//! Cleaning of text that users type, before a feature validates it.

mod display;

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::CodePointMapData;
use icu_properties::props::{EnumeratedProperty, GeneralCategory, Script};

pub use self::display::{TextFault, display_line, display_text, is_hidden, trim_hidden, without_hidden};

/// Returns `text` as one line: words separated by single spaces, without control characters.
#[must_use]
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Returns whether `text` has more than `max` characters (Unicode scalar values). White space that is
/// removed later counts: a published limit holds for what is sent. It also holds for the normal form C, in
/// which text is stored and which has more characters for a few letters (क़).
#[must_use]
pub fn is_longer_than(text: &str, max: usize) -> bool {
    text.chars().nth(max).is_some() || (!text.is_ascii() && nfc(text).chars().nth(max).is_some())
}

/// Returns whether `text` has no visible character: only white space, default ignorable characters and
/// blank symbols.
#[must_use]
pub fn shows_nothing(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_hidden(c) || is_blank(c))
}

/// Whether `c` is a symbol without ink: of Braille, music and hieroglyphs.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{1d159}' | '\u{13441}' | '\u{13442}')
}

/// Returns `text` in Unicode normal form C.
#[must_use]
pub fn nfc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// Returns `text` in Unicode normal form KC, which also replaces compatibility characters, such as those
/// of full width.
#[must_use]
pub fn nfkc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text)
}

/// Returns a domain in its ASCII form (IDNA), and an address literal, such as `[127.0.0.1]`, as it is.
#[must_use]
pub fn ascii_domain(domain: &str) -> Option<String> {
    if domain.starts_with('[') { Some(domain.to_owned()) } else { idna::domain_to_ascii(domain).ok() }
}

/// Returns the ASCII digit of a decimal digit of any script, and `None` for any other character.
#[must_use]
pub fn ascii_digit(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c).filter(char::is_ascii_digit);
    }
    let categories = CodePointMapData::<GeneralCategory>::new();
    let is_digit = |code: &u32| categories.get32(*code) == GeneralCategory::DecimalNumber;
    let code = u32::from(c);
    if !is_digit(&code) {
        return None;
    }
    // Decimal digits are encoded in contiguous runs from 0 to 9 (Unicode stability policy), so the first
    // one of adjacent runs is a zero.
    let before = (0..code).rev().take_while(is_digit).count();
    u32::try_from(before % 10).ok().and_then(|value| char::from_digit(value, 10))
}

/// Returns whether `c` is a dash or a minus sign of any script, or the sign for a long vowel, which Japanese
/// keyboards type instead.
#[must_use]
pub fn is_dash(c: char) -> bool {
    GeneralCategory::for_char(c) == GeneralCategory::DashPunctuation || matches!(c, '\u{2212}' | '\u{30fc}')
}

/// Returns `text` with the ASCII characters of full width, which keyboards for Chinese and Japanese type,
/// in their usual width.
#[must_use]
pub fn ascii_width(text: &str) -> Cow<'_, str> {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{fe6b}' => Some('@'),
        _ => None,
    };
    if text.contains(|c| narrow(c).is_some()) {
        Cow::Owned(text.chars().map(|c| narrow(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns whether `text` has a character of a script without an alphabet: its characters stand for words
/// or syllables, so fewer of them say as much.
#[must_use]
pub fn has_syllabic_script(text: &str) -> bool {
    !text.is_ascii()
        && text.chars().any(|c| {
            matches!(
                Script::for_char(c),
                Script::Han
                    | Script::Hiragana
                    | Script::Katakana
                    | Script::Bopomofo
                    | Script::Hangul
                    | Script::Yi
                    | Script::Tangut
                    | Script::Nushu
                    | Script::KhitanSmallScript
                    | Script::Ethiopic
                    | Script::Cherokee
                    | Script::CanadianAboriginal
                    | Script::Vai
            )
        })
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
        assert!(is_longer_than("\u{958}\u{958}", 3) && !is_longer_than("\u{958}\u{958}", 4), "as they are stored");
    }

    #[test]
    fn ascii_digit_reads_digits_of_every_script() {
        for (digits, expected) in [
            ("0123456789", "0123456789"),
            ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
            ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
            ("०१२३४५६७८९", "0123456789"),
            ("෦෧෨෩෪෫෬෭෮෯", "0123456789"),
            ("０１２３４５６７８９", "0123456789"),
            ("𝟎𝟗𝟘𝟡𝟶𝟿", "090909"),
        ] {
            assert_eq!(digits.chars().filter_map(ascii_digit).collect::<String>(), expected, "{digits}");
        }
        assert!(["a", "²", "½", "Ⅷ", "一", "-"].iter().all(|text| text.chars().all(|c| ascii_digit(c).is_none())));
    }

    #[test]
    fn ascii_width_narrows_only_ascii_characters() {
        assert_eq!(ascii_width("ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ！～"), "anna@example.org!~");
        assert_eq!(ascii_width("a﹫b"), "a@b");
        assert_eq!(ascii_width("ｶﾞ。müß"), "ｶﾞ。müß");
    }

    #[test]
    fn digits_are_encoded_in_runs_of_ten() {
        let categories = CodePointMapData::<GeneralCategory>::new();
        let mut run = 0;
        for code in 0..=0x0011_0000 {
            if categories.get32(code) == GeneralCategory::DecimalNumber {
                run += 1;
            } else {
                assert_eq!(run % 10, 0, "before {code:x}");
                run = 0;
            }
        }
    }

    #[test]
    fn scripts_of_syllables_and_words_are_known() {
        for text in ["泳ぐ", "走る", "운동", "ヨガ", "ㄅㄆ", "ꀀꀁ", "ሩጫ", "1杯"] {
            assert!(has_syllabic_script(text), "{text}");
        }
        for text in ["Go", "ไป", "යන", "جر", "до", "12", "", "🏃🏃"] {
            assert!(!has_syllabic_script(text), "{text}");
        }
    }
}
