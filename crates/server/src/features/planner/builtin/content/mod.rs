//! The planner's words, as data: one file per subject.
//!
//! Slots: `{act}` today's act with its amount, `{q}` the amount, `{doing}` `{it}` `{gear}` `{spot}`
//! `{tiny}` `{verb}` the topic's phrases, `{m}` the reason as typed (put it in quotation marks),
//! `{why}` the reason as a clause, `{anchor}` `{person}` `{small}` `{sign}` `{swap}` `{moment}` what
//! the answers said. A line whose slot has nothing to say is left out.
//!
//! How to write a line: one small action of two to fifteen minutes, with a when or a where; second
//! person ("you", "your"), except lines that begin with "If", which speak as "I"; no full stop at
//! the end, no exclamation mark, no praise, no guilt, no medical claim.

mod alcohol;
pub(super) mod answers;
mod bad;
mod contact;
mod good;
mod good_shared;
mod intake;
mod mind;
mod money;
mod movement;
mod nourishment;
mod once;
mod practice;
mod punctual;
mod reactions_body;
mod reactions_talk;
mod reactions_thoughts;
mod reading;
mod screens;
mod sleep;
mod smoking;
mod social;
mod strength;
mod study;
mod tidiness;
mod vague;
mod writing;

pub(super) use alcohol::ALCOHOL;
pub(super) use bad::BAD;
pub(super) use contact::CONTACT;
pub(super) use good::GOOD;
pub(super) use intake::INTAKE;
pub(super) use mind::{GRATITUDE, MINDFULNESS};
pub(super) use money::{MONEY, SAVING, SPENDING};
pub(super) use movement::MOVEMENT;
pub(super) use nourishment::{FOOD, WATER};
pub(super) use once::{BREAKFAST, ONCE};
pub(super) use practice::PRACTICE;
pub(super) use punctual::PUNCTUAL;
pub(super) use reactions_body::BODY;
pub(super) use reactions_talk::TALK;
pub(super) use reactions_thoughts::THOUGHTS;
pub(super) use reading::READING;
pub(super) use screens::{PROCRASTINATION, SCREENS};
pub(super) use sleep::{SLEEP, WAKING};
pub(super) use smoking::SMOKING;
pub(super) use social::SOCIAL;
pub(super) use strength::STRENGTH;
pub(super) use study::{CODING, LANGUAGE, STUDY};
pub(super) use tidiness::TIDINESS;
pub(super) use vague::{CONFIDENCE, LIFE};
pub(super) use writing::WRITING;

use super::super::rules::HabitType;
use super::phrase::Words;
use super::topics::Topic;

/// The content of one subject. Lists of four are for week one, two, three, and later.
pub(super) struct Pack {
    /// First task: prepare, set a cue.
    pub cues: [&'static [&'static str]; 4],
    /// Second task: the act. Begins with `{act}` or names the amount by `{q}`.
    pub acts: [&'static [&'static str]; 4],
    /// Third task: notice, reward, plan.
    pub notes: [&'static [&'static str]; 4],
    /// Whole if-then plans.
    pub ifs: &'static [&'static str],
    /// What can be prepared at any moment at home: follows "While the kettle boils, ".
    pub preps: &'static [&'static str],
    /// Where and when of an act: follows `{act} `.
    pub places: &'static [&'static str],
    /// How to do it: follows `{act}, `.
    pub focuses: &'static [&'static str],
    /// A question about the day, in lower case: follows "Write one line: ".
    pub questions: &'static [&'static str],
}

/// What all topics of a type share.
pub(super) struct Shared {
    pub pack: &'static Pack,
    pub moments: &'static [&'static str],
    pub preps: &'static [&'static str],
    pub prefixes: &'static [&'static str],
    pub focuses: &'static [&'static str],
    pub media: &'static [&'static str],
    pub questions: &'static [&'static str],
    pub looks: &'static [&'static str],
    pub look_media: &'static [&'static str],
    pub look_questions: &'static [&'static str],
    pub ahead: &'static [&'static str],
    pub ahead_media: &'static [&'static str],
    pub ahead_questions: &'static [&'static str],
    pub whys: &'static [&'static str],
    pub told: &'static [&'static str],
    pub closing_looks: &'static [&'static str],
    pub closing_ahead: &'static [&'static str],
}

/// What all topics of this type share.
pub(super) fn shared(kind: HabitType) -> &'static Shared {
    match kind {
        HabitType::Good => &good_shared::SHARED,
        HabitType::Bad => &bad::SHARED,
    }
}

/// Whether a habit to quit, without an amount, is practised by waiting: an hour without a drink
/// is no feat, twenty minutes between wish and answer are.
pub(super) fn waits(topic: &Topic) -> bool {
    matches!(topic.slug, "smoking" | "vaping" | "alcohol" | "caffeine" | "sugar" | "snacking" | "spending")
}

/// Packs that are about something else than a few minutes of practice: the shared lines of
/// [`GOOD`] do not fit them.
pub(super) fn alone(pack: &'static Pack) -> bool {
    [&ONCE, &BREAKFAST, &CONTACT, &LIFE, &CONFIDENCE, &GOOD, &BAD].into_iter().any(|other| std::ptr::eq(pack, other))
}

/// Packs whose act happens in bed, at the door, or all through the day: no shared act fits ("be in bed 10 minutes
/// earlier, before the hardest part of your day begins").
pub(super) fn own_acts(pack: &'static Pack) -> bool {
    alone(pack) || [&SLEEP, &WAKING, &WATER, &PUNCTUAL].into_iter().any(|other| std::ptr::eq(pack, other))
}

/// Units that are lengths of time.
fn is_time(unit: &str) -> bool {
    matches!(unit, "minutes" | "minute" | "hours" | "hour" | "seconds" | "mins" | "min")
}

/// The act of a day with amount `n`, and the amount in words.
pub(super) fn act(
    topic: &Topic,
    words: &Words,
    day: u16,
    n: u32,
    unit: &str,
    stated: bool,
    amount: &dyn Fn(u32, &str) -> String,
) -> (String, String) {
    let unit = match (topic.slug, unit) {
        ("water", u) if !u.contains(" of ") => format!("{u} of water"),
        ("sugar", "teaspoons" | "spoons" | "cubes" | "grams") => format!("{unit} of sugar"),
        ("caffeine", "cups") => "cups of coffee or tea".to_owned(),
        _ => unit.to_owned(),
    };
    let q = amount(n, &unit).replace("1 cups of coffee", "1 cup of coffee");
    let act = match topic.kind {
        HabitType::Good => good_act(topic, words, &q, &unit),
        HabitType::Bad => bad_act(topic, words, day, n, &q, &unit, stated),
    };
    (act, q)
}

fn good_act(topic: &Topic, words: &Words, q: &str, unit: &str) -> String {
    match topic.slug {
        "sleep" => return format!("be in bed {q} earlier than your old time"),
        "waking" => return format!("get up {q} earlier than your old time"),
        "punctual" => return format!("be ready {q} before you have to leave"),
        _ => {}
    }
    let verb = &words.verb;
    if is_time(unit) {
        match topic.slug {
            "general" if verb.starts_with("spend a few minutes ") => verb.replacen("a few minutes", q, 1),
            "general" if verb.starts_with("give a few minutes to ") => verb.replacen("a few minutes", q, 1),
            "general" if verb == "make a start on it" => format!("give your new habit {q}"),
            "money" => format!("spend {q} on your money"),
            "social" => format!("give {q} to someone you care about"),
            "water" | "food" | "breakfast" => format!("{verb}, with {q} of calm for it"),
            "life" => format!("spend {q} on the area of life you chose"),
            "confidence" => format!("practise being brave for {q}"),
            _ => format!("{verb} for {q}"),
        }
    } else if unit == "times" {
        format!("{verb} {q}")
    } else {
        format!("{} {q}", words.counted)
    }
}

fn bad_act(topic: &Topic, words: &Words, day: u16, n: u32, q: &str, unit: &str, stated: bool) -> String {
    let doing = &words.doing;
    match topic.slug {
        "late-nights" => return format!("be in bed {q} earlier than your old time"),
        "snoozing" => return format!("get up {q} earlier than your old time"),
        "lateness" => return format!("be ready {q} before you have to leave"),
        "procrastination" if !stated => return format!("work for {q} on the thing you would rather put off"),
        "mess" | "sitting" => return good_act(topic, words, q, unit),
        _ => {}
    }
    let turn = usize::from(day % 3);
    if !stated && waits(topic) && n > 0 {
        let it = &words.it;
        return [
            format!("wait {q} before you answer {it}"),
            format!("put {q} between {it} and your answer"),
            format!("let {q} pass before you decide about {it}"),
        ][turn]
            .clone();
    }
    if !stated && n > 0 {
        return [
            format!("keep a stretch of {q} free of {doing}"),
            format!("give yourself {q} without {doing}"),
            format!("stay clear of {doing} for {q}"),
        ][turn]
            .clone();
    }
    let counts_doing = is_time(unit) || unit == "times";
    if n == 0 {
        let what = if counts_doing || !stated { doing.as_str() } else { unit };
        return [
            format!("go through today without {what}"),
            format!("make it a day without {what}"),
            format!("leave out {what} altogether today"),
        ][turn]
            .clone();
    }
    if counts_doing {
        return format!("limit {doing} to {q} today");
    }
    // "1 cigarette or fewer" would be an odd way to say one.
    let turn = if n == 1 { turn % 2 } else { turn };
    [format!("keep to {q} today"), format!("let {q} be enough for today"), format!("stay at {q} or fewer today")][turn]
        .clone()
}
