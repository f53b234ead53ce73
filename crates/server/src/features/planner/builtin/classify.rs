//! Good, bad or unknown, and which topic: reading the wish's own words.

use super::super::rules::Classification;
use super::super::rules::HabitType::{self, Bad, Good};
use super::topic_search;
use super::topics::{self, Topic};
use crate::features::planner::rules::text::{find_phrase, has_any, spaced};

/// Openings that say nothing yet.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "i really want to", "i would like to", "id like to", "i want to", "i wanna", "i need to", "i have to",
    "i should", "i must", "i will", "i am going to", "im going to", "im trying to", "i am trying to",
    "i wish to", "i wish i could", "help me to", "help me", "please", "my goal is to", "my goal is", "goal",
    "finally", "try to", "trying to", "start to", "to start", "starting to", "starting", "start", "begin to",
    "begin", "be able to", "get into the habit of", "the habit of", "develop a habit of", "build a habit of",
    "make a habit of", "get into", "get better at", "get back to", "get back into", "take up", "commit to", "get up and go", "get up and", "go out and", "get out and", "get off the sofa and",
    "continue to", "keep on", "keep", "learn how to", "learn to", "to", "just", "really", "always", "regularly",
    "daily", "consistently", "remember to", "do some", "do more", "do", "more", "habit", "new habit",
    "a bit of", "some", "actually", "today",
];

/// Openings that say the rest is to go.
#[rustfmt::skip]
const QUITS: &[&str] = &[
    "quit", "quitting", "stop", "stopping", "avoid", "avoiding", "reduce", "reducing", "cut down on",
    "cut down", "cut back on", "cut back", "cutting down on", "cutting back on", "cut out", "cutting out",
    "cut", "give up on", "give up", "giving up", "get rid of", "no more", "no", "limit", "limiting",
    "break the habit of", "break my habit of", "break free from", "kick the habit of", "kick my", "kick the",
    "drop", "dont", "do not", "not", "never", "resist", "overcome", "beat my", "detox from", "get off",
    "stay off", "stay away from", "keep away from", "eliminate", "end my", "end the", "end", "control my",
    "control", "curb", "refrain from", "abstain from", "wean off", "wean myself off", "lower my", "decrease",
    "less", "fewer", "spend less time on", "spend less time", "minimise", "minimize", "fight my", "leave",
    "without", "break", "fix my", "skip", "swear off", "ditch", "free from", "be free from", "be free of",
    "get over", "let go of", "to stop", "to quit", "too much", "using", "addicted to", "my addiction to",
];

/// Words that are a habit to quit wherever they stand.
#[rustfmt::skip]
const BAD_WORDS: &[&str] = &[
    "doomscrolling", "doom scrolling", "doomscroll", "scrolling", "smoke", "smoking", "smoker", "cigarettes",
    "cigarette", "vape", "vaping", "nicotine", "procrastinate", "procrastinating", "procrastination",
    "nail biting", "biting my nails", "bite my nails", "biting nails", "binge watching", "binge watch",
    "bingeing", "binging", "binge eating", "binge drinking", "overeating", "overeat", "gossip", "gossiping",
    "gambling", "gamble", "betting", "swearing", "swear", "cursing", "overspending", "overspend",
    "impulse buying", "impulse purchases", "impulse shopping", "snooze", "snoozing", "junk food", "fast food",
    "late night snacking", "midnight snacks", "snacking", "overthinking", "overthink", "complaining",
    "complain", "interrupting", "slouching", "slouch", "skipping", "being late", "always late", "oversleeping",
    "oversleep", "porn", "pornography", "hair pulling", "skin picking", "picking my skin",
    "cracking my knuckles", "thumb sucking", "weed", "cannabis", "drugs", "too much", "addiction", "addicted",
    "staying up late", "stay up late", "sleeping late", "wasting time", "waste time", "worrying", "ruminating",
    "negative self talk", "comparing myself", "perfectionism", "people pleasing", "lying", "yelling",
    "shouting", "nagging", "alcohol", "alcoholism", "beer", "whisky", "whiskey", "vodka", "soft drinks", "soda",
    "energy drinks", "emotional eating", "stress eating", "comfort eating", "screen time", "clutter",
    "hoarding", "tobacco", "betel", "multitasking", "laziness", "being lazy", "jealousy", "temper", "sedentary",
    "sitting all day", "all nighters", "dry january", "dry july",
];

/// Turns of phrase that mean building although they look like quitting.
#[rustfmt::skip]
const GOOD_TURNS: &[&str] = &[
    "dont skip", "do not skip", "never skip", "never miss", "dont miss", "do not miss", "not miss", "not skip",
    "dont forget", "do not forget", "never forget", "not forget", "instead of", "say no", "without stopping",
    "dont give up", "never give up", "not give up", "less than", "no less than", "by meditating", "by walking",
    "by exercising", "break a sweat", "stop and breathe", "quit my job", "break records", "stop to",
    "leave on time", "leave early", "leave work on time", "cut my hair", "cut the grass", "cut vegetables",
    "control my breathing", "break for", "break every", "leave home",
];

/// Good words without a topic of their own.
#[rustfmt::skip]
const GOOD_WORDS: &[&str] = &[
    "floss", "flossing", "brush", "brushing", "teeth", "vitamins", "vitamin", "skincare", "sunscreen",
    "moisturise", "posture", "garden", "gardening", "plants", "water the plants", "practise", "practice",
    "practising", "practicing", "play", "make", "plan", "planning", "track", "weigh myself", "shower",
    "cold shower", "cold showers", "medication", "medicine", "supplements", "podcast", "podcasts", "listen",
    "early", "earlier", "on time", "punctual", "wash", "feed", "care", "take", "sit", "stand up", "review",
    "puzzle", "sudoku", "memorise", "memorize", "donate", "recycle", "improve", "better", "more", "become",
    "grow", "discipline", "confident", "confidence", "routine", "productive", "tidy", "affirmations", "smile",
    "help", "visit", "mask", "sunlight", "nature", "dog", "self care", "self love", "typing", "pills",
    "prepare", "commute", "unplug", "hobby", "fish oil", "stand", "ගිටාර්", "juggle", "juggling", "whittling",
];

/// A wish split into its opening ("I want to stop") and the rest.
pub(super) struct Wish {
    /// Spaced text (see `spaced`) without the openings.
    pub rest: String,
    /// Whether an opening said "stop".
    pub quits: bool,
}

/// Takes the openings off.
pub(super) fn wish(habit: &str) -> Wish {
    let mut rest = spaced(habit);
    let mut quits = false;
    for _ in 0..12 {
        let opening = |list: &[&'static str]| {
            list.iter()
                .filter(|p| find_phrase(&rest, p) == Some(1) && rest.len() > p.len() + 2)
                .max_by_key(|p| p.len())
                .copied()
        };
        if has_any(&rest, &["say no", "break a sweat", "no less"]) && !quits {
            break;
        }
        let (lead, quit) = (opening(LEADS), opening(QUITS));
        let (cut, quit) = match (lead, quit) {
            (Some(l), Some(q)) if q.len() >= l.len() => (q, true),
            (Some(l), _) => (l, false),
            (None, Some(q)) => (q, true),
            (None, None) => break,
        };
        quits |= quit;
        rest.drain(..=cut.len());
    }
    Wish { rest, quits }
}

/// Whether the habit is to be built or to be quit, as far as its text tells.
#[must_use]
pub fn classify(habit: &str) -> Classification {
    let all = spaced(habit);
    if all.trim().is_empty() {
        return Classification::Unknown;
    }
    let wish = wish(habit);
    let about = |kind| topic_search::best(&wish.rest, kind);
    if has_any(&all, GOOD_TURNS) && (about(Good).is_some() || has_any(&all, GOOD_WORDS)) {
        return Classification::Good;
    }
    if wish.quits {
        return Classification::Bad;
    }
    let less = has_any(
        &all,
        &[
            "less",
            "fewer",
            "quit",
            "stop",
            "give up",
            "cut down",
            "cut back",
            "no more",
            "cut out",
            "get rid of",
            "free from",
            "too much",
            "not",
        ],
    ) && !has_any(&all, &["non stop", "no less"]);
    if less
        || has_any(
            &all,
            &[
                "smoke free",
                "sugar free",
                "alcohol free",
                "phone free",
                "screen free",
                "sober",
                "sobriety",
                "caffeine free",
                "nicotine free",
                "digital detox",
            ],
        )
    {
        return Classification::Bad;
    }
    if has_any(&all, BAD_WORDS) && !has_any(&all, &["skipping rope"]) {
        return Classification::Bad;
    }
    if about(Good).is_some() || has_any(&all, GOOD_WORDS) {
        return Classification::Good;
    }
    if about(Bad).is_some() {
        return Classification::Bad;
    }
    Classification::Unknown
}

/// Patterns that mean a good thing left undone: what to plan is the thing itself.
#[rustfmt::skip]
const LEFT_UNDONE: &[&str] = &[
    "skipping", "skip", "missing", "miss", "forgetting", "forget", "neglecting", "neglect", "avoiding", "avoid",
    "postponing",
];

/// The topic whose words and content fit the wish.
///
/// A bad pattern that is a good thing left out ("skipping breakfast") gets the good thing's topic.
pub(super) fn topic(habit: &str, kind: HabitType) -> &'static Topic {
    let wish = wish(habit);
    // An opening such as "start" or "get up" may itself be the point ("wake up").
    let rest = if wish.rest.trim().is_empty() { spaced(habit) } else { wish.rest };
    let main = main_part(&rest);
    if ["water the", "water my", "water plants", "clean my teeth", "brush my teeth"]
        .iter()
        .any(|p| find_phrase(&main, p) == Some(1))
    {
        return topics::general(kind);
    }
    if kind == Bad {
        let undone = LEFT_UNDONE.iter().any(|w| find_phrase(&spaced(habit), w).is_some());
        if undone
            && topic_search::best(&main, Bad).is_none_or(|t| t.category != super::Category::Screens)
            && let Some(good) = topic_search::best(&main, Good)
        {
            return good;
        }
        return topic_search::best(&main, Bad)
            .or_else(|| topic_search::best(&rest, Bad))
            .unwrap_or_else(|| topics::general(Bad));
    }
    topic_search::best(&main, Good)
        .or_else(|| topic_search::best(&main, Bad))
        .or_else(|| topic_search::best(&rest, Good))
        .unwrap_or_else(|| topics::general(Good))
}

/// The text up to a side remark of time or place ("before bed", "instead of scrolling").
fn main_part(rest: &str) -> String {
    let mut end = rest.len();
    for stop in [
        "before",
        "after",
        "when",
        "while",
        "instead of",
        "in bed",
        "so that",
        "because",
        "during",
        "until",
        "on my phone",
        "in my tea",
        "in my coffee",
        "with my",
        "at the",
        "to get",
        "to lose",
    ] {
        if let Some(at) = find_phrase(rest, stop).filter(|at| *at > 1) {
            end = end.min(at);
        }
    }
    rest[..end].to_owned()
}
