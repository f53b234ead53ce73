//! Wishes that could hurt: they get kind words and an address instead of a plan.

use serde::{Deserialize, Serialize};

use super::text::{find_phrase, has_any, spaced};

/// What a wish touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CareKind {
    /// Hurting or killing oneself.
    SelfHarm,
    /// Starving, extreme fasting, purging.
    Eating,
    /// Doses of medicine or drugs.
    Dosing,
    /// Giving up or changing prescribed medicine.
    Medicine,
    /// Stopping a substance at once where that can be dangerous.
    Withdrawal,
    /// Hurting somebody else.
    Others,
}

/// The answer to a wish that could hurt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Care {
    /// What the wish touches.
    pub kind: CareKind,
    /// Kind words, one to three sentences.
    pub message: String,
    /// Where to find help, anywhere in the world.
    pub help: String,
}

#[rustfmt::skip]
const SELF_HARM: &[&str] = &[
    "cut my arm", "cutting my arm", "cut my legs", "cut my thighs", "burn my skin", "burning my skin", "burn my arm",
    "tie a noose", "make a noose", "kill myself", "killing myself", "end my life", "ending my life", "take my life", "take my own life",
    "suicide", "commit suicide", "suicidal", "self harm", "selfharm", "self harming", "hurt myself",
    "hurting myself", "harm myself", "harming myself", "cut myself", "cutting myself", "cut my wrists",
    "cutting my wrists", "cut my arms", "cutting my arms", "burn myself", "burning myself", "hang myself",
    "hanging myself", "stop living", "quit living", "quit life", "end it all", "want to die", "wanna die",
    "wish i was dead", "wish i were dead", "better off dead", "jump off a bridge", "not be alive",
    "dont want to live", "do not want to live", "dont want to be alive", "give up on life", "punish my body",
    "punch myself", "hit myself", "hitting myself", "starve myself to death", "shoot myself", "drown myself",
    "disappear forever", "be dead", "no longer be alive", "unalive myself", "unalive", "kms", "stop existing", "dont want to be here",
    "do not want to be here", "go on living", "never come back", "better off without me", "front of a train",
    "slit my wrists", "slit my wrist", "until i bleed", "till i bleed", "cut my skin", "cutting my skin",
    "cut into my skin", "bang my head", "banging my head", "stop being alive", "never wake up", "reason to live",
    "kil myself", "kill my self", "killing my self", "hurt my self", "harm my self", "cut my self", "jump off a roof",
    "jump off a building", "in front of a car", "in front of a bus", "no point in living", "tired of living",
    "tired of being alive", "end everything", "sleep forever",
];

/// Self-harm words are fine where the wish is to leave them behind; the answer stays the same,
/// since somebody who writes this deserves more than a planner. Only these are let through.
#[rustfmt::skip]
const SELF_HARM_HARMLESS: &[&str] = &[
    "suicide prevention", "suicide awareness", "suicide squad", "suicide hotline volunteer", "suicide squats",
    "suicide runs", "suicide drills",
];

#[rustfmt::skip]
const EATING: &[&str] = &[
    "starve", "starving", "starvation", "starve myself", "starving myself", "stop eating completely",
    "stop eating altogether", "stop eating food", 
    "not eat anything", "eat nothing", "eating nothing", "dont eat anything", "dont eat at all",
    "not eat at all", "never eat again", "anorexia", "anorexic", "pro ana", "proana", "pro mia", "thinspo",
    "bulimia", "purge after", "purging", "purge my food", "purge food", "throw up after", "throwing up after",
    "vomit after", "vomiting after", "make myself vomit", "making myself vomit", "make myself throw up",
    "make myself sick", "dry fasting", "dry fast", "water fast", "water fasting", "take laxatives",
    "taking laxatives", "laxatives to lose", "laxatives after", "live on water",
    "only drink water and eat nothing", "only water for", "nothing but water", "eat only ice", "chew and spit",
    "lose weight by not eating", "skip all meals", "skip every meal", "skipping all meals", "diet pills",
    "eat as little as possible", "stop drinking water", "quit drinking water", "eat one apple a day",
    "eat only one apple a day", "breatharian", "fast for a week", "fast for weeks", "eat every other day",
    "size zero", "no food", "without food", "as thin as possible", "spit out my food", "spit out food",
    "spitting out food", "stop swallowing", "insulin to lose", "vomit every", "ice cubes only", "eat only ice cubes", "stop eating until", "stop eating completely", "stop eating anything", "stop eating forever",
];

#[rustfmt::skip]
const DOSING: &[&str] = &[
    "try heroin", "try cocaine", "try meth", "try lsd", "try ecstasy", "try fentanyl", "smoke meth", "smoke crack",
    "snort cocaine", "overdose", "overdosing", "od on", "higher dose", "increase my dose", "increase the dose",
    "increase my dosage", "double my dose", "double the dose", "double my dosage", "raise my dose",
    "lower my dose", "lower my dosage", "reduce my dose", "reduce my dosage", "change my dose",
    "change my dosage", "adjust my dose", "adjust my dosage", "adjust my insulin", "microdose", "microdosing",
    "take steroids", "taking steroids", "inject steroids", "cycle steroids", "inject testosterone",
    "take more pills", "taking more pills", "take more painkillers", "more sleeping pills",
    "sleeping pills every", "start heroin", "take heroin", "use heroin", "take cocaine", "use cocaine",
    "do cocaine", "take ecstasy", "take mdma", "take lsd", "take meth", "use meth", "take adderall",
    "abuse adderall", "take ketamine", "take xanax", "take oxycodone", "take fentanyl", "skip my insulin",
    "skip insulin", "skipping insulin", "less insulin", "more insulin", "drink bleach", "get high on",
    "sniff glue", "huff paint", "drink myself unconscious", "blackout drunk", "black out drunk",
    "get drunk every", "than prescribed", "double dose", "triple dose", "take more xanax",
    "inject insulin", "smoke heroin", "inject heroin", "inject drugs", "magic mushrooms", "take mushrooms",
    "take ritalin", "take modafinil", "drink until i pass out", "drink till i pass out", "pills at once",
    "tablets at once", "take fentanyl patches", "snort ritalin", "ecstasy every", "sniff petrol", "sniff gas",
];

/// What stopping one's own treatment sounds like: one of these ...
#[rustfmt::skip]
const STOPPING: &[&str] = &[
    "stop", "stopping", "quit", "quitting", "give up", "giving up", "come off", "coming off", "get off",
    "getting off", "go off", "going off", "wean off", "weaning off", "taper", "tapering", "skip", "reduce",
    "cut down", "cut back", "cut out", "less", "fewer", "without", "no more", "avoid", "drop", "ditch",
    "throw away", "flush", "live without", "off my", "refuse", "replace", "no longer take", "not take",
    "dont take", "halve", "get rid of", "change", "lower",
];

/// ... together with one of these.
#[rustfmt::skip]
const MEDICINE: &[&str] = &[
    "medication", "medications", "medicine", "medicines", "meds", "antidepressant", "antidepressants",
    "anti depressants", "ssri", "ssris", "lithium", "insulin", "antipsychotic", "antipsychotics",
    "blood thinner", "blood thinners", "warfarin", "statins", "statin", "beta blocker", "beta blockers",
    "blood pressure pills", "blood pressure tablets", "heart pills", "heart tablets", "prozac", "zoloft",
    "sertraline", "fluoxetine", "lexapro", "escitalopram", "citalopram", "venlafaxine", "effexor", "xanax",
    "valium", "diazepam", "benzodiazepines", "benzos", "lorazepam", "clonazepam", "methadone", "chemotherapy",
    "chemo", "dialysis", "inhaler", "antibiotics", "epilepsy tablets", "epilepsy pills", "anticonvulsants",
    "seizure meds", "prescribed pills", "prescription", "prescriptions", "my pills", "my tablets",
    "thyroid pills", "thyroid tablets", "levothyroxine", "metformin", "prednisone", "arv", "arvs",
    "hiv treatment", "hiv pills", "seroquel", "quetiapine", "olanzapine", "lamotrigine", "mood stabilisers",
    "mood stabilizers", "heart medicine", "epipen", "oxygen therapy", "gabapentin", "pregabalin", "opioids", "psychiatrist gave me", "psychiatrist prescribed", "the pill my",
    "oxycodone", "tramadol", "morphine", "suboxone", "adhd pills",
];

/// Keeping to a treatment, or sorting the cupboard, is a fine habit.
#[rustfmt::skip]
const MEDICINE_HARMLESS: &[&str] = &[
    "stop forgetting", "quit forgetting", "stop skipping", "quit skipping", "stop missing", "quit missing",
    "not skip", "dont skip", "never skip", "without skipping", "without missing", "without fail", "on time",
    "remember to take", "stop being late with", "medicine ball", "medicine cabinet", "medicine cupboard",
    "expired", "study medicine", "read about medicine", "not forget", "dont forget", "avoid missing",
    "avoid forgetting", "avoid skipping", "stop running out", "medicine exam", "prescription glasses",
    "prescription costs", "laughter is", "not miss", "dont miss", "never miss",
];

#[rustfmt::skip]
const WITHDRAWAL: &[&str] = &[
    "detox from alcohol at home", "alcohol detox", "home detox", "detox at home from",
    "quit alcohol cold turkey", "stop drinking cold turkey", "quit drinking cold turkey", "alcohol cold turkey",
    "cold turkey from alcohol", "cold turkey from benzos", "bottle of vodka a day", "bottle of whisky a day",
    "bottle of whiskey a day", "bottle of spirits a day", "bottle of gin a day", "bottle of rum a day",
    "bottle of arrack a day", "bottles of wine a day", "shakes when i dont drink", "shake when i dont drink",
    "shaking when i dont drink", "heavily dependent", "alcohol withdrawal", "withdrawal seizures",
    "delirium tremens", "detox from heroin", "heroin cold turkey", "quit heroin", "stop heroin",
    "stop using heroin", "quit fentanyl", "stop fentanyl", "stop using fentanyl", "quit opioids at once",
    "drink from morning", "the shakes", "shakes in the morning", "detox from alcohol alone",
    "detox from alcohol on my own", "detox alone", "benzos cold turkey", "xanax cold turkey", "litre of whisky a day",
    "litre of vodka a day", "liter of vodka a day", "liter of whisky a day", "litre of spirits a day", "physically dependent on alcohol",
];

#[rustfmt::skip]
const DRUNK_DRIVING: &[&str] = &[
    "drive drunk", "driving drunk", "drunk driving", "drink and drive", "drinking and driving", "drive when drunk",
    "drive faster when drunk", "drive while drunk", "drive after drinking",
];

#[rustfmt::skip]
const OTHERS_VERBS: &[&str] = &[
    "kill", "killing", "hurt", "hurting", "harm", "harming", "murder", "stab", "shoot", "poison", "poisoning",
    "strangle", "punch", "beat up", "beating up", "hit", "hitting", "slap", "slapping", "attack", "bully",
    "bullying", "choke", "choking", "kick", "kicking", "stalk", "stalking", "torture", "abuse", "beat", "beating",
];

#[rustfmt::skip]
const OTHERS_PEOPLE: &[&str] = &[
    "my wife", "my husband", "my partner", "my girlfriend", "my boyfriend", "my kids", "my kid", "my children",
    "my child", "my son", "my daughter", "my mother", "my mom", "my mum", "my father", "my dad", "my brother",
    "my sister", "my boss", "my neighbour", "the neighbour", "the neighbours", "the neighbors", "my neighbours",
    "my neighbor", "my ex", "my teacher", "my classmate", "my classmates", "my colleague", "my colleagues",
    "my coworker", "my dog", "my cat", "someone", "somebody", "people", "him", "her", "them", "a person",
    "animals", "others", "cats", "dogs", "kids", "children", "strangers", "women", "my roommate", "my baby",
    "the baby", "the dog", "the cat", "my pets", "my pet", "my students", "my employees", "my grandmother",
    "my mother in law", "my parents",
];

/// Plain threats and pursuits.
#[rustfmt::skip]
const OTHERS_WHOLE: &[&str] = &[
    "make a bomb", "build a bomb", "make bombs", "follow my ex", "following my ex", "spy on my", "set fire to",
    "get revenge", "take revenge", "shoot up", "burn down",
];

/// Words around [`DOSING`] and [`EATING`] that make them a manner of speaking.
#[rustfmt::skip]
const FIGURES: &[&str] = &[
    "get high on life", "high on life", "overdose on good", "overdose on books", "overdose on kindness",
    "overdose of kindness", "eat nothing sweet", "eat nothing sugary", "eat nothing fried", "eat nothing after",
    "eating nothing after", "eat nothing between", "no food after", "no food in bed", "no food before bed",
    "no food waste", "no food at my desk", "no food in front", "no food delivery", "without food waste",
    "without food delivery", "without food on my", "never wake up late", "never wake up tired", "never come back late",
    "milk shakes", "protein shakes", "sleep forever young", "no food from",
];

/// The kind words for a wish that could hurt, `None` for everything else.
///
/// Looks at whole words only, so that "kill it at the gym" and "cut carbs" stay plans. Errs on
/// the side of asking: a wish to stop hitting one's children also gets an address.
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

/// "Stop eating" and the like with nothing after it, or for so many days or weeks.
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

/// Five or more of any pills that are not one's own.
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
