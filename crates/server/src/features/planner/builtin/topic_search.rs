//! Finds the topic of a wish by its words.

use super::super::rules::HabitType;
use super::topics::{TOPICS, Topic};
use crate::features::planner::rules::text::find_phrase;

/// Returns the topic of the given type that best matches a text in the form of `spaced`.
pub(super) fn best(text: &str, kind: HabitType) -> Option<&'static Topic> {
    let mut best: Option<(&'static Topic, i64)> = None;
    for topic in TOPICS.iter().filter(|t| t.kind == kind) {
        let hits = topic.strong.iter().map(|p| (p, 1_000)).chain(topic.weak.iter().map(|p| (p, 0)));
        for (phrase, weight) in hits {
            let Some(at) = find_phrase(text, phrase) else { continue };
            let words = i64::try_from(phrase.split(' ').count()).unwrap_or(1);
            let place = i64::try_from(at).unwrap_or(i64::MAX).min(400);
            let score = weight + words * 60 - place;
            if best.is_none_or(|(_, top)| score > top) {
                best = Some((topic, score));
            }
        }
    }
    best.map(|(topic, _)| topic).or_else(|| misspelt(text, kind))
}

/// Returns the topic of a word with one typing error: "watr", "exercice".
fn misspelt(text: &str, kind: HabitType) -> Option<&'static Topic> {
    text.split_whitespace().filter(|w| (4..=16).contains(&w.len()) && w.is_ascii()).find_map(|word| {
        TOPICS.iter().filter(|t| t.kind == kind).find(|topic| {
            topic.strong.iter().any(|known| known.len() >= 5 && !known.contains(' ') && one_slip(word, known))
        })
    })
}

/// Returns whether two words with the same first letter differ by one letter that is missing, added,
/// changed or swapped with the next. A plural counts as a different word.
fn one_slip(typed: &str, known: &str) -> bool {
    let (a, b) = (typed.as_bytes(), known.as_bytes());
    if a.first() != b.first() || a.len().abs_diff(b.len()) > 1 || known.strip_suffix('s') == Some(typed) {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Less => a == &b[1..],
        std::cmp::Ordering::Greater => &a[1..] == b,
        // One letter changed in the middle of a short word is often another word ("plants", "plans").
        std::cmp::Ordering::Equal => {
            a.len() >= 2 && (a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..] || typed.len() >= 8 && a[1..] == b[1..])
        }
    }
}
