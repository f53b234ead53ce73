//! Turns the user's motivation into phrases for tasks.

use crate::features::planner::rules::text::{clean, decapitalise, shorten, to_you};

/// The user's motivation.
pub(super) struct Motive {
    /// The text as typed, cleaned and shortened, for use in quotation marks. Empty if the user gave no motivation.
    pub quote: String,
    /// A clause that follows "you are doing this", such as "to sleep better" or "for your kids". Empty if the text
    /// has no known form.
    pub why: String,
}

/// Parses the motivation that the user typed.
pub(super) fn motive(motivation: &str) -> Motive {
    let cleaned = clean(motivation);
    if cleaned.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return Motive { quote: String::new(), why: String::new() };
    }
    let first = cleaned.split(['.', ';']).next().unwrap_or_default().trim().to_owned();
    let why = if cleaned.is_ascii() && first.chars().count() <= 72 { why_clause(&decapitalise(&first)) } else { None };
    Motive { quote: shorten(&cleaned, 80), why: why.unwrap_or_default() }
}

/// Returns the clause for [`Motive::why`], or `None` if the text has no known form.
fn why_clause(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let after = |prefix: &str| {
        lower.starts_with(prefix).then(|| text[prefix.len()..].trim().to_owned()).filter(|t| !t.is_empty())
    };
    for prefix in [
        "i want to ",
        "i'd like to ",
        "i would like to ",
        "i would love to ",
        "i'd love to ",
        "i need to ",
        "i wish to ",
        "i hope to ",
        "i wanna ",
        "want to ",
        "wanna ",
        "i am doing this to ",
        "i'm doing this to ",
        "in order to ",
        "because i want to ",
        "cause i want to ",
    ] {
        if let Some(rest) = after(prefix) {
            return Some(format!("to {}", to_you(&rest)));
        }
    }
    if lower.ends_with(" orders") || lower.ends_with(" advice") {
        return Some(format!("on {}", to_you(text))).filter(|_| lower.split(' ').count() <= 4);
    }
    if let Some(rest) = after("more ").filter(|rest| rest.split(' ').count() <= 5 && !lower.contains(" is ")) {
        return Some(format!("to have more {}", to_you(&rest)));
    }
    if lower.starts_with("to ") || lower.starts_with("for ") || lower.starts_with("because ") {
        return Some(to_you(text));
    }
    for prefix in ["so that i ", "so i ", "so that my ", "so my "] {
        if let Some(rest) = after(prefix) {
            let subject = if prefix.contains("my") { "your" } else { "you" };
            return Some(format!("so that {subject} {}", to_you(&rest)));
        }
    }
    for prefix in ["i want ", "i need "] {
        if let Some(rest) = after(prefix) {
            return Some(format!("for {}", to_you(&rest)))
                .filter(|_| rest.split(' ').count() <= 5 && !rest.contains(" to "));
        }
    }
    let first_word = lower.split(' ').next().unwrap_or_default();
    if matches!(
        first_word,
        "be" | "feel"
            | "sleep"
            | "have"
            | "get"
            | "lose"
            | "save"
            | "stay"
            | "become"
            | "live"
            | "improve"
            | "look"
            | "learn"
            | "reduce"
            | "see"
            | "finish"
            | "pass"
            | "keep"
            | "gain"
            | "grow"
            | "spend"
            | "enjoy"
            | "stop"
            | "breathe"
            | "run"
            | "speak"
            | "travel"
            | "build"
            | "earn"
            | "find"
            | "understand"
            | "set"
            | "protect"
            | "avoid"
            | "wake"
            | "make"
            | "buy"
            | "start"
            | "lower"
            | "relax"
    ) && lower.contains(' ')
    {
        return Some(format!("to {}", to_you(text)));
    }
    let word_count = lower.split(' ').count();
    let has_verb = lower.split(' ').skip(1).any(|w| {
        matches!(
            w,
            "is" | "are"
                | "am"
                | "was"
                | "has"
                | "have"
                | "had"
                | "want"
                | "wants"
                | "need"
                | "needs"
                | "feel"
                | "feels"
                | "told"
                | "says"
                | "said"
                | "can"
                | "can't"
                | "don't"
                | "keep"
                | "keeps"
                | "hurts"
                | "makes"
                | "love"
                | "hate"
                | "races"
                | "aches"
                | "worries"
                | "deserve"
                | "cough"
                | "wake"
                | "will"
                | "deserves"
                | "asked"
                | "miss"
                | "lost"
                | "gets"
                | "get"
        )
    });
    // As in "my boss warned me".
    let third_word_is_past = lower.split(' ').nth(2).is_some_and(|w| w.len() > 4 && w.ends_with("ed"));
    let starts_with_pronoun = matches!(first_word, "i" | "she" | "he" | "we" | "they" | "it") && lower.contains(' ');
    let is_clause = has_verb || starts_with_pronoun || third_word_is_past && matches!(first_word, "my" | "our" | "the");
    if is_clause
        && matches!(
            first_word,
            "i" | "i'm" | "my" | "we" | "it" | "it's" | "they" | "the" | "our" | "she" | "he" | "everyone"
        )
    {
        return Some(format!("because {}", to_you(text)));
    }
    let may_be_adjective = lower.ends_with('y')
        && word_count == 1
        && !matches!(
            lower.as_str(),
            "energy" | "family" | "money" | "curiosity" | "beauty" | "clarity" | "vanity" | "longevity"
        );
    let is_simple_phrase = word_count <= 5
        && !is_clause
        && !may_be_adjective
        && !first_word.ends_with("ing")
        && !lower.split(' ').any(|w| matches!(w, "i" | "i'm" | "to" | "not" | "don't" | "when"));
    let may_end_with_noun = lower.split(' ').next_back().is_some_and(|w| {
        !matches!(
            w,
            "fit"
                | "better"
                | "healthier"
                | "stronger"
                | "calm"
                | "calmer"
                | "smarter"
                | "happier"
                | "thinner"
                | "fitter"
                | "good"
                | "more"
                | "less"
                | "rich"
                | "strong"
                | "free"
                | "tired"
                | "sober"
                | "slim"
                | "well"
                | "happy"
                | "healthy"
        )
    });
    (is_simple_phrase
        && may_end_with_noun
        && lower.len() >= 4
        && !matches!(lower.as_str(), "money" | "more money" | "nothing" | "none" | "idk")
        && first_word != "no"
        && !lower.contains(" for "))
    .then(|| {
        // "exam in May" has no article and means the user's own exam.
        let needs_your =
            matches!(first_word, "exam" | "exams" | "wedding" | "marathon" | "baby" | "holiday" | "interview");
        if needs_your { format!("for your {text}") } else { format!("for {}", to_you(text)) }
    })
}
