//! If-then plans from the stated obstacle: the condition in the user's words, the answer ours.

use super::super::rules::HabitType;
use super::content::answers;
use super::phrase::Words;
use super::text::{clean, decapitalise, has_any, shorten, spaced};
use super::topics::Topic;

/// What kind of obstacle it is, for choosing an answer that meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    Tired,
    Time,
    Phone,
    Screen,
    Forget,
    Bored,
    Stress,
    People,
    Weather,
    Craving,
    Cost,
    Place,
    Doubt,
    Other,
}

#[rustfmt::skip]
const SIGNS: &[(Obstacle, &[&str])] = &[
    (Obstacle::Phone, &["phone", "scroll", "scrolling", "instagram", "tiktok", "social media", "screen", "screens",
        "internet", "notifications", "whatsapp", "facebook", "reels", "apps"]),
    (Obstacle::Screen, &["youtube", "netflix", "tv", "television", "series", "games", "gaming", "videos", "shows", "movies",
        "computer", "playstation"]),
    (Obstacle::Tired, &["tired", "exhausted", "sleepy", "energy", "fatigue", "worn out", "drained", "sore", "no sleep",
        "late nights", "tiredness", "exhaustion"]),
    (Obstacle::Time, &["time", "busy", "schedule", "deadlines", "overtime", "work late", "meetings", "hectic", "hours",
        "long days", "job", "workload", "commute", "late home"]),
    (Obstacle::Forget, &["forget", "forgetting", "forgetful", "remember", "slips my mind", "forgot", "memory",
        "out of sight"]),
    (Obstacle::Stress, &["stress", "stressed", "stressful", "anxious", "anxiety", "sad", "angry", "lonely", "upset",
        "nervous", "overwhelmed", "emotions", "emotional", "worried", "worries", "pressure", "depressed",
        "mood", "frustrated", "tense", "loneliness"]),
    (Obstacle::People, &["friends", "family", "kids", "children", "husband", "wife", "partner", "colleagues", "coworkers",
        "people", "party", "parties", "roommate", "social", "guests", "baby", "boyfriend", "girlfriend",
        "mother", "others", "boss", "office", "everyone", "company", "weddings"]),
    (Obstacle::Weather, &["rain", "raining", "rainy", "cold", "weather", "hot", "heat", "dark", "winter", "snow", "wind",
        "humid", "monsoon"]),
    (Obstacle::Craving, &["craving", "cravings", "urge", "urges", "crave", "temptation", "tempting", "tempted", "habit",
        "automatic", "automatically", "coffee", "tea", "alcohol", "beer", "meals", "meal", "dinner",
        "lunch", "addicted", "withdrawal", "smell", "hungry", "hunger", "dessert", "sweets"]),
    (Obstacle::Bored, &["bored", "boring", "boredom", "lazy", "laziness", "motivation", "unmotivated", "motivated",
        "discipline", "willpower", "procrastinate", "procrastination", "dont feel like", "not in the mood",
        "give up", "lose interest", "consistency", "consistent", "starting", "start"]),
    (Obstacle::Cost, &["money", "expensive", "cost", "costs", "afford", "price", "prices", "budget", "salary"]),
    (Obstacle::Place, &["travel", "travelling", "traveling", "trips", "noise", "noisy", "space", "room", "equipment", "gym",
        "far", "home", "kitchen", "messy", "clutter", "weekend", "weekends",
        "holiday", "holidays"]),
    (Obstacle::Doubt, &["afraid", "fear", "perfect", "perfectionism", "failure", "fail", "failing", "shy", "embarrassed",
        "judge", "judged", "difficult", "hard", "confused", "dont know", "doubt", "confidence", "bad at",
        "good enough", "not good", "guilty", "ashamed"]),
];

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

/// Times of day that are typed as if they were things.
#[rustfmt::skip]
const HOURS: &[(&str, &str)] = &[
    ("night", "it gets hard at night"), ("nights", "it gets hard at night"),
    ("morning", "it gets hard in the morning"), ("mornings", "it gets hard in the morning"),
    ("the morning", "it gets hard in the morning"), ("the mornings", "it gets hard in the morning"),
    ("evening", "it gets hard in the evening"), ("evenings", "it gets hard in the evening"),
    ("the evening", "it gets hard in the evening"), ("the evenings", "it gets hard in the evening"),
    ("afternoon", "it gets hard in the afternoon"), ("afternoons", "it gets hard in the afternoon"),
    ("weekend", "it gets hard at the weekend"), ("weekends", "it gets hard at the weekend"),
    ("the weekend", "it gets hard at the weekend"), ("the weekends", "it gets hard at the weekend"),
    ("Mondays", "it gets hard on Mondays"), ("winter", "it gets hard in winter"),
    ("summer", "it gets hard in summer"), ("lunch", "it gets hard at lunch"), ("dinner", "it gets hard at dinner"),
    ("parties", "it gets hard at parties"), ("party", "it gets hard at parties"),
    ("meals", "it gets hard after meals"), ("travelling", "I'm travelling"), ("traveling", "I'm travelling"),
    ("motivation", "I lack motivation"), ("discipline", "I lack discipline"),
    ("willpower", "I lack willpower"), ("energy", "I lack energy"), ("time", "I lack time"), ("sleep", "I lack sleep"),
    ("patience", "I lack patience"), ("money", "I lack money"), ("confidence", "I lack confidence"),
    ("focus", "I lack focus"), ("support", "I lack support"), ("expensive", "it is expensive"),
    ("boring", "it is boring"), ("difficult", "it is difficult"), ("hard", "it is hard"), ("too hard", "it is too hard"),
    ("too expensive", "it is too expensive"), ("too boring", "it is too boring"), ("too difficult", "it is too difficult"),
    ("sick", "I'm ill"), ("ill", "I'm ill"),
];

/// Things one has one of: "phone" is "my phone", "warm bed" is "my warm bed".
#[rustfmt::skip]
const MINE: &[&str] = &[
    "phone", "smartphone", "boss", "job", "bed", "husband", "wife", "partner", "boyfriend", "girlfriend", "baby",
    "kid", "son", "daughter", "dog", "cat", "mother", "father", "mum", "mom", "dad", "schedule", "commute", "body",
    "back", "knee", "head", "mind", "brain", "flatmate", "roommate", "laptop", "brother", "sister", "family",
];
/// Things everybody knows which one is meant.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "weather", "office", "kitchen", "fridge", "sofa", "couch", "television", "internet", "pub", "bar", "alarm",
    "cold", "rain", "heat", "gym", "neighbour", "neighbours", "neighbors", "kids", "children", "news",
];

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

/// Verbs that are nothing else: after any noun they make a clause ("mornings are chaos").
#[rustfmt::skip]
const SURELY: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "gets", "get", "keeps", "keep", "makes", "make", "takes", "take",
    "feels", "feel", "goes", "go", "comes", "come", "wakes", "wake", "add", "adds", "won't", "don't", "doesn't",
    "can't", "isn't", "aren't", "eat", "eats", "bring", "brings", "cry", "cries", "distract", "distracts", "hurt",
    "hurts", "said", "says", "told", "asked", "offer", "interrupt", "interrupts", "tempts", "tempt", "pulls", "insist", "insists", "always", "never",
    "lasts", "expect", "expects",
];

#[rustfmt::skip]
const FINITE: &[&str] = &[
    "is", "are", "am", "was", "has", "have", "gets", "get", "wakes", "wake", "comes", "come", "makes", "make",
    "keeps", "keep", "calls", "call", "won't", "don't", "doesn't", "can't", "isn't", "aren't", "takes", "take",
    "feels", "feel", "runs", "run", "goes", "go", "wants", "want", "needs", "need", "offers", "offer", "smokes",
    "smoke", "drinks", "drink", "eats", "eat", "distracts", "distract", "forget", "forgets", "fall", "falls",
    "ends", "end", "starts", "start", "lose", "hurts", "hurt", "pulls", "feels", "see", "sit", "work", "never",
    "always", "asks", "ask", "lies", "tempts", "invite", "invites", "rings", "buzzes", "leave", "stay",
    "finish", "arrive", "meet", "keeps", "stops", "stop", "know", "think", "could", "can", "will",
];

/// After these, a word that could be a verb ("work", "call") is a noun.
#[rustfmt::skip]
const NOUN_BEFORE: &[&str] = &[
    "at", "of", "from", "after", "before", "the", "a", "for", "in", "on", "no", "with", "during", "and", "who",
    "that", "which", "much", "too", "enough", "long", "hard", "late",
];

#[rustfmt::skip]
const FEELINGS: &[&str] = &[
    "tired", "exhausted", "sleepy", "lazy", "busy", "bored", "stressed", "hungry", "anxious", "lonely",
    "overwhelmed", "distracted", "forgetful", "nervous", "sad", "angry", "cold", "unmotivated", "afraid",
    "worried", "drained", "upset", "impatient", "shy", "sore", "sick", "restless", "demotivated", "frustrated",
];

#[rustfmt::skip]
const BARE_VERBS: &[&str] = &[
    "forget", "get", "keep", "feel", "hate", "lose", "run", "fall", "wake", "come", "have", "need", "stay",
    "procrastinate", "can't", "don't", "always", "never", "give", "want", "see", "sit", "work", "overthink",
    "lack", "oversleep", "snooze", "cannot", "can",
];

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
    // "my thoughts race": a plural and one more word that is no plural make a clause.
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
