//! Extracts phrases from the answers to the dynamic questions, for use in tasks.

use super::super::rules::Answer;
use crate::features::planner::rules::text::{clean, decapitalise, shorten, spaced, to_you};

/// Phrases from the answers; empty if no answer fits.
#[derive(Default)]
pub(super) struct AnswerPhrases {
    /// "after breakfast"
    pub anchor: String,
    /// "a friend", "your partner"
    pub person: String,
    /// The smallest version, as typed.
    pub small: String,
    /// The sign of progress, as typed.
    pub sign: String,
    /// The replacement activity, as typed.
    pub swap: String,
    /// The moment of the strongest urge: "after meals".
    pub moment: String,
}

/// Reads the answers. Questions are recognised by their words, so that those of an AI work too.
pub(super) fn answer_phrases(answers: &[Answer]) -> AnswerPhrases {
    let mut told = AnswerPhrases::default();
    for Answer { question, answer } in answers.iter().take(12) {
        let said = clean(answer);
        let said = said.split(['.', ';']).next().unwrap_or_default().trim();
        if said.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            continue;
        }
        let asked = spaced(question);
        let about = |words: &[&str]| crate::features::planner::rules::text::has_any(&asked, words);
        if about(&["already do", "follow", "attach", "anchor", "routine"]) {
            told.anchor = adverbial(said);
        } else if about(&["smallest", "tiny", "tiniest", "minimum"]) {
            told.small = shorten(said, 60);
        } else if about(&["who"]) {
            told.person = person(said);
        } else if about(&["instead", "replace", "replacement"]) {
            told.swap = shorten(said, 60);
        } else if about(&["when in the day", "strongest", "what time", "time of day"]) {
            told.moment = adverbial(said);
        } else if about(&["sign", "notice", "paying off", "good day", "look like", "look"]) {
            told.sign = shorten(said, 80);
        }
    }
    told
}

/// "After breakfast" as it stands inside a sentence; empty if it is not of that shape.
fn adverbial(said: &str) -> String {
    let text = to_you(&decapitalise(said));
    let fits =
        ["after ", "before ", "when ", "while ", "in the ", "at ", "during ", "right after ", "around ", "with "]
            .iter()
            .any(|p| text.starts_with(p));
    if fits && said.is_ascii() && text.chars().count() <= 48 { text } else { String::new() }
}

fn person(said: &str) -> String {
    let text = to_you(&decapitalise(said));
    let first = text.split(' ').next().unwrap_or_default();
    let fits =
        matches!(first, "your" | "a" | "an" | "the" | "someone") && text.split(' ').count() <= 5 && said.is_ascii();
    if text.starts_with("no one") || !fits { String::new() } else { text }
}
