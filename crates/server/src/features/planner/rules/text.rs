//! Turns text that a person typed into text that is safe to use inside a sentence.

/// The maximum length of the input that is read, in Unicode scalar values.
const MAX_INPUT_CHARS: usize = 2_000;

/// Plain words: tags, control characters, quotes, Markdown and emoji gone, spaces collapsed.
pub(in crate::features::planner) fn clean(text: &str) -> String {
    let mut out = String::new();
    let head: Vec<char> = text.chars().take(MAX_INPUT_CHARS).collect();
    let mut at = 0;
    while let Some(&c) = head.get(at) {
        at += 1;
        if c == '<' && head.get(at).is_some_and(|n| n.is_ascii_alphabetic() || "/!?".contains(*n)) {
            if let Some(end) = head[at..].iter().position(|&c| c == '>') {
                at += end + 1;
            }
            out.push(' ');
            continue;
        }
        match c {
            '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{b4}' => out.push('\''),
            '\u{2013}' | '\u{2014}' => out.push_str(", "),
            '!' | '?' => out.push('.'),
            '\'' | '-' | ',' | '.' | ':' | ';' | '%' | '&' | '/' | '+' | '(' | ')' | '$' | '€' | '£' => out.push(c),
            c if c.is_alphanumeric() || is_joining(c) => out.push(c),
            _ => out.push(' '),
        }
    }
    let spaced = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tidy = spaced.replace(" ,", ",").replace(" .", ".");
    while tidy.contains("..") {
        tidy = tidy.replace("..", ".");
    }
    tidy.trim_matches(|c: char| !(c.is_alphanumeric() || is_joining(c) || "()$€£%".contains(c))).to_owned()
}

/// Marks and joiners that belong to the letter before them. Direction marks are not among them:
/// they could turn the rest of a sentence around.
fn is_joining(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x591..=0x5bd | 0x5bf | 0x5c1..=0x5c2 | 0x610..=0x61a | 0x64b..=0x65f
        | 0x670 | 0x900..=0x903 | 0x93a..=0x94f | 0x962..=0x963 | 0x981..=0xddf | 0xe31..=0xe4e | 0x102b..=0x103e
        | 0x17b4..=0x17d3 | 0x3099..=0x309a | 0x200c | 0x200d)
}

/// Lower-case words with single spaces between and around, apostrophes dropped: `" dont give up "`,
/// so that `contains(" give up ")` matches whole words. Hyphens separate words.
pub(in crate::features::planner) fn spaced(text: &str) -> String {
    let mut out = String::from(" ");
    for c in clean(text).chars() {
        match c {
            '\'' => {}
            c if c.is_alphanumeric() || is_joining(c) => out.extend(c.to_lowercase()),
            _ if out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Whether the spaced text holds one of the phrases as whole words.
pub(in crate::features::planner) fn has_any(spaced: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|p| find_phrase(spaced, p).is_some())
}

/// Byte offset of a whole-word phrase in spaced text.
pub(in crate::features::planner) fn find_phrase(spaced: &str, phrase: &str) -> Option<usize> {
    spaced.match_indices(phrase).map(|(at, _)| at).find(|&at| {
        at > 0 && spaced.as_bytes()[at - 1] == b' ' && spaced.as_bytes().get(at + phrase.len()) == Some(&b' ')
    })
}

/// At most `max` characters, cut between words with an ellipsis.
pub(in crate::features::planner) fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let mut out = String::new();
    for word in text.split(' ') {
        if out.chars().count() + word.chars().count() + 2 > max {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if out.is_empty() {
        out = text.chars().take(max.saturating_sub(1)).collect();
    }
    while out.ends_with([',', ';', ':', '.', '-', '&', '/', '(']) || ends_dangling(&out) {
        let end = out.rfind(' ').unwrap_or(0);
        if end == 0 {
            break;
        }
        let keep = if ends_dangling(&out) { end } else { out.len() - 1 };
        out.truncate(keep);
    }
    out.push('…');
    out
}

/// Whether the text ends with a word that cannot stand last.
fn ends_dangling(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
    text.contains(' ')
        && matches!(
            last.as_str(),
            "a" | "an"
                | "the"
                | "and"
                | "or"
                | "but"
                | "to"
                | "of"
                | "my"
                | "your"
                | "in"
                | "on"
                | "for"
                | "with"
                | "at"
                | "i"
                | "so"
                | "that"
        )
}

/// First person turned to second: "I want my energy back" becomes "you want your energy back".
pub(in crate::features::planner) fn to_you(text: &str) -> String {
    swap_person(text, |word, before| {
        Some(match word {
            "i" => "you",
            "i'm" | "im" => "you're",
            "i've" | "ive" => "you've",
            "i'll" => "you'll",
            "i'd" => "you'd",
            "my" => "your",
            "me" => "you",
            "mine" => "yours",
            "myself" => "yourself",
            "am" => "are",
            "was" if before == "i" => "were",
            _ => return None,
        })
    })
}

/// Second person turned to first, for the "then I ..." half of an if-then.
pub(in crate::features::planner) fn to_me(text: &str) -> String {
    swap_person(text, |word, before| {
        Some(match word {
            "your" => "my",
            "yours" => "mine",
            "yourself" => "myself",
            "you're" => "I'm",
            "you've" => "I've",
            "you"
                if matches!(
                    before,
                    "around" | "to" | "for" | "with" | "at" | "near" | "behind" | "help" | "helps" | "of"
                ) =>
            {
                "me"
            }
            "you" => "I",
            _ => return None,
        })
    })
}

fn swap_person(text: &str, swap: impl Fn(&str, &str) -> Option<&'static str>) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut before = String::new();
    for word in text.split(' ') {
        let core = word.trim_matches([',', '.', ':', ';', '(', ')']);
        let lower = core.to_lowercase();
        match swap(&lower, &before) {
            Some(new) if !core.is_empty() => out.push(word.replacen(core, new, 1)),
            _ => out.push(word.to_owned()),
        }
        before = lower;
    }
    out.join(" ")
}

/// The first letter in upper case.
pub(in crate::features::planner) fn capitalise(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Names that obstacles begin with.
#[rustfmt::skip]
const PROPER: &[&str] = &[
    "Netflix", "Instagram", "Facebook", "Twitter", "Reddit", "Monday", "Mondays", "Friday", "Fridays",
    "Saturday", "Sunday", "Sundays", "Christmas", "Ramadan", "Spanish", "English", "French", "German",
    "Snapchat", "Fortnite", "Minecraft",
];

/// The first letter in lower case, unless the word is "I" or written in capitals.
pub(in crate::features::planner) fn decapitalise(text: &str) -> String {
    let first = text.split([' ', '\'']).next().unwrap_or_default();
    if first == "I" || PROPER.contains(&first) || first.chars().filter(|c| c.is_uppercase()).count() > 1 {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
