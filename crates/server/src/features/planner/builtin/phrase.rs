//! Turns the habit's text into phrases for tasks.

use super::super::rules::HabitType;
use super::classify::wish;
use super::phrase_words::{CRAFTS, FIRST_REPEATS, INSTRUMENTS, INTRANSITIVE, LANGUAGES, NOT_VERBS, VERBS};
use super::topics::Topic;
use crate::features::planner::rules::text::{clean, decapitalise, spaced, to_you};

/// The phrases of one plan: those of the topic, adapted to the user's words.
pub(super) struct Words {
    pub doing: String,
    pub it: String,
    pub gear: String,
    pub spot: String,
    pub tiny: String,
    pub verb: String,
    pub counted: String,
    /// The act is done once and is then done ("water the plants").
    pub single: bool,
    /// The single act is getting in touch with a person ("call my mother").
    pub contact: bool,
    /// `verb` where it can last longer or shorter ("read"); empty for what is simply done or not.
    pub some: String,
    /// `verb` where it can be done at another hour; empty for bedtimes, sips and sums.
    pub later: String,
}

/// The habit's own words as a part of speech.
enum Phrase {
    /// "water the plants"
    Verb(String),
    /// "biting your nails", "jogging"
    Gerund(String),
    /// "guitar practice", "ගිටාර් වාදනය"
    Noun(String),
}

/// Longest phrase that is woven in, in characters.
const LONGEST: usize = 44;

/// The phrases for a habit of this topic.
pub(super) fn words(habit: &str, kind: HabitType, topic: &Topic) -> Words {
    let lex = &topic.lex;
    let mut words = Words {
        doing: lex.doing.to_owned(),
        it: lex.it.to_owned(),
        gear: lex.gear.to_owned(),
        spot: lex.spot.to_owned(),
        tiny: lex.tiny.to_owned(),
        verb: lex.verb.to_owned(),
        counted: lex.counted.to_owned(),
        single: false,
        contact: false,
        some: String::new(),
        later: String::new(),
    };
    let text = spaced(habit);
    match topic.slug {
        "general" => general_good(habit, &mut words),
        "general-bad" | "body" | "talk" | "thoughts" | "vaping" => general_bad(habit, kind, &mut words),
        "language" => {
            if let Some(name) = LANGUAGES.iter().find(|l| text.contains(&format!(" {} ", l.to_lowercase()))) {
                words.doing = format!("practising {name}");
                words.it = format!("your {name} practice");
                words.verb = format!("practise {name}");
                words.tiny = format!("say five words of {name} out loud");
            }
        }
        "music" => {
            if let Some(name) = INSTRUMENTS.iter().find(|i| text.contains(&format!(" {i} "))) {
                words.gear = format!("your {name}");
                words.it = format!("your {name} practice");
                words.verb = format!("practise the {name}");
                words.doing = format!("playing the {name}");
                words.tiny = format!("pick up the {name} and play one line slowly")
                    .replace("pick up the piano", "sit down at the piano")
                    .replace("pick up the drums", "sit down at the drums")
                    .replace("pick up the keyboard", "sit down at the keyboard");
            } else if text.contains(" sing ") || text.contains(" singing ") || text.contains(" choir ") {
                words.gear = "your song sheet".to_owned();
                words.doing = "singing".to_owned();
                words.it = "your singing".to_owned();
                words.verb = "sing".to_owned();
                words.tiny = "hum one line".to_owned();
            }
        }
        "social" => {
            if let Some(Phrase::Verb(verb)) = phrase(habit)
                && matches!(
                    first_word(&verb),
                    "call" | "phone" | "visit" | "text" | "message" | "hug" | "thank" | "compliment" | "ring"
                )
            {
                words.doing = gerund_phrase(&verb);
                words.it.clone_from(&words.doing);
                words.contact = matches!(first_word(&verb), "call" | "phone" | "visit" | "text" | "message" | "ring");
                words.tiny = "send one warm line".to_owned();
                words.verb = verb;
                words.single = true;
            }
        }
        "art" => {
            if let Some((_, verb, gear, tiny)) =
                CRAFTS.iter().find(|(said, ..)| said.iter().any(|w| text.contains(&format!(" {w} "))))
            {
                words.verb = (*verb).to_owned();
                words.doing = gerund_phrase(verb);
                words.it = format!("your {}", gerund_phrase(verb));
                words.gear = (*gear).to_owned();
                words.tiny = (*tiny).to_owned();
            }
        }
        "strength" => {
            if text.contains(" plank") {
                "hold a plank".clone_into(&mut words.verb);
                "hold a plank for ten seconds".clone_into(&mut words.tiny);
            } else if let Some((_, tiny)) =
                FIRST_REPEATS.iter().find(|(said, _)| said.iter().any(|w| text.contains(&format!(" {w} "))))
            {
                (*tiny).clone_into(&mut words.tiny);
            }
        }
        _ => {}
    }
    let by_the_clock = matches!(topic.slug, "sleep" | "waking" | "water" | "money" | "food" | "gratitude");
    if topic.kind == HabitType::Good && !by_the_clock && !matches!(topic.slug, "life" | "confidence") {
        words.later.clone_from(&words.verb);
        let lasts = !words.single && !matches!(topic.slug, "breakfast" | "social");
        let shaped = ["spend a few", "give a few", "make a start"].iter().any(|p| words.verb.starts_with(p));
        if lasts && !shaped {
            words.some.clone_from(&words.verb);
        }
    }
    words
}

fn general_good(habit: &str, words: &mut Words) {
    let Some(phrase) = phrase(habit) else { return };
    match phrase {
        Phrase::Verb(verb) => {
            words.doing = gerund_phrase(&verb);
            words.it.clone_from(&words.doing);
            words.tiny.clone_from(&verb);
            words.single = true;
            words.counted = first_word(&verb).to_owned();
            words.verb = verb;
        }
        Phrase::Gerund(doing) => {
            words.verb = format!("spend a few minutes {doing}");
            words.tiny = format!("spend two minutes {doing}");
            words.it.clone_from(&doing);
            words.doing = doing;
        }
        Phrase::Noun(noun) => {
            words.verb = format!("give a few minutes to {noun}");
            words.tiny = format!("give two minutes to {noun}");
            words.it.clone_from(&noun);
            words.doing = noun;
        }
    }
}

fn general_bad(habit: &str, _kind: HabitType, words: &mut Words) {
    match phrase(habit) {
        Some(Phrase::Verb(verb)) => words.doing = gerund_phrase(&verb),
        Some(Phrase::Gerund(doing) | Phrase::Noun(doing)) => words.doing = doing,
        None => {}
    }
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}

/// The habit as a short phrase in the second person, without its openings and side remarks.
fn phrase(habit: &str) -> Option<Phrase> {
    let cleaned = clean(habit);
    let first = cleaned.split(['.', ';', ':', ',']).next().unwrap_or_default().trim();
    // Count words of what `wish` left over, and take as many from the end of the original.
    let rest = wish(first).rest;
    let left = rest.split_whitespace().count();
    let originals: Vec<&str> =
        first.split([' ', '-', '/', '&', '+']).filter(|w| w.chars().any(char::is_alphanumeric)).collect();
    let skip = originals.len().checked_sub(left)?;
    let cut_words = if first.contains(['-', '/', '&', '+']) { None } else { Some(originals[skip..].join(" ")) };
    let kept = cut_words.unwrap_or_else(|| tail_words(first, skip));
    let kept = cut_tails(&kept);
    if kept.chars().filter(|c| c.is_alphabetic()).count() < 3 || kept.chars().count() > LONGEST {
        return None;
    }
    let kept = to_you(&decapitalise(&kept));
    let head = first_word(&kept).to_lowercase();
    if !head.chars().any(char::is_alphabetic)
        || matches!(
            head.as_str(),
            "you"
                | "we"
                | "it"
                | "be"
                | "that"
                | "this"
                | "if"
                | "why"
                | "what"
                | "how"
                | "you're"
                | "you'm"
                | "and"
                | "or"
        )
    {
        return None;
    }
    if kept.split(' ').any(|w| {
        matches!(w.to_lowercase().as_str(), "you" | "is" | "are" | "was" | "because" | "really" | "please" | "want")
    }) {
        return None;
    }
    // "iron your shirts", "massage the dog": what takes "your" or "the" is done to it.
    let object =
        kept.split(' ').nth(1).is_some_and(|w| matches!(w, "your" | "the" | "a" | "an" | "her" | "his" | "our"))
            && kept.is_ascii()
            && !head.ends_with("ing")
            && !NOT_VERBS.contains(&head.as_str());
    if object || VERBS.contains(&head.as_str()) && kept.contains(' ') || INTRANSITIVE.contains(&kept.as_str()) {
        return Some(Phrase::Verb(kept));
    }
    if head.ends_with("ing")
        && head.len() > 5
        && !matches!(
            head.as_str(),
            "morning" | "evening" | "everything" | "something" | "nothing" | "spring" | "string"
        )
    {
        return Some(Phrase::Gerund(kept));
    }
    let plain = kept.split(' ').count() <= 4;
    (plain && known_noun(&kept)).then_some(Phrase::Noun(kept))
}

/// Nonsense ("asdf") and lone adjectives stay out of sentences; other scripts are trusted.
fn known_noun(text: &str) -> bool {
    let ascii = text.is_ascii();
    let vowels = text.chars().filter(|c| "aeiouy".contains(c.to_ascii_lowercase())).count();
    let adjective = matches!(
        text,
        "healthy"
            | "healthier"
            | "better"
            | "happy"
            | "happier"
            | "fit"
            | "fitter"
            | "early"
            | "earlier"
            | "productive"
            | "calm"
            | "calmer"
            | "confident"
            | "good"
            | "nice"
            | "kind"
            | "patient"
            | "rich"
            | "strong"
    );
    // "drnk moar watr" is a slip of the finger, not the name of a thing.
    let readable = text.split(' ').all(|w| w.len() < 3 || w.contains(|c: char| "aeiouyAEIOUY".contains(c)));
    !adjective
        && readable
        && (!ascii || (vowels >= 2 && text.len() >= 4 && !text.contains("asdf") && !text.contains("qwert")))
}

/// The words after the first `skip`, with their hyphens.
fn tail_words(text: &str, skip: usize) -> String {
    let mut seen = 0;
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let boundary = matches!(c, ' ' | '-' | '/' | '&' | '+');
        if !boundary && !in_word {
            if seen == skip {
                return text[at..].to_owned();
            }
            seen += 1;
        }
        in_word = !boundary;
    }
    String::new()
}

/// "practise guitar every evening for 21 days" is "practise guitar".
fn cut_tails(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut end = text.len();
    if lower.len() == text.len() {
        for tail in [
            " every ",
            " each ",
            " daily",
            " before ",
            " after ",
            " for ",
            " in the ",
            " at ",
            " by ",
            " when ",
            " while ",
            " so that ",
            " so i ",
            " because ",
            " twice ",
            " once ",
            " per ",
            " a day",
            " regularly",
            " more often",
            " again",
            " consistently",
            " until ",
            " more",
            " on time",
            " a lot",
            " all the time",
            " so much",
            " too much",
            " too often",
            " everyday",
            " tonight",
            " today",
            " during ",
            " on weekdays",
            " instead ",
        ] {
            if let Some(at) = lower.find(tail).filter(|at| *at > 0) {
                end = end.min(at);
            }
        }
    }
    let kept = text[..end].trim();
    let mut words: Vec<&str> = kept.split(' ').collect();
    words.retain(|w| !w.starts_with(|c: char| c.is_ascii_digit()));
    words.join(" ")
}

/// "bite your nails" becomes "biting your nails".
fn gerund_phrase(verb_phrase: &str) -> String {
    let (verb, rest) = verb_phrase.split_once(' ').map_or((verb_phrase, ""), |(v, r)| (v, r));
    let verb = verb.to_lowercase();
    let ing = match verb.as_str() {
        "sit" | "get" | "put" | "set" | "swim" | "plan" | "stop" | "cut" | "jog" | "run" | "chat" | "hit" | "dig"
        | "knit" | "hug" | "nag" | "log" | "skip" | "shop" | "rub" => {
            format!("{verb}{}ing", &verb[verb.len() - 1..])
        }
        "lie" => "lying".to_owned(),
        "be" => "being".to_owned(),
        v if v.ends_with('e') && !v.ends_with("ee") && !v.ends_with("ye") => format!("{}ing", &v[..v.len() - 1]),
        v => format!("{v}ing"),
    };
    if rest.is_empty() { ing } else { format!("{ing} {rest}") }
}
