//! The rule for text that other people see: it has no invisible characters, none that change the direction
//! of the text, and no piles of marks.
//!
//! Some invisible characters are part of how a script or an emoji is written. They are accepted where they
//! have an effect: joiners after letters of scripts that join, next to the sign that joins letters to a
//! conjunct, and in emoji sequences; one variation selector after what it varies; the tags of the flags of
//! England, Scotland and Wales; and the spaces of zero width around words of scripts that are written
//! without spaces.

use std::fmt;

use icu_properties::props::{
    BidiControl, BinaryProperty, DefaultIgnorableCodePoint, Emoji, EnumeratedProperty, ExtendedPictographic,
    GeneralCategory, GeneralCategoryGroup, IndicSyllabicCategory, JoiningType, LineBreak, NoncharacterCodePoint,
    Script,
};

use super::{nfc, one_line};

/// Marks above, below or around one letter. Tibetan has up to eight, other scripts have up to five.
const MAX_MARKS: usize = 8;
/// Marks of no particular script among them, such as accents (UTS 39, 5.4).
const MAX_INHERITED_MARKS: usize = 4;
/// The flags that are encoded with tags, without the black flag before and the end tag after them (the
/// subdivisions that Unicode recommends for general interchange).
const TAGGED_FLAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];
/// Tags of one of them, with the end tag.
const MAX_FLAG_TAGS: usize = 6;
const BLACK_FLAG: char = '\u{1f3f4}';
const END_TAG: char = '\u{e007f}';
const ENCLOSING_KEY: char = '\u{20e3}';
const ZERO_WIDTH_SPACE: char = '\u{200b}';
const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
/// Of Mongolian.
const VOWEL_SEPARATOR: char = '\u{180e}';

/// Why others should not see a text. Displayed as a sentence for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// It has a character that shows nothing.
    Invisible(char),
    /// It has a character that changes the direction of the text.
    Reordering(char),
    /// A letter has more marks than any script needs.
    Marks,
}

impl TextFault {
    /// The code of the error of a field.
    pub const CODE: &'static str = "invalid-character";
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invisible(c) => {
                write!(f, "This contains an invisible character (U+{:04X}). Type the text again.", u32::from(*c))
            }
            Self::Reordering(c) => {
                let code = u32::from(*c);
                write!(f, "This contains a character that reorders text (U+{code:04X}). Type the text again.")
            }
            Self::Marks => f.write_str("A letter has too many marks above or below it."),
        }
    }
}

/// Returns a title or name that others see: one line in normal form C, without hidden characters at its ends.
///
/// # Errors
/// The first fault inside the line.
pub fn display_line(text: &str) -> Result<String, TextFault> {
    display(&one_line(text))
}

/// Returns a text that others see, in normal form C, without white space and hidden characters at its ends.
/// Its lines stay.
///
/// # Errors
/// The first fault inside the text.
pub fn display_text(text: &str) -> Result<String, TextFault> {
    display(text)
}

fn display(text: &str) -> Result<String, TextFault> {
    if is_plain(text) {
        return Ok(text.trim().to_owned());
    }
    let composed = nfc(text);
    let visible = trim_hidden(&composed);
    let chars: Vec<char> = visible.chars().collect();
    match (0..chars.len()).find_map(|at| fault_at(&chars, at)) {
        Some(fault) => Err(fault),
        None => Ok(visible.to_owned()),
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\t' | b'\n' | b'\r'))
}

/// Returns `text` without white space and hidden characters at its ends. Those that belong to the last
/// letter or emoji stay.
#[must_use]
pub fn trim_hidden(text: &str) -> &str {
    let blank = |c: char| c.is_whitespace() || is_hidden(c);
    // Nothing before them makes hidden characters at the start meaningful.
    let text = text.trim_start_matches(blank);
    let trimmed = text.trim_end_matches(blank);
    let mut end = trimmed.len();
    if end < text.len() {
        let mut chars: Vec<char> = text.chars().collect();
        while let Some(at) = chars.len().checked_sub(1).filter(|at| blank(chars[*at])) {
            if is_hidden(chars[at]) && is_meaningful(&chars, at) {
                break;
            }
            chars.pop();
        }
        end = chars.iter().map(|c| c.len_utf8()).sum();
    }
    text.get(..end).unwrap_or(trimmed)
}

/// Returns `text` without what [`display_text`] refuses: for text of which every word counts, such as a
/// report or an answer of an AI.
#[must_use]
pub fn without_hidden(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut kept = nfc(text).into_owned();
    loop {
        let chars: Vec<char> = kept.chars().collect();
        let visible: String =
            (0..chars.len()).filter(|at| fault_at(&chars, *at).is_none()).map(|at| chars[at]).collect();
        if visible.len() == kept.len() {
            return kept;
        }
        // Neighbours of a removed character may compose now, or have lost their meaning.
        kept = nfc(&visible).into_owned();
    }
}

/// Returns whether a character is invisible wherever its surroundings give it no meaning: default ignorable
/// characters (which include those that change the direction), noncharacters, interlinear annotations and the
/// place of an object that was pasted without it.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    // Below U+0300 only the soft hyphen is.
    if c < '\u{300}' {
        return c == '\u{ad}';
    }
    DefaultIgnorableCodePoint::for_char(c) || NoncharacterCodePoint::for_char(c) || matches!(c, '\u{fff9}'..='\u{fffc}')
}

fn fault_at(chars: &[char], at: usize) -> Option<TextFault> {
    let c = chars[at];
    if c.is_control() && !c.is_whitespace() {
        return Some(TextFault::Invisible(c));
    }
    if c < '\u{300}' && c != '\u{ad}' {
        return None;
    }
    if is_hidden(c) {
        let kind = if BidiControl::for_char(c) { TextFault::Reordering } else { TextFault::Invisible };
        return (!is_meaningful(chars, at)).then_some(kind(c));
    }
    let is_one_too_many = is_mark(c)
        && (marks_until(chars, at, |_| true) > MAX_MARKS
            || (is_inherited(c) && marks_until(chars, at, is_inherited) > MAX_INHERITED_MARKS));
    is_one_too_many.then_some(TextFault::Marks)
}

/// Marks of a kind in a row of marks up to and including `at`, as far as they matter.
fn marks_until(chars: &[char], at: usize, is_kind: impl Fn(char) -> bool) -> usize {
    let before = chars[..=at].iter().rev().take_while(|c| is_mark(**c) || is_hidden(**c));
    before.filter(|c| is_mark(**c) && is_kind(**c)).take(MAX_MARKS + 1).count()
}

fn is_inherited(c: char) -> bool {
    Script::for_char(c) == Script::Inherited
}

fn is_mark(c: char) -> bool {
    let stacks =
        matches!(GeneralCategory::for_char(c), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark);
    stacks && !is_hidden(c)
}

fn is_meaningful(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
    let after = chars.get(at + 1).copied();
    let Some(before) = before else { return false };
    match chars[at] {
        JOINER if after.is_some_and(ExtendedPictographic::for_char) && ends_emoji(chars, at - 1) => true,
        JOINER | NON_JOINER => joins(chars, at),
        ZERO_WIDTH_SPACE => separates_words(before, after),
        // The keys 0-9, # and *, which are plain characters without the enclosing key.
        '\u{fe0e}' | '\u{fe0f}' if before.is_ascii() => Emoji::for_char(before) && after == Some(ENCLOSING_KEY),
        '\u{fe00}'..='\u{fe0f}' => !before.is_ascii() && has_variants(before),
        '\u{e0100}'..='\u{e01ef}' => Script::for_char(before) == Script::Han,
        VOWEL_SEPARATOR if is_mongolian_selector(before) => at > 1 && is_mongolian(chars[at - 2]),
        VOWEL_SEPARATOR => is_mongolian(before),
        c if is_mongolian_selector(c) => is_mongolian(before),
        '\u{e0020}'..='\u{e007f}' => is_in_flag(chars, at),
        _ => false,
    }
}

/// Whether the character at `at` ends an emoji that a joiner may follow.
fn ends_emoji(chars: &[char], at: usize) -> bool {
    let is_emoji = |c: char| ExtendedPictographic::for_char(c) || matches!(c, '\u{1f3fb}'..='\u{1f3ff}' | END_TAG);
    let at = if chars[at] == '\u{fe0f}' { at.checked_sub(1) } else { Some(at) };
    at.is_some_and(|at| is_emoji(chars[at]))
}

/// Whether the joiner at `at` has an effect: it follows a letter of a script whose letters join, or it is next
/// to the sign that makes a conjunct of the letters around it.
fn joins(chars: &[char], at: usize) -> bool {
    let Some(letter) = chars[..at].iter().rev().find(|c| !is_mark(**c)) else { return false };
    let group = GeneralCategory::for_char(*letter);
    let is_letter = GeneralCategoryGroup::Letter.contains(group) || GeneralCategoryGroup::Mark.contains(group);
    let next_to_conjunct_sign = || {
        let neighbours = [at - 1, at + 1];
        neighbours.iter().filter_map(|at| chars.get(*at)).any(|c| is_conjunct_sign(*c))
    };
    is_letter
        && !is_hidden(*letter)
        && (JoiningType::for_char(*letter) != JoiningType::NonJoining
            || (IndicSyllabicCategory::for_char(*letter) != IndicSyllabicCategory::Other && next_to_conjunct_sign()))
}

/// Whether `c` makes a conjunct of two letters, or shifts the register of one, unless a joiner prevents it.
fn is_conjunct_sign(c: char) -> bool {
    matches!(
        IndicSyllabicCategory::for_char(c),
        IndicSyllabicCategory::Virama
            | IndicSyllabicCategory::PureKiller
            | IndicSyllabicCategory::InvisibleStacker
            | IndicSyllabicCategory::RegisterShifter
    )
}

/// Whether a space of zero width between these characters separates words: one of them belongs to a script in
/// which spaces don't, and the other one is visible.
fn separates_words(before: char, after: Option<char>) -> bool {
    let Some(after) = after else { return false };
    let is_visible = |c: char| !is_hidden(c) && !c.is_whitespace();
    is_visible(before) && is_visible(after) && (has_no_word_spaces(before) || has_no_word_spaces(after))
}

/// Whether a letter belongs to a script in which words are not separated by spaces.
fn has_no_word_spaces(c: char) -> bool {
    matches!(
        LineBreak::for_char(c),
        LineBreak::ComplexContext
            | LineBreak::Aksara
            | LineBreak::AksaraPrebase
            | LineBreak::AksaraStart
            | LineBreak::Virama
            | LineBreak::ViramaFinal
    )
}

fn is_mongolian(c: char) -> bool {
    Script::for_char(c) == Script::Mongolian && !is_hidden(c)
}

fn is_mongolian_selector(c: char) -> bool {
    matches!(c, '\u{180b}'..='\u{180d}' | '\u{180f}')
}

/// Whether a variation selector may follow: emoji, symbols, and letters of scripts that have variants.
fn has_variants(c: char) -> bool {
    if is_hidden(c) {
        return false;
    }
    let category = GeneralCategory::for_char(c);
    Emoji::for_char(c)
        || ExtendedPictographic::for_char(c)
        || GeneralCategoryGroup::Symbol.contains(category)
        || matches!(Script::for_char(c), Script::Han | Script::Hiragana | Script::Katakana | Script::Myanmar)
        || matches!(Script::for_char(c), Script::Mongolian | Script::PhagsPa)
}

/// Whether the tag at `at` is part of one of [`TAGGED_FLAGS`].
fn is_in_flag(chars: &[char], at: usize) -> bool {
    let near = at.saturating_sub(MAX_FLAG_TAGS);
    let Some(start) = chars[near..at].iter().rposition(|c| *c == BLACK_FLAG) else { return false };
    let first = near + start + 1;
    let tags = chars[first..].iter().take_while(|c| matches!(c, '\u{e0020}'..='\u{e007e}')).take(MAX_FLAG_TAGS);
    let name: String = tags.filter_map(|c| char::from_u32(u32::from(*c) - 0xe_0000)).collect();
    let end = first + name.len();
    at <= end && TAGGED_FLAGS.contains(&name.as_str()) && chars.get(end) == Some(&END_TAG)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts in many scripts with the invisible characters that they need.
    const GENUINE: &[&str] = &[
        "Read 20 pages",
        "ශ්\u{200d}රී ලංකාව",
        "ක්\u{200d}ෂණික",
        "می\u{200c}خواهم بدوم",
        "خانه\u{200c} ها",
        "क्\u{200d}ष और क्\u{200c}ष",
        "र\u{200d}्क",
        "র\u{200d}্যাব",
        "അവന്\u{200d}",
        "ಕ್\u{200c}ಷ",
        "نص عربي مُشَكَّل",
        "שָׁלוֹם עֲלֵיכֶם",
        "ผู้ใหญ่น้ำ",
        "Nguyễn Thị Ngọc Ánh",
        "ཧྐྵྨླྺྼྻྂ",
        "བཀྲ་ཤིས་བདེ་ལེགས།",
        "ក្រុង\u{200b}ភ្នំពេញ",
        "សួស្តី",
        "葛\u{e0100}城市",
        "ᠮᠣᠩᠭᠣᠯ\u{180b} ᠪᠢᠴᠢᠭ",
        "❤\u{fe0f} every day",
        "❤\u{fe0f}",
        "1\u{fe0f}\u{20e3} first",
        "👩\u{200d}🚀",
        "👩🏽\u{200d}🚀 and 👨\u{200d}👩\u{200d}👧\u{200d}👦",
        "🏳\u{fe0f}\u{200d}🌈",
        "🏴\u{200d}☠\u{fe0f}",
        "🧔🏿\u{200d}♂\u{fe0f}",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "Walk in 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}!",
        "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "🇱🇰 🇩🇪",
        "\u{2800}⠓⠑⠇⠇⠕\u{2800}⠺⠕⠗⠇⠙",
        "e\u{304}\u{301}",
        "អាន\u{200b}២០\u{200b}ទំព័រ។",
        "រៀន\u{200b}20\u{200b}នាទី",
        "ប្រើ\u{200b}Facebook",
        "ꦗꦮ\u{200b}ꦗꦮ",
        "ᠭ\u{180b}\u{180e}ᠠ",
        "ක\u{200d}්ව",
        "ម៉\u{200c}ិ",
        "ɛ\u{325}\u{303}\u{301}\u{361}",
        "שִּׁ֖",
    ];

    #[test]
    fn text_of_every_script_is_kept() {
        for text in GENUINE {
            let composed = nfc(text);
            assert_eq!(
                display_line(text).as_deref(),
                Ok(composed.trim()),
                "{text} {:x?}",
                text.chars().collect::<Vec<_>>()
            );
            assert_eq!(display_text(text).as_deref(), Ok(composed.trim()), "{text}");
            assert_eq!(without_hidden(text), *composed, "{text}");
        }
    }

    #[test]
    fn hidden_and_reordering_characters_are_refused_inside() {
        for c in [
            '\u{200b}',
            '\u{2060}',
            '\u{feff}',
            '\u{ad}',
            '\u{34f}',
            '\u{115f}',
            '\u{3164}',
            '\u{ffa0}',
            '\u{17b4}',
            '\u{180e}',
            '\u{2061}',
            '\u{206a}',
            '\u{fe0f}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e007f}',
            '\u{e0100}',
            '\u{1d173}',
            '\u{200c}',
            '\u{200d}',
            '\u{fffb}',
            '\u{fffc}',
            '\u{ffff}',
        ] {
            assert_eq!(display_line(&format!("Run{c}ning")), Err(TextFault::Invisible(c)), "{:x}", u32::from(c));
            assert_eq!(without_hidden(&format!("Run{c}ning")), "Running");
        }
        for c in ['\u{202e}', '\u{202a}', '\u{202c}', '\u{2066}', '\u{2069}', '\u{61c}', '\u{200e}', '\u{200f}'] {
            assert_eq!(display_line(&format!("Run{c}ning")), Err(TextFault::Reordering(c)), "{:x}", u32::from(c));
            assert_eq!(display_line(&format!("سلام{c} دنیا")), Err(TextFault::Reordering(c)), "{:x}", u32::from(c));
            assert_eq!(display_text(&format!("Hello\n{c}you")), Err(TextFault::Reordering(c)), "{:x}", u32::from(c));
        }
        assert_eq!(display_text("a\u{1b}[31m"), Err(TextFault::Invisible('\u{1b}')));
    }

    #[test]
    fn meaning_depends_on_the_surroundings() {
        for text in [
            "a\u{200d}b",
            "😀\u{200d}a",
            "a\u{200d}😀b",
            "ශ්\u{200d}\u{200d}රී",
            "❤\u{fe0f}\u{fe0f}b",
            "葛\u{e0100}\u{e0101}b",
            "ᠭ\u{180b}\u{180c}ᠠ",
            "ᠭ\u{180e}\u{180e}ᠠ",
            "ᠭ\u{180b}\u{180e}\u{180b}ᠠ",
            "ᠭ\u{180b}\u{fe00}ᠠ",
            // They have no effect there.
            "แอด\u{200d}มิน",
            "क\u{200c}मल",
            "தமி\u{200d}ழ்",
            "🏴\u{e0067}\u{e0062}b",
            "🏴\u{e0068}\u{e0065}\u{e006c}\u{e006c}\u{e006f}\u{e007f}b",
            "😀\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}b",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}\u{e0041}b",
            "សួ\u{200b}\u{200b}a",
            "សួ\u{200b} a",
            "a\u{200b}b សួ",
            "12\u{200d}3",
            "1\u{fe0f}2",
            "a+\u{fe00}b",
            "#\u{fe0e}b",
            "x\u{fe0f}\u{20e3}b",
        ] {
            assert!(matches!(display_line(text), Err(TextFault::Invisible(_))), "{text:?}");
        }
    }

    #[test]
    fn hidden_characters_at_the_ends_are_removed() {
        for text in ["\u{feff}Walk", "Walk\u{200b}", " \u{2066}Walk\u{2069} ", "\u{202a}\u{200e} Walk \u{202c}\u{200f}"]
        {
            assert_eq!(display_line(text).as_deref(), Ok("Walk"), "{text:?}");
            assert_eq!(trim_hidden(text), "Walk", "{text:?}");
        }
        assert_eq!(display_line("❤\u{fe0f}\u{200b} ").as_deref(), Ok("❤\u{fe0f}"));
        assert_eq!(display_line("\u{200b}\u{2060}").as_deref(), Ok(""));
        assert_eq!(display_text("\u{feff}two\nlines\u{200b}\n").as_deref(), Ok("two\nlines"));
    }

    #[test]
    fn piles_of_marks_are_refused() {
        assert_eq!(display_line(&format!("a{}", "\u{30d}".repeat(98))), Err(TextFault::Marks));
        let two = format!("{}{}{}", "\u{316}".repeat(5), "\u{200d}", "\u{316}".repeat(5));
        assert!(display_line(&format!("क{two}")).is_err());
        assert_eq!(display_line(&format!("W{}", "\u{335}\u{321}\u{31b}\u{316}\u{35c}")), Err(TextFault::Marks));
        let both = "\u{f90}".repeat(MAX_MARKS - 2);
        assert!(display_line(&format!("ཀ{both}\u{301}\u{302}")).is_ok());
        assert!(display_line(&format!("ཀ{both}\u{301}\u{302}\u{f90}")).is_err());
        let marks = without_hidden(&format!("x{}y", "\u{30d}".repeat(98))).chars().count() - 2;
        assert_eq!(marks, MAX_INHERITED_MARKS);
    }

    #[test]
    fn faults_are_sentences() {
        let fault = display_line("a\u{202e}b").unwrap_err();
        assert_eq!(fault.to_string(), "This contains a character that reorders text (U+202E). Type the text again.");
        let fault = display_line("a\u{200b}b").unwrap_err();
        assert_eq!(fault.to_string(), "This contains an invisible character (U+200B). Type the text again.");
    }

    /// Text with many characters that matter to the rule.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            proptest::sample::select(GENUINE.to_vec()).prop_map(str::to_owned),
            any::<char>().prop_map(String::from),
            "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{fe00}-\u{fe0f}\u{e0020}-\u{e007f}\u{300}-\u{330}]{1,4}",
            "[a-z \n]{0,4}",
            "[අ-ෆ\u{dca}ا-ي😀🏴👩]{1,3}",
        ];
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn display_is_idempotent_and_never_keeps_a_direction_control(text in text()) {
            for clean in [display_line, display_text] {
                let Ok(kept) = clean(&text) else { continue };
                prop_assert_eq!(clean(&kept), Ok(kept.clone()));
                prop_assert!(!kept.contains(BidiControl::for_char), "{:?}", kept);
                prop_assert!(!kept.starts_with(is_hidden), "{:?}", kept);
                let tags = kept.chars().filter(|c| matches!(c, '\u{e0020}'..='\u{e007f}')).count();
                prop_assert!(tags <= 6 * kept.matches(BLACK_FLAG).count(), "{:?}", kept);
            }
        }

        #[test]
        fn without_hidden_returns_text_that_is_accepted(text in text()) {
            let kept = without_hidden(&text);
            prop_assert_eq!(display_text(&kept), Ok(trim_hidden(&kept).to_owned()));
            prop_assert_eq!(without_hidden(&kept), kept);
        }
    }
}
