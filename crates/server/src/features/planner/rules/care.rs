//! Recognises wishes that could harm somebody. They get a kind message and where to find help instead
//! of a plan.

use serde::{Deserialize, Serialize};

use super::care_words::{
    DOSING, DRUNK_DRIVING, EATING, FIGURES, MEDICINE, MEDICINE_HARMLESS, OTHERS_PEOPLE, OTHERS_VERBS, OTHERS_WHOLE,
    SELF_HARM, SELF_HARM_HARMLESS, STOPPING, WITHDRAWAL,
};
use super::text::{find_phrase, has_any, spaced};

/// The danger in a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CareKind {
    /// Self-harm or suicide.
    SelfHarm,
    /// Starving, extreme fasting, purging.
    Eating,
    /// Doses of medicine or drugs.
    Dosing,
    /// Giving up or changing prescribed medicine.
    Medicine,
    /// Stopping a substance at once where that can be dangerous.
    Withdrawal,
    /// Harming somebody else.
    Others,
}

/// The answer to a wish that could harm somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Care {
    /// The danger in the wish.
    pub kind: CareKind,
    /// A kind message of one to three sentences.
    pub message: String,
    /// Where to find help, anywhere in the world.
    pub help: String,
}

/// Returns the answer to a wish that could harm somebody, `None` for all other wishes.
///
/// Compares whole words, so that "kill it at the gym" and "cut carbs" get a plan. In doubt it answers
/// with care: a wish to stop hitting children gets it too.
#[must_use]
pub fn needs_care(text: &str) -> Option<Care> {
    let mut text = spaced(text);
    for figure in FIGURES {
        while let Some(at) = find_phrase(&text, figure) {
            text.replace_range(at..at + figure.len(), "so");
        }
    }
    let kind = if has_any(&text, SELF_HARM) && !has_any(&text, SELF_HARM_HARMLESS) {
        CareKind::SelfHarm
    } else if hurts_others(&text) || has_any(&text, DRUNK_DRIVING) || has_any(&text, OTHERS_WHOLE) {
        CareKind::Others
    } else if has_any(&text, MEDICINE) && has_any(&text, STOPPING) && !has_any(&text, MEDICINE_HARMLESS) {
        CareKind::Medicine
    } else if has_any(&text, DOSING) && !has_any(&text, &["stop", "quit", "avoid", "never"]) || many_pills(&text) {
        CareKind::Dosing
    } else if has_any(&text, WITHDRAWAL) || bottle_of_spirits(&text) {
        CareKind::Withdrawal
    } else if has_any(&text, EATING)
        && !has_any(
            &text,
            &["starving children", "feed the starving", "starving artist", "bulimia recovery", "anorexia recovery"],
        )
        || extreme_diet(&text)
        || stops_eating(&text)
    {
        CareKind::Eating
    } else {
        return None;
    };
    Some(words_of(kind))
}

/// Recognises "stop eating" and the like, alone or for a number of days or weeks.
fn stops_eating(text: &str) -> bool {
    if let Some(at) =
        ["not eat", "dont eat", "go without eating"].iter().find_map(|p| find_phrase(text, p).map(|at| at + p.len()))
    {
        let rest = text[at..].trim();
        let words: Vec<&str> = rest.split_whitespace().collect();
        if words.first() == Some(&"for")
            && words.iter().take(4).any(|w| matches!(*w, "day" | "days" | "week" | "weeks"))
        {
            return true;
        }
    }
    if ["breakfast", "lunch", "dinner"].iter().all(|meal| find_phrase(text, meal).is_some())
        && has_any(text, &["skip", "skipping", "no breakfast", "leave out"])
        && !has_any(text, &["stop", "not", "never", "dont", "quit", "without skipping"])
    {
        return true;
    }
    ["stop eating", "quit eating", "give up eating", "give up food", "no eating"].iter().any(|phrase| {
        find_phrase(text, phrase).is_some_and(|at| {
            let rest = text[at + phrase.len()..].trim();
            let lasting = ["day", "days", "week", "weeks", "month", "months"];
            rest.is_empty()
                || (rest.starts_with("for ") && rest.split_whitespace().take(4).any(|w| lasting.contains(&w)))
        })
    })
}

/// Recognises five or more pills of a kind that is not prescribed.
fn many_pills(text: &str) -> bool {
    const PILLS: [&str; 9] = [
        "pills",
        "tablets",
        "painkillers",
        "paracetamol",
        "paracetamols",
        "tylenol",
        "ibuprofen",
        "aspirin",
        "aspirins",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    words.iter().enumerate().any(|(at, word)| {
        let own = at > 0 && matches!(words[at - 1], "my" | "all");
        let pills = words[at + 1..].iter().take(2).any(|next| PILLS.contains(next));
        !own && pills && word.parse::<u32>().is_ok_and(|n| (5..=500).contains(&n))
    })
}

/// A bottle of spirits as a daily amount, to have or to give up.
fn bottle_of_spirits(text: &str) -> bool {
    const SPIRITS: [&str; 8] = ["vodka", "whisky", "whiskey", "gin", "rum", "arrack", "spirits", "liquor"];
    let daily = has_any(text, &["every day", "a day", "daily", "each day", "per day", "every night", "every evening"]);
    daily && SPIRITS.iter().any(|spirit| text.contains(&format!(" bottle of {spirit} ")))
}

/// Violence with a person after it, within two words.
fn hurts_others(text: &str) -> bool {
    let harmless = [
        "beat my brother at",
        "beat my dad at",
        "beat my sister at",
        "beat others at",
        "beat people at",
        "kill them with kindness",
        "hit people up",
        "hit them up",
        "hit her up",
        "hit him up",
        "beat my son at",
        "beat my daughter at",
        "punch people card",
    ];
    if has_any(text, &harmless) {
        return false;
    }
    OTHERS_VERBS.iter().any(|verb| {
        find_phrase(text, verb).is_some_and(|at| {
            let rest = &text[at + verb.len()..];
            OTHERS_PEOPLE
                .iter()
                .any(|who| find_phrase(rest, who).is_some_and(|at| rest[..at].split_whitespace().count() <= 1))
        })
    })
}

/// Fewer than 1,000 kcal a day, fasts of two days and more, crash diets (over 1.5 kg a week).
fn extreme_diet(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |w: &str| w.parse::<f64>().ok();
    let fasts = words.iter().any(|w| matches!(*w, "fast" | "fasting" | "fasts"));
    let eats = words.iter().any(|w| {
        matches!(
            *w,
            "eat" | "eating" | "diet" | "consume" | "only" | "under" | "below" | "max" | "limit" | "intake" | "than"
        )
    });
    let burns = words.iter().any(|w| matches!(*w, "burn" | "burning"));
    let thousands = joined_thousands(text);
    for (at, word) in words.iter().enumerate() {
        let Some(n) = number(word) else { continue };
        let next = words.get(at + 1).copied().unwrap_or_default();
        match next {
            "calories" | "kcal" | "calorie" | "cals"
                if n < 1_000.0
                    && eats
                    && !burns
                    && !thousands
                    && !(n < 400.0
                        && has_any(text, &["fewer", "less", "deficit", "snack", "breakfast", "lunch", "dinner"])) =>
            {
                return true;
            }
            "days" | "day" if fasts && n >= 2.0 && !text.contains(" for ramadan ") && fasting_run(&words, at) => {
                return true;
            }
            "hours" | "hour" | "h" if fasts && n >= 24.0 && fasting_run(&words, at) => return true,
            "kg" | "kilos" | "kilograms" | "pounds" | "lbs" | "lb" if words.contains(&"lose") => {
                let kg = if matches!(next, "pounds" | "lbs" | "lb") { n * 0.45 } else { n };
                if weeks_after(&words[at + 1..]).is_some_and(|weeks| kg / weeks > 1.5) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Whether "1,200" was split into "1 200".
fn joined_thousands(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .windows(2)
        .any(|w| w[0].len() == 1 && w[0].parse::<u8>().is_ok() && w[1].len() == 3 && w[1].parse::<u16>().is_ok())
}

/// "fast for 3 days" is a fast of three days; "fasting 14:10 for 21 days" and "fast 2 days a week" are not.
fn fasting_run(words: &[&str], at: usize) -> bool {
    let intermittent = words.contains(&"intermittent")
        || words
            .windows(2)
            .any(|w| matches!((w[0], w[1]), ("16", "8") | ("14", "10") | ("12", "12") | ("5", "2") | ("18", "6")));
    let weekly = words[at..].iter().take(5).any(|w| matches!(*w, "week" | "month" | "weekly"));
    !intermittent && !weekly
}

/// Weeks named in "in 2 weeks", "in a month", "in 10 days".
fn weeks_after(words: &[&str]) -> Option<f64> {
    words.windows(2).find_map(|w| {
        let n = if matches!(w[0], "a" | "one" | "per") { 1.0 } else { w[0].parse().ok()? };
        match w[1] {
            "day" | "days" => Some(n / 7.0),
            "week" | "weeks" => Some(n),
            "month" | "months" => Some(n * 4.3),
            _ => None,
        }
    })
}

fn words_of(kind: CareKind) -> Care {
    let (message, help) = match kind {
        CareKind::SelfHarm => (
            "That sounds very hard, and we are glad you wrote it down. This is too heavy to carry with a habit app alone. Please tell someone now, today, who can sit with you or listen.",
            "If you are in danger, call your local emergency number. You can find a helpline for your country at findahelpline.com, free and in confidence; a doctor or a person you trust is a good start too.",
        ),
        CareKind::Eating => (
            "Your body needs food every day, so we won't plan this one. If eating has become a struggle, you deserve support, and it does help.",
            "A doctor or a dietitian can plan with you safely. If food is on your mind all day, findahelpline.com lists people to talk to in your country; in an emergency call your local emergency number.",
        ),
        CareKind::Dosing => (
            "Doses are for a doctor or a pharmacist, not for a habit app, so we won't plan this one. Thank you for asking before starting.",
            "Talk to a doctor or a pharmacist before you change anything. If you have already taken too much, call your local emergency number now. For drugs and alcohol, findahelpline.com lists help in your country.",
        ),
        CareKind::Medicine => (
            "Stopping or changing a prescribed medicine can be risky, even when there are good reasons to want it. That plan belongs to you and the person who prescribed it.",
            "Please speak to your doctor or pharmacist before you change anything; they have heard it before and can often find another way. If you feel unsafe, call your local emergency number or look at findahelpline.com.",
        ),
        CareKind::Withdrawal => (
            "Wanting to stop is a good decision. Stopping at once after heavy daily use can be dangerous for the body, so this one deserves a doctor beside you, not only an app.",
            "Please see a doctor before you stop; they can make it safer and easier. With shaking, confusion or a seizure call your local emergency number. findahelpline.com lists support in your country.",
        ),
        CareKind::Others => (
            "We won't plan anything that hurts somebody. If anger has been getting the upper hand, it is brave to look at it, and there are people who help with exactly that.",
            "If someone is in danger now, call your local emergency number. A doctor or counsellor can help with anger in confidence; findahelpline.com lists people to talk to in your country.",
        ),
    };
    Care { kind, message: message.to_owned(), help: help.to_owned() }
}
