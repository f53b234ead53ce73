//! If-then plans from the stated obstacle: the condition in the user's words, the answer ours.

use super::super::rules::HabitType;
use super::content::answers;
use super::ifthen_words::{BARE_VERBS, FEELINGS, FINITE, HOURS, KNOWN, MINE, NOUN_BEFORE, SIGNS, SURELY};
use super::obstacle::Obstacle;
use super::phrase::Words;
use super::topics::Topic;
use crate::features::planner::rules::text::{clean, decapitalise, has_any, shorten, spaced};

/// The kind of obstacle the words speak of.
pub(super) fn kind_of(obstacle: &str) -> Obstacle {
    let text = spaced(obstacle);
    SIGNS.iter().find(|(_, words)| has_any(&text, words)).map_or(Obstacle::Other, |(kind, _)| *kind)
}

/// Answers to an obstacle of this kind, as what follows "then I".
pub(super) fn answers_to(kind: Obstacle, topic: &Topic, words: &Words) -> Vec<&'static str> {
    match topic.slug {
        "sleep" | "late-nights" => answers::bedtime(kind),
        "waking" | "snoozing" => answers::morning(kind),
        _ if words.contact && !matches!(kind, Obstacle::Time | Obstacle::Forget | Obstacle::Tired) => {
            answers::contact()
        }
        _ if topic.kind == HabitType::Good && (words.single || topic.slug == "breakfast") => answers::once(kind),
        _ => answers::of(kind, topic.course()).to_vec(),
    }
}

/// The condition as it follows "If": in the user's words where they fit, quoted where they don't,
/// empty where there are none.
pub(super) fn condition(obstacle: &str, habit: HabitType) -> String {
    let cleaned = clean(obstacle);
    if cleaned.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
        return String::new();
    }
    let mut text = decapitalise(cleaned.split(['.', ';', ',']).next().unwrap_or_default().trim());
    let plain = cleaned.is_ascii();
    for lead in [
        "because ",
        "when ",
        "whenever ",
        "if ",
        "that ",
        "mostly ",
        "usually ",
        "sometimes ",
        "maybe ",
        "just ",
        "probably ",
        "often ",
        "well ",
        "simply ",
        "mainly ",
        "the fact that ",
    ] {
        if let Some(rest) = text.to_lowercase().strip_prefix(lead).map(str::len) {
            text = text[text.len() - rest..].to_owned();
        }
    }
    let text = with_article(&restore_i(&text));
    if let Some((_, clause)) = HOURS.iter().find(|(said, _)| *said == text.to_lowercase()) {
        return (*clause).to_owned();
    }
    if matches!(text.to_lowercase().as_str(), "idk" | "nothing" | "none" | "n/a" | "no idea" | "not sure") {
        return String::new();
    }
    if !plain || text.chars().count() > 64 || text.chars().count() < 2 {
        return format!("this comes up again (“{}”)", shorten(&cleaned, 70));
    }
    shape(&text, habit).unwrap_or_else(|| format!("this comes up again (“{}”)", shorten(&cleaned, 70)))
}

/// "i'm" and "i" in capitals.
fn restore_i(text: &str) -> String {
    text.split(' ')
        .map(|w| match w {
            "i" => "I".to_owned(),
            w if w.starts_with("i'") => format!("I{}", &w[1..]),
            "im" => "I'm".to_owned(),
            "ive" => "I've".to_owned(),
            "dont" => "don't".to_owned(),
            "cant" => "can't".to_owned(),
            "doesnt" => "doesn't".to_owned(),
            w => w.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// "phone" with the article that was left out.
fn with_article(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    if words.len() >= 2 && MINE.contains(&words[0]) && FINITE.contains(&words[1]) {
        return format!("my {text}");
    }
    let Some(noun) = words.last().filter(|_| words.len() <= 2) else { return text.to_owned() };
    let bare = words.len() == 1
        || matches!(
            words[0],
            "warm" | "cold" | "bad" | "old" | "demanding" | "busy" | "comfy" | "cosy" | "loud" | "noisy"
        );
    if bare && MINE.contains(noun) {
        format!("my {text}")
    } else if bare && KNOWN.contains(noun) && !(words.len() == 1 && *noun == "cold") {
        format!("the {text}")
    } else {
        text.to_owned()
    }
}

/// A clause made of the words, if their shape is known.
fn shape(text: &str, habit: HabitType) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    let head = *words.first()?;
    let clause = words.windows(2).take(5).any(|w| FINITE.contains(&w[1]) && !NOUN_BEFORE.contains(&w[0]));
    if matches!(
        head,
        "i" | "i'm"
            | "i've"
            | "i'd"
            | "it's"
            | "there's"
            | "it"
            | "there"
            | "we"
            | "everyone"
            | "someone"
            | "nobody"
            | "they"
            | "that's"
    ) {
        return (clause || head.contains('\'') || words.len() > 1).then(|| text.to_owned());
    }
    // "sore after sport" is how one feels, "sore muscles" is a thing.
    let feeling = words.iter().position(|w| FEELINGS.contains(w)).filter(|at| {
        words.get(at + 1).is_none_or(|next| {
            matches!(
                *next,
                "after"
                    | "in"
                    | "at"
                    | "when"
                    | "by"
                    | "because"
                    | "of"
                    | "and"
                    | "or"
                    | "all"
                    | "from"
                    | "to"
                    | "on"
                    | "about"
                    | "with"
                    | "most"
                    | "out"
                    | "before"
                    | "for"
                    | "during"
                    | "already"
                    | "every"
            )
        })
    });
    if feeling == Some(0)
        || (feeling.is_some_and(|at| at <= 2)
            && matches!(head, "too" | "so" | "very" | "often" | "really" | "always" | "being" | "feeling" | "getting"))
    {
        let rest = match head {
            "being" | "feeling" | "getting" | "often" | "always" | "really" => {
                text.split_once(' ').map_or(text, |(_, r)| r)
            }
            _ => text,
        };
        return Some(format!("I'm {rest}"));
    }
    if matches!(head, "no" | "not")
        || (head == "too" && matches!(words.get(1).copied(), Some("much" | "many" | "little" | "few")))
    {
        let many =
            words.iter().take(4).any(|w| w.ends_with('s') && !w.ends_with("ss")) || words.get(1) == Some(&"many");
        return (!clause).then(|| format!("there {} {text}", if many { "are" } else { "is" }));
    }
    if BARE_VERBS.contains(&head)
        && (words.len() > 1 || matches!(head, "forget" | "procrastinate" | "oversleep" | "snooze" | "overthink"))
        && !matches!(
            words.get(1).copied(),
            Some("of" | "stress" | "and" | "meetings" | "deadlines" | "trips" | "schedule" | "pressure")
        )
    {
        return Some(format!("I {text}"));
    }
    if matches!(head, "forgetting" | "forgetfulness") {
        return Some("I notice late that I forgot".to_owned());
    }
    let late = head == "late" && matches!(words.get(1).copied(), Some("at" | "in"));
    if late || matches!(head, "after" | "in" | "at" | "on" | "during" | "before" | "around" | "with") {
        return (!clause && words.len() <= 7).then(|| format!("it gets hard {text}"));
    }
    // "my thoughts race": a plural followed by a word that is not a plural makes a clause.
    let clause = clause
        || matches!(head, "my" | "our")
            && words.len() >= 3
            && words[1].ends_with('s')
            && !words[1].ends_with("ss")
            && !words[2].ends_with('s')
            && !NOUN_BEFORE.contains(&words[2])
            && !matches!(words[2], "to" | "about" | "by");
    if matches!(head, "my" | "the" | "our" | "a") && clause {
        return Some(text.to_owned());
    }
    let surely = words
        .windows(2)
        .skip(usize::from(!matches!(head, "kids" | "children" | "people" | "friends")))
        .any(|w| SURELY.contains(&w[1]) && !NOUN_BEFORE.contains(&w[0]))
        || words.get(1).is_some_and(|w| SURELY.contains(w) && !NOUN_BEFORE.contains(&head));
    if surely && words.len() >= 3 {
        return Some(text.to_owned());
    }
    let told = clause
        && !matches!(
            words.as_slice(),
            [_, "offers" | "calls" | "needs" | "wants" | "drinks" | "runs" | "stops" | "ends"]
        );
    if told || words.len() > 7 {
        return None;
    }
    // A noun phrase: find its head to get the number of the verb right.
    let stop = words
        .iter()
        .position(|w| {
            matches!(
                *w,
                "in" | "at"
                    | "of"
                    | "on"
                    | "with"
                    | "from"
                    | "after"
                    | "to"
                    | "for"
                    | "when"
                    | "while"
                    | "who"
                    | "that"
                    | "which"
                    | "about"
                    | "before"
                    | "during"
                    | "by"
            )
        })
        .unwrap_or(words.len());
    let noun = *words.get(stop.checked_sub(1)?)?;
    let joined = words[..stop].contains(&"and") || words.contains(&"&");
    let many = joined
        || (noun.ends_with('s')
            && !noun.ends_with("ss")
            && !noun.ends_with("us")
            && !matches!(noun, "news" | "tennis" | "netflix" | "series"))
        || matches!(noun, "people" | "children");
    let many = many && !(head.ends_with("ing") && head.len() > 5 && !joined);
    let verb = match (habit, many) {
        (HabitType::Good, false) => "gets in the way",
        (HabitType::Good, true) => "get in the way",
        (HabitType::Bad, false) => "makes it hard",
        (HabitType::Bad, true) => "make it hard",
    };
    Some(format!("{text} {verb}"))
}
