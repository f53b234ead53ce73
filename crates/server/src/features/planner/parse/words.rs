//! Parses the short answers of a model: a classification, a list of questions, a task.

use super::super::rules::{Classification, fold};
use super::{clean, without_thinking};

/// Returns the classification in an answer, which may surround it with prose, JSON or a LaTeX box.
#[must_use]
pub fn classification(answer: &str) -> Option<Classification> {
    let answer = without_thinking(answer);
    let lower = answer.to_lowercase();
    // The classification follows the last marker; without a marker, it is the last matching word.
    let markers = ["\\boxed{", "\"type\"", "'type'", "answer:", "classification:"];
    let marked = markers.iter().filter_map(|marker| lower.rfind(marker).map(|at| at + marker.len())).max();
    marked.and_then(|at| first_classification(&lower[at..])).or_else(|| last_classification(&lower))
}

fn classifications(text: &str) -> impl DoubleEndedIterator<Item = Option<Classification>> {
    text.split(|c: char| !c.is_alphanumeric()).map(|word| match word {
        "good" | "build" => Some(Classification::Good),
        "bad" | "quit" => Some(Classification::Bad),
        "unknown" | "unclear" | "neither" => Some(Classification::Unknown),
        _ => None,
    })
}

fn first_classification(text: &str) -> Option<Classification> {
    classifications(text).take(8).flatten().next()
}

fn last_classification(text: &str) -> Option<Classification> {
    classifications(text).flatten().next_back()
}

/// A question with choices, as a model wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParsedQuestion {
    #[allow(missing_docs, reason = "the name says it")]
    pub text: String,
    /// At most six.
    pub choices: Vec<String>,
}

/// Returns at most four different questions from an answer: from `questions` in its JSON, or else its lines that end
/// with a question mark.
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
    let valid = listed.into_iter().filter(|question| is_question(&question.text) && seen.insert(fold(&question.text)));
    valid
        .take(4)
        .map(|question| {
            let mut seen_choices = std::collections::HashSet::new();
            let is_valid = |choice: &String| {
                (1..=60).contains(&choice.chars().count()) && is_plain(choice) && seen_choices.insert(fold(choice))
            };
            ParsedQuestion {
                text: question.text,
                choices: question.choices.into_iter().filter(is_valid).take(6).collect(),
            }
        })
        .collect()
}

fn is_question(text: &str) -> bool {
    (8..=200).contains(&text.chars().count()) && text.ends_with(['?', '？', '؟']) && is_plain(text)
}

/// Returns whether `text` contains no markup and no URL.
fn is_plain(text: &str) -> bool {
    let lower = text.to_lowercase();
    !text.contains(['<', '>', '{', '}', '`', '\\'])
        && !["http:", "https:", "www."].iter().any(|link| lower.contains(link))
}

/// Returns the task in an answer: `task` in its JSON, or else the first line that is not empty and does not end with
/// a colon.
#[must_use]
pub fn sentence(answer: &str) -> Option<String> {
    let answer = without_thinking(answer);
    let json = answer.find('{').zip(answer.rfind('}')).filter(|(from, to)| from < to);
    let document = json.and_then(|(from, to)| serde_json::from_str::<serde_json::Value>(&answer[from..=to]).ok());
    let task = document.as_ref().and_then(|document| document["task"].as_str()).map(clean);
    task.or_else(|| answer.lines().map(clean).find(|line| !line.is_empty() && !line.ends_with(':')))
}
