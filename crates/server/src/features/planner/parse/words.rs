//! Parses short answers: one word, four questions, one sentence.

use super::super::rules::{Classification, fold};
use super::{clean, without_thinking};

/// Finds good, bad or unknown in an answer that may have chatter, JSON or a LaTeX box around it.
#[must_use]
pub fn classification(answer: &str) -> Option<Classification> {
    let answer = without_thinking(answer);
    let lower = answer.to_lowercase();
    // The answer follows a box or "type"; otherwise it is the last matching word.
    let places = ["\\boxed{", "\"type\"", "'type'", "answer:", "classification:"];
    let marked = places.iter().filter_map(|place| lower.rfind(place).map(|at| at + place.len())).max();
    marked.and_then(|at| first_word(&lower[at..])).or_else(|| last_word(&lower))
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = Option<Classification>> {
    text.split(|c: char| !c.is_alphanumeric()).map(|word| match word {
        "good" | "build" => Some(Classification::Good),
        "bad" | "quit" => Some(Classification::Bad),
        "unknown" | "unclear" | "neither" => Some(Classification::Unknown),
        _ => None,
    })
}

fn first_word(text: &str) -> Option<Classification> {
    words(text).take(8).flatten().next()
}

fn last_word(text: &str) -> Option<Classification> {
    words(text).flatten().next_back()
}

/// A question with choices, as a model wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedQuestion {
    #[allow(missing_docs, reason = "the name says it")]
    pub text: String,
    /// Choices, at most six.
    pub choices: Vec<String>,
}

/// The questions of an answer, four at most: by JSON, else lines that end with a question mark.
#[must_use]
pub fn questions(answer: &str) -> Vec<ParsedQuestion> {
    let answer = without_thinking(answer);
    let json = answer.find('{').zip(answer.rfind('}')).filter(|(from, to)| from < to);
    let document = json.and_then(|(from, to)| serde_json::from_str::<serde_json::Value>(&answer[from..=to]).ok());
    let listed: Vec<ParsedQuestion> = match document.as_ref().and_then(|document| document["questions"].as_array()) {
        Some(items) => items
            .iter()
            .filter_map(|item| {
                let text = item.as_str().or(item["text"].as_str()).or(item["question"].as_str())?;
                let choices = item["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
                let choices = choices.iter().filter_map(|choice| choice.as_str()).map(clean).collect();
                Some(ParsedQuestion { text: clean(text), choices })
            })
            .collect(),
        None => answer.lines().map(|line| ParsedQuestion { text: clean(line), choices: Vec::new() }).collect(),
    };
    let mut seen = std::collections::HashSet::new();
    let fine = listed.into_iter().filter(|asked| is_question(&asked.text) && seen.insert(fold(&asked.text)));
    fine.take(4)
        .map(|asked| {
            let mut known = std::collections::HashSet::new();
            let fits = |choice: &String| {
                (1..=60).contains(&choice.chars().count()) && is_plain(choice) && known.insert(fold(choice))
            };
            ParsedQuestion { text: asked.text, choices: asked.choices.into_iter().filter(fits).take(6).collect() }
        })
        .collect()
}

fn is_question(text: &str) -> bool {
    (8..=200).contains(&text.chars().count()) && text.ends_with(['?', '？', '؟']) && is_plain(text)
}

/// No markup, no address.
fn is_plain(text: &str) -> bool {
    let lower = text.to_lowercase();
    !text.contains(['<', '>', '{', '}', '`', '\\'])
        && !["http:", "https:", "www."].iter().any(|link| lower.contains(link))
}

/// The one task of an answer: JSON's `task`, else the first line with words.
#[must_use]
pub fn sentence(answer: &str) -> Option<String> {
    let answer = without_thinking(answer);
    let json = answer.find('{').zip(answer.rfind('}')).filter(|(from, to)| from < to);
    let document = json.and_then(|(from, to)| serde_json::from_str::<serde_json::Value>(&answer[from..=to]).ok());
    let task = document.as_ref().and_then(|document| document["task"].as_str()).map(clean);
    task.or_else(|| {
        let lines = answer.lines().map(clean).filter(|line| !line.is_empty() && !line.ends_with(':'));
        lines.into_iter().next()
    })
}
